import ast
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[1] / "models"
DOCUMENTS = ROOT / "mappings" / "documents"
SIDES = ("sale_side.py", "purchase_side.py")
SHARED = [
    *(
        DOCUMENTS / name
        for name in (
            "document.py",
            "lines.py",
            "lines_writing.py",
            "credit_use.py",
            "payment.py",
            "payment_record.py",
            "payment_writing.py",
            "trade.py",
            "trade_writing.py",
        )
    ),
    *sorted((ROOT / "posting").glob("*.py")),
]
BOTH_SIDES = {
    ("values.py", "out_invoice"),  # the sign of every type
    ("values.py", "in_refund"),
    ("checks.py", "asset_receivable"),  # the open lines of any document
    ("checks.py", "liability_payable"),
    ("entries.py", "asset_receivable"),  # whose lock date holds for a line
    ("entries.py", "liability_payable"),
    ("entries.py", "sale"),
    ("entries.py", "purchase"),
}
"""A shared service may name a word only together with that of the other side."""


def words_of(path):
    """Return the constant strings of a module, without its docstrings."""
    tree = ast.parse(path.read_text())
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in prose
    } | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def declared(path):
    """Return {attribute: node of its value} of the only class of a module."""
    tree = ast.parse(path.read_text())
    (cls,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {
        node.targets[0].id: node.value for node in cls.body if type(node) is ast.Assign
    }


def data_of(path):
    """Return the words that a side of trade consists of."""
    own = {k: v for k, v in declared(path).items() if k not in MODEL}
    return {
        node.value
        for value in own.values()
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } - {"payment_type", "partner_type", "sign"}


MODEL = ("_name", "_description")


class TestSideOfTrade(unittest.TestCase):
    def test_both_sides_declare_the_same_names(self):
        sale, purchase = (declared(DOCUMENTS / name) for name in SIDES)
        self.assertEqual(list(sale), list(purchase))

    def test_the_sides_share_no_word(self):
        sale, purchase = (data_of(DOCUMENTS / name) for name in SIDES)
        self.assertFalse(sale & purchase)

    def test_shared_services_name_no_side(self):
        words = set().union(*(data_of(DOCUMENTS / name) for name in SIDES))
        words |= {f"{way}_payment_method_line_ids" for way in ("inbound", "outbound")}
        found = {
            (path.name, word) for path in SHARED for word in words_of(path) & words
        }
        self.assertEqual(found, BOTH_SIDES)
