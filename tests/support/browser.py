"""A real browser for tests: pages are opened and pressed as a person would."""

import base64
import json
import os
import time
from concurrent.futures import Future
from pathlib import Path
from unittest import SkipTest
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser, release_test_lock

WAIT = 60
"""Seconds until something that should appear counts as missing."""

DESKTOP, PHONE = (1366, 768), (390, 844)

BUNDLES = ("web.assets_web", "web.chartjs_lib")

ODOOS_OWN = (".o_clipboard_button", ".badge")
"""Parts of our pages that Odoo draws: copy buttons without a name, pale badges."""


def is_odoos_colour(rule, node):
    """Return whether a contrast is that of Odoo's grey buttons.

    :param rule: of axe-core
    :param node: beginning of the element's HTML
    """
    return rule == "color-contrast" and "btn-secondary" in node


FIND = """
(selector, text) => [...document.querySelectorAll(selector)].filter((el) =>
    el.getClientRects().length
    && getComputedStyle(el).visibility !== "hidden"
    && (!text || (el.innerText || el.value || "").trim().includes(text))
)
"""
"""Visible elements of a selector that contain a text."""

PRESS = """
(() => {
    const found = (%s)(%s, %s).filter((el) => !el.disabled);
    const el = found[found.length - 1];
    if (!el) { return false; }
    el.scrollIntoView({block: "center"});
    el.click();
    return true;
})()
"""


class BrowserCase(HttpCase):
    """Opens pages in one Chromium, which all tests of a class share.

    The tests act in turns with the browser: its requests wait while a test itself uses
    the database, for example while it plays QuickBooks.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        qweb = cls.env["ir.qweb"]
        for name in BUNDLES:  # once, and not once a test
            qweb._get_asset_bundle(name, css=False, js=True).js()
            qweb._get_asset_bundle(name, css=True, js=False).css()
        cls.browser = None

    def setUp(self):
        super().setUp()
        self.clicks = 0
        self.http_request_allow_all = True
        users = self.registry["res.users"]
        for name, value in (
            ("tour_enabled", False),
            ("_compute_tour_enabled", lambda _users: None),
        ):
            hidden = patch.object(users, name, value)
            hidden.start()
            self.addCleanup(hidden.stop)
        if not self.browser:
            type(self).browser = self._start()
        self.browser.test_case = self
        self.browser._result = Future()
        self.width(DESKTOP)
        self.addCleanup(self._leave)

    def _start(self):
        try:
            browser = ChromeBrowser(self)
        except SkipTest as missing:
            self.fail(f"the tests of the pages need Chromium: {missing}")
        self.addClassCleanup(browser.stop)
        return browser

    def _leave(self):
        with release_test_lock():
            self._ask("Page.navigate", url="about:blank")
            self._wait_remaining_requests()

    def _ask(self, method, **params):
        return self.browser._websocket_request(method, params=params, timeout=30)

    # -- what a person does ---------------------------------------------------

    def log_in(self, login):
        self.authenticate(login, login, browser=self.browser)

    def open(self, path, selector):
        """Open an address, and wait until an element is there."""
        self._flush()
        with release_test_lock():
            self._ask("Page.navigate", url=self.base_url() + path)
            self._until(lambda: self._found(selector), f"{selector} at {path}")
        self.env.invalidate_all()

    def see(self, selector, text=""):
        """Wait until an element is there, with a text in it; return its text."""
        self._flush()
        with release_test_lock():
            self._until(
                lambda: self._found(selector, text), f"{selector} with “{text}”"
            )
        self.env.invalidate_all()
        return self.text_of(selector, text)

    def see_no(self, selector, text=""):
        """Wait until no such element is there."""
        self._flush()
        with release_test_lock():
            self._until(
                lambda: not self._found(selector, text), f"no {selector} with “{text}”"
            )
        self.env.invalidate_all()

    def click(self, selector, text=""):
        """Press an element as soon as it is there, and count the click."""
        self._flush()
        press = PRESS % (FIND, json.dumps(selector), json.dumps(text))
        with release_test_lock():
            self._until(lambda: self.evaluate(press), f"{selector} with “{text}”")
        self.env.invalidate_all()
        self.clicks += 1

    def width(self, size):
        wide, high = size
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=wide,
            height=high,
            deviceScaleFactor=1,
            mobile=False,
        )

    # -- what is there --------------------------------------------------------

    def text_of(self, selector, text=""):
        """Return the text of the last visible element of a selector."""
        found = f"({FIND})({json.dumps(selector)}, {json.dumps(text)})"
        return self.evaluate(f"({found}.pop() || {{}}).innerText || ''")

    def count(self, selector, text=""):
        return self._found(selector, text)

    def _found(self, selector, text=""):
        return self.evaluate(
            f"({FIND})({json.dumps(selector)}, {json.dumps(text)}).length"
        )

    def evaluate(self, expression):
        """Return the value of a JavaScript expression; a promise is waited for."""
        answer = self._ask(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def check_accessibility(self, selector):
        """Check that axe-core finds no serious fault within an element of ours."""
        within = {"include": [[selector]], "exclude": [[one] for one in ODOOS_OWN]}
        script = Path(os.environ["QBD_AXE"]).read_text(encoding="utf-8")
        with release_test_lock():
            self.evaluate(f"void (window.axe || (() => {{ {script} }})())")
            found = self.evaluate(
                f"axe.run({json.dumps(within)}, {{resultTypes: ['violations']}})"
                ".then("
                " (found) => found.violations.map((one) => [one.impact, one.id,"
                " one.nodes.map((node) => node.html.slice(0, 200))]))"
            )
        serious = [
            (impact, rule, ours)
            for impact, rule, nodes in found
            if impact in ("serious", "critical")
            and (ours := [node for node in nodes if not is_odoos_colour(rule, node)])
        ]
        self.assertFalse(serious, selector)

    def picture(self, name):
        """Keep a picture of the page in the folder of QBD_SCREENSHOTS, if it is set."""
        folder = os.environ.get("QBD_SCREENSHOTS")
        if folder:
            taken = self._ask("Page.captureScreenshot")
            Path(folder, f"{name}.png").write_bytes(base64.b64decode(taken["data"]))

    # -- waiting --------------------------------------------------------------

    def _flush(self):
        self.env.flush_all()
        self.env.cr.flush()
        self.env.cr.clear()

    def _until(self, condition, words):
        """Wait for a condition; fail at once when the page shows an error."""
        deadline = time.monotonic() + WAIT
        while not condition():
            broken = self._found(".o_error_dialog")
            late = time.monotonic() > deadline
            if (broken or late) and not condition():  # the error may be awaited
                self.picture("failed")
                shown = self.evaluate("document.body.innerText")
                self.fail(f"{words}: not there. The page shows:\n{shown[:3000]}")
            time.sleep(0.05)
