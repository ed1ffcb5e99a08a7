"""The output on the console: one line per step, one line per problem."""

import errno
import signal
import subprocess
import sys


class SetupError(Exception):
    """Something is missing or failed. The text is one line with the remedy.

    `output` is all that a command printed, if a command failed.
    """

    def __init__(self, text, output=""):
        super().__init__(text)
        self.output = output


def step(text):
    """Print the step that begins now. Silent work needs no line."""
    print(f"-- {text}", flush=True)


def execute(command, problem, log=None, **options):
    """Run `command` to its end and return its output (stdout and stderr).

    :param problem: beginning of the :class:`SetupError` raised when it fails; the
        last line of the output follows, and the name of the log if there is one
    :param log: a :class:`~pathlib.Path` that receives the output as well
    :param options: passed to :func:`subprocess.run`
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            **options,
        )
    except OSError as error:
        raise SetupError(f"{problem}: {error}") from error
    if log:
        log.write_text(done.stdout, encoding="utf-8")
    if done.returncode:
        raise SetupError(_failure(problem, done, log), done.stdout)
    return done.stdout


def _failure(problem, done, log):
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    last = lines[-1] if lines else f"exit code {done.returncode}"
    return f"{problem}: {last}" + (f" (all of it: {log})" if log else "")


def command_line(program, action):
    """Run `action()` as the command `program`; return the exit code of the process."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        return action()
    except SetupError as error:
        print(f"{program}: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        problem = f"the disk is full: free some space, then run again ({error})"
        print(f"{program}: {problem}", file=sys.stderr)
    return 1


def _leave(number, _frame):
    raise SystemExit(128 + number)
