"""Play the scenes of docs/demonstration.md in Chromium: called by `bin/record`."""

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from .scenes import SCENES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "demonstration.md"
SCENE = re.compile(r"^### \d+\. (.+?)\n\n\*\*Say\.\*\* (.+?)\n\n", re.M | re.S)
SENTENCE = re.compile(r"(?<=[.?!]) ")
SIZE = {"width": 1280, "height": 900}
WORDS_PER_SECOND = 2.2
LOGIN = "admin"
TIMEOUT = 120_000

CAPTION = """
([title, text]) => {
    document.getElementById("qbd_caption")?.remove();
    const box = document.createElement("div");
    box.id = "qbd_caption";
    box.style.cssText = "position:fixed; left:0; right:0; bottom:0; z-index:99999;" +
        "padding:14px 40px 18px; background:rgba(20,24,40,.92); color:#fff;" +
        "font:500 20px/1.35 sans-serif; text-align:center; pointer-events:none";
    const head = document.createElement("div");
    head.style.cssText = "font-size:13px; letter-spacing:.06em; opacity:.7";
    head.textContent = title;
    box.append(head, document.createTextNode(text));
    document.body.append(box);
    document.body.style.height = "calc(100vh - 100px)";  // the page ends above
}
"""


class Player:
    """A person who shows pages, and speaks in subtitles.

    :param page: of Playwright
    :param url: of Odoo
    :param pace: 1 for the pace of a speaker
    """

    def __init__(self, page, url, pace):
        self.page, self.url, self.pace = page, url, pace

    def log_in(self):
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", LOGIN)
        self.page.fill("input[name=password]", LOGIN)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar")

    def play(self, title, words, steps):
        """Play one scene: a sentence, then a step, and so on."""
        sentences = SENTENCE.split(" ".join(words.replace("*", "").split()))
        for position, (name, *arguments) in enumerate(steps):
            getattr(self, name)(*arguments)
            later = len(steps) - position - 1
            now = max(1, len(sentences) - later) if not later else 1
            for _sentence in range(min(now, len(sentences))):
                self.say(title, sentences.pop(0))
        for sentence in sentences:
            self.say(title, sentence)

    def say(self, title, sentence):
        self.page.evaluate(CAPTION, [title, sentence])
        seconds = 1 + len(sentence.split()) / WORDS_PER_SECOND
        self.page.wait_for_timeout(1000 * seconds / self.pace)

    # -- steps ----------------------------------------------------------------

    def go(self, path, awaited):
        self.page.goto(f"{self.url}{path}")
        self.page.wait_for_selector(awaited)

    def search(self, text):
        self.page.fill(".o_searchview_input", text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(1500)

    def click(self, selector, awaited):
        self.page.locator(selector).first.click()
        self.page.wait_for_selector(awaited)


def main():
    options = _options()
    found = SCENE.findall(PAGE.read_text(encoding="utf-8"))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        first = browser.new_context(viewport=SIZE, locale="en-US")
        Player(_page(first), options.url, options.pace).log_in()
        context = browser.new_context(
            viewport=SIZE,
            locale="en-US",
            storage_state=first.storage_state(),
            record_video_dir=folder,
            record_video_size=SIZE,
        )
        page = _page(context)
        player = Player(page, options.url, options.pace)
        for (title, words), steps in zip(found, SCENES, strict=True):
            player.play(title, words, steps)
        context.close()
        page.video.save_as(options.output)
        browser.close()
    return 0


def _page(context):
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    return page


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--pace", type=float, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
