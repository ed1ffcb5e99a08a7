"""`bin/test`: install missing parts, then run the tests through pytest-odoo."""

import sys

from environment import command_line
from environment.tests import run_tests

if __name__ == "__main__":
    sys.exit(command_line("bin/test", lambda: run_tests(sys.argv[1:])))
