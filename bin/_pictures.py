"""`bin/pictures`: take the pictures of static/description from a running `bin/demo`."""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "static" / "description"
SIZE = {"width": 1280, "height": 800}
LOGIN = "admin"
ACTION = "/odoo/action-quickbooks_desktop."
PAGES = {
    "dashboard": ("action_qbd_connection", ".o_kanban_record", ""),
    "conflict": ("action_qbd_link", ".o_data_row", "Wood Corner"),
    "balances": ("action_qbd_ledger_account", ".o_data_row", ""),
    "inventory": ("action_qbd_inventory_file", ".o_data_row", ""),
}
"""Name of the picture → action, what is awaited, the name of the row to open."""


def main():
    options = _options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.browser, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE, locale="en-US")
        page.set_default_timeout(120_000)
        _log_in(page, options.url)
        for name in options.names or PAGES:
            _take(page, options.url, name)
    return 0


def _options():
    parser = argparse.ArgumentParser(prog="bin/pictures", description=__doc__)
    parser.add_argument("url", help="address of the demo, e.g. http://localhost:8069")
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--browser", help="Chromium to use; otherwise Playwright's")
    return parser.parse_args()


def _log_in(page, url):
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", LOGIN)
    page.fill("input[name=password]", LOGIN)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")


def _take(page, url, name):
    action, awaited, state = PAGES[name]
    page.goto(f"{url}{ACTION}{action}")
    page.wait_for_selector(awaited)
    if state:
        page.fill(".o_searchview_input", state)
        page.keyboard.press("Enter")
        page.wait_for_timeout(3000)
        page.click(f"{awaited} td[name=record_name]")
        page.wait_for_selector(".o_form_view")
    page.wait_for_timeout(1500)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
