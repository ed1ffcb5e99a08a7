"""The browser that the tests of the pages run in, and the checker of accessibility."""

from .console import execute, step
from .folders import built
from .system import own_environ, require_command

AXE = "axe-playwright-python==0.1.8"
"""A package that carries axe-core 4.12 as one file; Playwright itself is not needed."""

SCRIPT = "axe_playwright_python/axe.min.js"


def prepare(folders, python):
    """Install Chromium and axe-core if they are missing.

    :return: path of axe-core's script
    """
    require_command("chromium", "chromium")
    home = folders.root / AXE
    if not (home / SCRIPT).exists():
        step("installing axe-core")
        with built(home) as fresh:
            pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
            execute(
                [*pip, "install", "--quiet", "--no-deps", "--target", fresh, AXE],
                "axe-core could not be installed; check the network",
                env={**own_environ(), "PIP_USER": "0"},
            )
    return home / SCRIPT
