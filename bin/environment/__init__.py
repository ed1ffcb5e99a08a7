"""The ground of `bin/` and `bench/`: Odoo 19, its Python, a private PostgreSQL.

Standard library only, Python 3.10 or newer. Everything made here lies in one cache
folder outside the repository and can be deleted at any time.
"""

from .console import SetupError, command_line, step
from .run import Run
from .server import OdooServer
from .workspace import Workspace

__all__ = ["OdooServer", "Run", "SetupError", "Workspace", "command_line", "step"]
