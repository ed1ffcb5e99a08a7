"""`bin/record`: record the scenes of docs/demonstration.md from a running demo."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from environment import SetupError, Workspace, command_line, step
from environment.console import execute
from environment.folders import built
from environment.processes import end
from environment.server import free_port
from environment.system import own_environ, require_command

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = ("playwright==1.65.2", "imageio-ffmpeg==0.8.1")
READY = "Ctrl-C ends the demo"
MAX_BYTES = 10 * 1024**2


def main():
    options = _options()
    require_command("chromium", "chromium")
    with Workspace.prepared() as workspace:
        home = _playwright(workspace)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _demo(options) as url:
        raw = Path(folder, "raw.webm")
        _record(workspace.python, home, url, raw, options.pace)
        step("making the video smaller")
        _shrink(home, raw, options.output)
    size = options.output.stat().st_size
    step(f"{options.output}: {size / 1024**2:.1f} MiB")
    if size >= MAX_BYTES:
        raise SetupError(
            "the video is larger than 10 MiB: record it with a larger --pace"
        )
    return 0


def _options():
    parser = argparse.ArgumentParser(prog="bin/record", description=__doc__)
    parser.add_argument("--url", help="of a demo that is running")
    parser.add_argument(
        "--output",
        type=Path,
        default=REPOSITORY / "dist" / "demonstration.webm",
        help="the video (dist/demonstration.webm)",
    )
    parser.add_argument(
        "--pace", type=float, default=1, help="1 is the pace of a speaker"
    )
    return parser.parse_args()


def _playwright(workspace):
    """Install Playwright if it is missing; return the folder of its packages.

    Its recorder starts a program `ffmpeg` of its own folder of browsers: that is a link
    to the one of the system, or else to one that comes as a Python package.
    """
    home = workspace.folders.root / "-".join(PACKAGES)
    if not home.exists():
        step("installing Playwright")
        with built(home) as fresh:
            pip = [workspace.python, "-m", "pip", "--disable-pip-version-check"]
            execute(
                [
                    *pip,
                    "install",
                    "--quiet",
                    "--no-input",
                    "--target",
                    fresh,
                    *PACKAGES,
                ],
                "Playwright could not be installed; check the network",
                env={**own_environ(), "PIP_USER": "0"},
            )
            _link_ffmpeg(fresh)
    return home


def _link_ffmpeg(home):
    driver = home / "playwright" / "driver" / "package" / "browsers.json"
    browsers = json.loads(driver.read_text(encoding="utf-8"))["browsers"]
    (revision,) = (one["revision"] for one in browsers if one["name"] == "ffmpeg")
    folder = home / "browsers" / f"ffmpeg-{revision}"
    folder.mkdir(parents=True)
    found = shutil.which("ffmpeg")
    if not found:
        (one,) = (home / "imageio_ffmpeg" / "binaries").glob("ffmpeg-*")
        found = os.path.relpath(one, folder)
    (folder / "ffmpeg-linux").symlink_to(found)


@contextmanager
def _demo(options):
    """Give the address of the demo; one that is started here ends with it."""
    if options.url:
        yield options.url.rstrip("/")
        return
    port = free_port()
    step("starting bin/demo")
    demo = subprocess.Popen(
        [REPOSITORY / "bin" / "demo", f"--port={port}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if not any(READY in line for line in demo.stdout):
            raise SetupError("bin/demo did not come up; see above")
        yield f"http://localhost:{port}"
    finally:
        end(demo)


def _record(python, home, url, output, pace):
    execute(
        [
            *(str(python), "-m", "demonstration.recording"),
            *("--url", url, "--output", str(output), "--pace", str(pace)),
        ],
        "the demonstration could not be recorded",
        env={
            **own_environ(),
            "PYTHONPATH": f"{home}:{REPOSITORY / 'bin'}",
            "PLAYWRIGHT_BROWSERS_PATH": str(home / "browsers"),
        },
    )


def _shrink(home, raw, output):
    """Write the recording in a fifth of its size: its pages stand still."""
    (ffmpeg,) = (home / "browsers").glob("ffmpeg-*/ffmpeg-linux")
    quality = "-an -c:v libvpx-vp9 -crf 40 -b:v 0 -r 8 -row-mt 1"
    speed = "-deadline realtime -cpu-used 6"
    execute(
        [
            ffmpeg,
            "-v",
            "error",
            "-y",
            "-i",
            raw,
            *quality.split(),
            *speed.split(),
            output,
        ],
        "the video could not be made smaller",
    )


if __name__ == "__main__":
    sys.exit(command_line("bin/record", main))
