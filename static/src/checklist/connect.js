import { registry } from "@web/core/registry";

/** Create a connection, and open its guided set-up: a link of a text can do no more. */
function connect(env) {
    return env.services.orm.call("qbd.connection", "action_connect", []);
}

registry.category("actions").add("qbd_connect", connect);
