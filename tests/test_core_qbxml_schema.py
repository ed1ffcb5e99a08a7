"""Declarations taken from Intuit's own list of fields, message by message.

They are no mappings: they show that `fields` builds valid elements for any of them.
"""

import random
import unittest

from ..core.qbxml import fields, values
from ..core.qbxml.fields import NAMES_IN_MOD, Field
from ..core.qbxml.messages import MessageSet, Request
from .support.reference import assert_request_valid, reference_rows, requires_reference
from .test_core_qbxml_values import SEED, random_text

MESSAGES = [
    *("CustomerAdd", "CustomerMod", "VendorAdd", "VendorMod", "AccountAdd"),
    *("AccountMod", "ClassAdd", "ClassMod", "SalesTaxCodeAdd", "SalesTaxCodeMod"),
    *("StandardTermsAdd", "DateDrivenTermsAdd", "PaymentMethodAdd", "ItemSalesTaxAdd"),
    *("ItemSalesTaxMod", "ItemInventoryAdd", "ItemInventoryMod", "ItemDiscountMod"),
    *("InvoiceAdd", "InvoiceMod", "CreditMemoMod", "BillMod", "VendorCreditMod"),
    *("JournalEntryMod", "SalesReceiptMod", "EstimateMod", "PurchaseOrderMod"),
]

KINDS = {
    "AMTTYPE": values.amount,
    "BOOLTYPE": values.boolean,
    "DATETYPE": values.date_,
    "DATETIMETYPE": values.datetime_,
    "FLOATTYPE": values.price,
    "GUIDTYPE": values.guid,
    "INTTYPE": values.integer,
    "PERCENTTYPE": values.percent,
    "PRICETYPE": values.price,
    "QUANTYPE": values.quantity,
}

SAMPLES = {
    "AMTTYPE": 12.5,
    "BOOLTYPE": True,
    "DATETYPE": "2024-03-10",
    "DATETIMETYPE": "2024-03-10T11:12:13",
    "FLOATTYPE": 1.25,
    "GUIDTYPE": "{57f3b9b1-86f1-4fcc-b1ee-566de1813d20}",
    "INTTYPE": 7,
    "PERCENTTYPE": 8.75,
    "PRICETYPE": 10.12345,
    "QUANTYPE": 2.5,
}

IDS = {"ListID", "TxnID", "EditSequence"}


def declaration(rows):
    """Return [(Field, type)] for elements that are neither repeated nor a choice."""
    skipped, references, found = set(), set(), []
    for row in rows[1:]:
        path = row["field_path"].split("/")[1:]
        parents = {"/".join(path[:depth]) for depth in range(1, len(path) + 1)}
        if row["choice_group"] or row["max_occurs"] != "1" or path[-1][0] == "@":
            skipped.add("/".join(path))
        if parents & skipped or parents & references or path[0] in IDS:
            continue
        if row["type"] == "AGGREGATE" and path[-1].endswith("Ref"):
            references.add("/".join(path))
        elif row["type"] == "AGGREGATE":
            continue
        found.append(field_of(row, "/".join(path)))
    return found


def field_of(row, path):
    required, kind = row["required"] == "Y", row["type"]
    if kind == "AGGREGATE":
        codec = values.ref("other")
    elif kind == "ENUMTYPE":
        codec = values.enum(*row["enum"].split("|"))
    else:
        length = int(row["max_length"] or 30)
        codec = KINDS.get(kind) or values.text(length)
    return Field(path, None, codec, required=required and "/" not in path), kind


@requires_reference
class TestDeclarationsOfIntuit(unittest.TestCase):
    def test_every_message_is_valid_with_any_of_its_fields(self):
        rows = reference_rows("qbxml", "fields.csv")
        rng = random.Random(SEED)
        for name in MESSAGES:
            declared = declaration([row for row in rows if row["message"] == name])
            self.assertGreater(len(declared), 1, name)
            for number in range(5):
                with self.subTest(name, seed=SEED, number=number):
                    self._assert_valid(name, declared, rng)

    def _assert_valid(self, name, declared, rng):
        picked = rng.choice([0.3, 1])
        raw = {
            field.qb: self._sample(field, kind, rng)
            for field, kind in declared
            if field.required or rng.random() < picked
        }
        declaration_ = [field for field, _kind in declared]
        canonical = fields.canonical(declaration_, raw)
        build = self._add if name.endswith("Add") else self._mod
        element = build(declaration_, name, canonical)
        assert_request_valid(MessageSet(requests=[Request("1", element)]).to_text())

    def _add(self, declared, name, canonical):
        return fields.build_add(declared, name, canonical, country="CA")

    def _mod(self, declared, name, canonical):
        listed = name[:-3] in {"Account", "Class", "Customer", "SalesTaxCode", "Vendor"}
        id_tag = "ListID" if listed or name.startswith("Item") else "TxnID"
        return fields.build_mod(
            declared, name, ("1-1", "1"), canonical, country="CA", id_tag=id_tag
        )

    def _sample(self, field, kind, rng):
        if kind == "AGGREGATE":
            return "80000001-1"
        if kind == "ENUMTYPE":
            return rng.choice(field.codec.values)
        return SAMPLES.get(kind) or "A" + random_text(rng)


@requires_reference
class TestNamesInMods(unittest.TestCase):
    def test_the_aggregates_that_a_mod_calls_otherwise_are_all_listed(self):
        rows = [
            row
            for row in reference_rows("qbxml", "fields.csv")
            if row["type"] == "AGGREGATE" and row["max_occurs"] == "1"
        ]
        adds = {
            self._mapping_names(row) for row in rows if row["message"].endswith("Add")
        }
        mods = {
            self._mapping_names(row) for row in rows if row["message"].endswith("Mod")
        }
        renamed = {
            name: f"{name}Mod"
            for entity, name in adds
            if (entity, f"{name}Mod") in mods and (entity, name) not in mods
        }
        self.assertEqual(renamed, NAMES_IN_MOD)

    def _mapping_names(self, row):
        return row["entity"], row["field_path"].split("/")[-1]
