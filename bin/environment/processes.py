"""A command's own process, which never outlives it."""

import subprocess


def wait(process):
    """Wait for one that ends by itself after Ctrl-C, as pytest does; its code."""
    try:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
    finally:
        end(process)


def end(process, timeout=10):
    """Ask the process to end; kill it if it has not within `timeout` seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
