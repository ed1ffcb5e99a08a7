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
    "sales.py": {"_money_difference"},
    "sales_writing.py": {"_figures_of_opening", "_price"},
    "apply.py": {"_apply", "_check", "_refuse_amount"},
    "payments.py": {"_apply_exactly", "_line", "_payment_values"},
    "posting.py": {"_check_total"},
    "values.py": {"_amounts", "_counterpart", "_printed_line"},
}
"""Values of records, and amounts that a method of a currency compares or formats."""
