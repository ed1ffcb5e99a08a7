"""The tools that read the code find nothing. Their settings are in the repository."""

import subprocess
import sys
from pathlib import Path

ADDON = Path(__file__).parents[1]


def _assert_clean(*command):
    done = subprocess.run(
        [sys.executable, "-m", *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=ADDON,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing():
    _assert_clean("ruff", "check", "--no-cache", "--quiet", ".")


def test_the_code_is_formatted():
    _assert_clean("ruff", "format", "--no-cache", "--quiet", "--diff", ".")


def test_pylint_odoo_finds_nothing():
    _assert_clean("pylint", f"--rcfile={ADDON / '.pylintrc'}", str(ADDON))
