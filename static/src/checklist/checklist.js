import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const AGAIN_MS = 5000;

const ICONS = {
    done: "fa-check-circle text-success",
    todo: "fa-circle-o text-muted",
    waiting: "fa-hourglass-half text-info",
    problem: "fa-exclamation-triangle text-warning",
};

/**
 * The guided set-up, as `qbd.connection.checklist` describes it in Python. It is read
 * again every few seconds, and disappears when its steps are done.
 */
export class QbdChecklist extends Component {
    static template = "quickbooks_desktop.Checklist";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ reached: undefined, read: undefined });
        onMounted(() => {
            this.reach();
            this.readAgainLater();
        });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get resId() {
        return this.props.record.resId;
    }

    get value() {
        return this.state.read || this.props.record.data[this.props.name] || {};
    }

    icon(state) {
        return ICONS[state];
    }

    /** Whether this browser reaches Odoo's address; the certificate is checked, too. */
    async reach() {
        if (!this.value.open || this.value.steps[0].state !== "done") {
            return;
        }
        try {
            await browser.fetch(this.value.endpoint, { mode: "no-cors", cache: "no-store" });
            this.state.reached = true;
        } catch {
            this.state.reached = false;
        }
    }

    readAgainLater() {
        this.timer = browser.setTimeout(() => this.readAgain(), AGAIN_MS);
    }

    async readAgain() {
        if (this.resId && this.value.open && document.visibilityState === "visible") {
            const name = this.props.name;
            const [values] = await this.orm.silent.read("qbd.connection", [this.resId], [name]);
            const before = JSON.stringify(this.value.steps);
            this.state.read = values && values[name];
            const changed = before !== JSON.stringify(this.value.steps);
            if (changed && !(await this.props.record.isDirty())) {
                await this.props.record.load(); // its state and figures have changed, too
            }
        }
        this.readAgainLater();
    }

    async press(button) {
        const { resId, model } = this.props.record;
        if (!(await this.props.record.save())) {
            return;
        }
        await this.action.doActionButton({
            type: "object",
            name: button.method,
            args: JSON.stringify(button.args),
            resModel: "qbd.connection",
            resId,
            resIds: [resId],
            context: user.context,
            onClose: async () => {
                this.state.read = undefined;
                await model.load();
            },
        });
    }

    hide() {
        return this.press({ method: "hide_checklist", args: [] });
    }
}

registry.category("fields").add("qbd_checklist", {
    component: QbdChecklist,
    supportedTypes: ["json"],
    isEmpty: () => false,
});
