import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { browser } from "@web/core/browser/browser";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const RUNNING_MS = 5000;
const RESTING_MS = 60000;

const ICONS = {
    success: "fa-check-circle",
    info: "fa-info-circle",
    warning: "fa-exclamation-triangle",
    danger: "fa-exclamation-circle",
    secondary: "fa-circle-o",
};

/**
 * The dashboard of a connection, as `qbd.connection.dashboard` describes it in Python.
 * It is read again every few seconds while a session runs, and each minute otherwise.
 */
export class QbdDashboard extends Component {
    static template = "quickbooks_desktop.Dashboard";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.state = useState({ data: this.props.record.data[this.props.name] || {} });
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.drawChart(),
            () => [JSON.stringify(this.state.data.days)]
        );
        this.readAgainLater();
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get resId() {
        return this.props.record.resId;
    }

    icon(level) {
        return ICONS[level] || ICONS.secondary;
    }

    readAgainLater() {
        const pause = this.state.data.running ? RUNNING_MS : RESTING_MS;
        this.timer = browser.setTimeout(() => this.readAgain(), pause);
    }

    async readAgain() {
        if (this.resId && document.visibilityState === "visible") {
            const name = this.props.name;
            const [values] = await this.orm.silent.read("qbd.connection", [this.resId], [name]);
            this.state.data = (values && values[name]) || {};
        }
        this.readAgainLater();
    }

    async open(method, ...args) {
        const action = await this.orm.call("qbd.connection", method, [[this.resId], ...args]);
        if (action) {
            await this.action.doAction(action);
        }
    }

    get chartWords() {
        const { labels, series } = this.state.data.days;
        const sums = series.map((one) => {
            const sum = one.values.reduce((total, value) => total + value, 0);
            return `${one.label}: ${sum}`;
        });
        return _t("%(first)s to %(last)s. %(sums)s", {
            first: labels[0],
            last: labels[labels.length - 1],
            sums: sums.join(", "),
        });
    }

    drawChart() {
        if (!this.canvas.el) {
            return;
        }
        const { labels, series } = this.state.data.days;
        const scheme = cookie.get("color_scheme");
        const grid = getCustomColor(scheme, "#d8dadd", "#3C3E4B");
        const ink = getCustomColor(scheme, "#111827", "#E4E4E4");
        const axis = { stacked: true, grid: { color: grid }, ticks: { color: ink, precision: 0 } };
        const chart = new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels,
                datasets: series.map((one, index) => ({
                    label: one.label,
                    data: one.values,
                    backgroundColor: getColor(index + 1, scheme, "odoo"),
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: { legend: { position: "bottom", labels: { color: ink } } },
                scales: { x: axis, y: { ...axis, beginAtZero: true } },
            },
        });
        return () => chart.destroy();
    }
}

registry.category("fields").add("qbd_dashboard", {
    component: QbdDashboard,
    supportedTypes: ["json"],
    isEmpty: () => false,
});
