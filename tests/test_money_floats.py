import ast
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[1] / "models"
ROOMS = ("mappings/documents", "posting")


def functions_with_floats(path):
    """Return the names of the functions of a module that call ``float``."""
    return {
        function.name
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
    }


class TestFloats(unittest.TestCase):
    def test_amounts_become_floats_for_the_orm_alone(self):
        found = {}
        for room in ROOMS:
            for path in (ROOT / room).glob("*.py"):
                names = functions_with_floats(path)
                if names:
                    found[path.name] = names
        self.assertEqual(found, EXPECTED)


EXPECTED = {
    "trade_writing.py": {"_figures_of_opening"},
    "lines_writing.py": {"_gives", "_price"},
    "changes.py": {"_owed", "rounding_difference"},
    "apply.py": {"_apply", "_formatted"},
    "payments.py": {"_line", "_payment_values"},
    "matching.py": {"_match"},
    "opened.py": {"_open_again"},
    "values.py": {"_amounts", "_counterpart", "_printed_line", "has_tax"},
}
"""Values of records, or of a search for them; `_formatted` hands one to a currency."""
