"""From a person's pytest arguments to those that pytest is given.

pytest runs outside the repository and reaches it through a link named like the addon,
so that pytest-odoo finds the module: paths in the repository are rewritten.
"""

import os
from pathlib import Path

# Short options take their value as the next argument; long ones mostly with "=".
WITH_VALUE = {"-c", "-k", "-m", "-n", "-o", "-p", "-r", "-W", "--deselect", "--maxfail"}
WITH_FILE = {"--json", "--junitxml", "--junit-xml"}


def for_pytest(arguments, repository, link, caller):
    """Return the arguments for pytest; without a path among them, all of `tests`.

    :param repository: real path of the repository
    :param link: path by which pytest is to see it
    :param caller: folder that the person's relative paths start from
    """
    result, has_path, previous = [], False, ""
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if previous in WITH_FILE:
            argument = os.path.join(caller, argument)
        elif equals and name in WITH_FILE:
            argument = f"{name}={os.path.join(caller, value)}"
        elif previous not in WITH_VALUE and not argument.startswith("-"):
            argument = _through_link(argument, repository, link, caller)
            has_path = True
        result.append(argument)
        previous = argument
    return result if has_path else [*result, str(link / "tests")]


def _through_link(argument, repository, link, caller):
    path, *node = argument.split("::")
    for start in (Path(caller), Path(repository)):
        full = Path(os.path.normpath(start / path))
        if full.exists() and full.resolve().is_relative_to(repository):
            inside = full.resolve().relative_to(repository)
            return "::".join([str(link / inside), *node])
    return argument
