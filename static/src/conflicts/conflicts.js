import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Both values of each field in conflict, and a choice for each: see `conflict_rows` of
 * `qbd.link.conflicts` in Python.
 */
export class QbdConflicts extends Component {
    static template = "quickbooks_desktop.Conflicts";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ choices: {}, alike: {} });
    }

    get value() {
        return this.props.record.data[this.props.name] || { rows: [], sides: [] };
    }

    get chosen() {
        return Object.keys(this.state.choices).length;
    }

    allows(side) {
        return this.value.sides.includes(side);
    }

    choose(path, side) {
        this.state.choices[path] = side;
    }

    chooseAll(side) {
        for (const row of this.value.rows) {
            this.choose(row.path, side);
        }
    }

    toggleAlike(path, checked) {
        this.state.alike[path] = checked;
    }

    async apply() {
        const alike = Object.keys(this.state.alike).filter((path) => this.state.alike[path]);
        const choices = { ...this.state.choices };
        const { resId, model } = this.props.record;
        const action = await this.orm.call("qbd.link", "settle_conflicts", [
            [resId],
            choices,
            alike,
        ]);
        this.state.choices = {};
        this.state.alike = {};
        if (action.params.next.type === "ir.actions.act_window_close") {
            delete action.params.next;
        }
        await this.action.doAction(action);
        await model.load();
    }
}

registry.category("fields").add("qbd_conflicts", {
    component: QbdConflicts,
    supportedTypes: ["json"],
    isEmpty: () => false,
});
