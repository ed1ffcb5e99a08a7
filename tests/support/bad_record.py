"""Lets a hook fail about one record of three, and looks how far the others got."""

import copy
import functools
from collections import Counter
from contextlib import ExitStack
from unittest.mock import patch

from lxml import etree

from odoo import models
from odoo.exceptions import UserError

from ...core.errors import ValueRefused
from .. import test_contract
from ..test_mapping_contract import ContractCase
from .case_model import THOROUGH
from .mapping_samples import sample_objects

MARK = "Zzbad"
SAID = "gone wrong on purpose"
ERRORS = (ValueRefused, UserError, ValueError, KeyError)
NAMES = ("ListID", "TxnID", "Name", "FullName", "RefNumber", "Memo")
OWN = ("BarCodeValue", "Email", "AccountNumber", "ManufacturerPartNumber", "Desc")
"""Elements by which three objects would look like each other."""
DOUBLED = "doubled"
"""How far none may get that has a look-alike on the other side."""

AFTER_A_FAILURE = {"_park_noticed"}
"""Hooks that are called because another one failed."""


@functools.cache
def hooks():
    """Return the names of all hooks of the contract, in order."""
    contract = test_contract.TestContract
    contract.setUpClass()
    return sorted(contract.hooks - AFTER_A_FAILURE)


def three(element):
    """Return three objects like this one, the second one with the mark."""
    found = []
    for number, word in enumerate(("Fine", MARK, "Good"), 1):
        one = copy.deepcopy(element)
        for name in NAMES:
            for child in one.findall(name):
                child.text = f"{word}{number}"
        for child in one.iter(OWN):
            child.text = f"{word}{number}"
        found.append(one)
    return found


class Undone(Exception):
    """Ends a savepoint, so that the next road finds everything as it was."""


class BadRecordCase(ContractCase):
    def setUp(self):
        super().setUp()
        self.engine = self.env["qbd.engine"]
        self.walked, self.most_roads = Counter(), 2
        self.bad_record = False  # id of the bad one of records without links
        self.patch(
            type(self.env["qbd.link"]), "_log_failure", lambda _links, _error: None
        )

    # -- whom a call is about -------------------------------------------------

    def is_about(self, mapping, given, bad):
        """Tell whether an argument of a hook is about the bad one.

        :param bad: link of the bad one, empty while it has none
        """
        if isinstance(given, str):
            return MARK in given
        if isinstance(given, models.BaseModel):
            return self.is_among(mapping, given, bad)
        if isinstance(given, etree._Element):
            return any(MARK in (one.text or "") for one in given.iterchildren())
        if isinstance(given, dict):
            given = [*given, *given.values()]
        if isinstance(given, list | tuple | set):
            return any(self.is_about(mapping, one, bad) for one in given)
        if hasattr(given, "quickbooks"):
            parts = [given.qb_id, given.quickbooks, given.link]
            return any(self.is_about(mapping, one, bad) for one in parts)
        return False

    def is_among(self, mapping, records, bad):
        if not records:
            return False
        if records._name == "qbd.link":
            return bool(records & bad)
        own = records._name == mapping._odoo_model
        ids = {self.bad_record, *bad.mapped("record_id")} - {0}
        return own and not ids.isdisjoint(records.ids)

    def calls_about(self, mapping, hook, args, bad):
        if hook == "_records_concerned":
            return bad and args[0] == bad.res_model and bad.record_id in args[1]
        return any(self.is_about(mapping, one, bad) for one in args)

    # -- hooks that fail ------------------------------------------------------

    def wrapped(self, mapping, hook, bad, act):
        """Return a context that runs `act(hook)` before a call about the bad one."""
        kind = type(mapping)
        original = getattr(kind, hook)

        @functools.wraps(original)
        def wrapper(this, *args, **options):
            mine = this._name == mapping._name  # others may inherit from it
            given = [*args, *options.values()]
            if mine and self.calls_about(mapping, hook, given, bad()):
                act(hook)
            return original(this, *args, **options)

        return patch.object(kind, hook, wrapper)

    def called_hooks(self, mapping, road, bad):
        """Return which hooks a road calls about the bad one, and how it ends."""
        called = []
        with ExitStack() as stack:
            for hook in hooks():
                stack.enter_context(self.wrapped(mapping, hook, bad, called.append))
            end = self.travel(road)
        return sorted(set(called)), end

    def failing(self, mapping, road, bad, hook, error):
        raised = []

        def fail(_hook):
            raised.append(hook)
            raise error(SAID)

        with self.wrapped(mapping, hook, bad, fail):
            end = self.travel(road)
        self.assertTrue(raised)
        return end

    def travel(self, road):
        """Take a road and undo it.

        :return: what `road` returned
        """
        ends = []
        try:
            with self.env.cr.savepoint():
                ends.append(road())
                raise Undone()
        except Undone:
            return ends[0]

    # -- the walk -------------------------------------------------------------

    def walk(self, stream, road, bad):
        """Let each hook fail that a road calls about the bad one.

        A hook that mappings share is one piece of code: it fails in `most_roads` roads
        of theirs, with `THOROUGH` in all roads of each mapping.

        :param road: callable → {"Fine1"…: (state, reason, message, how far it got)}
        :param bad: callable → link of the bad one
        :return: number of hooks
        """
        mapping = stream._mapping()
        called, usual = self.called_hooks(mapping, road, bad)
        for number, hook in enumerate(called):
            code = getattr(type(mapping), hook)
            self.walked[code] += 1
            if self.walked[code] > self.most_roads and not THOROUGH:
                continue
            error = ERRORS[number % len(ERRORS)]
            with self.subTest(f"{hook}: {error.__name__}"):
                end = self.failing(mapping, road, bad, hook, error)
                self.assert_alone(usual, end)
        return len(called)

    def assert_alone(self, usual, end):
        """The bad one is parked with the reason, and the others got as far as usual."""
        others = usual.keys() - {f"{MARK}2"}
        self.assertEqual(
            {key: end.get(key) for key in others}, {key: usual[key] for key in others}
        )
        state, _reason, message, far = end[f"{MARK}2"]
        self.assertIn(state, ("parked", "unknown", "retry"), end)
        self.assertIn(SAID, message or "", end)
        self.assertNotEqual(far, DOUBLED, end)

    def each_sample(self):
        """Yield (sample, stream, three objects) of the first sample of each mapping."""
        for name in self.env["qbd.mapping"]._mapping_names():
            stream = self.stream(name)
            mapping = stream._mapping()
            if mapping._only_to_quickbooks or mapping._reads_reports:
                continue  # no objects are read for it
            sample, element = next(iter(sample_objects(mapping).items()))
            yield sample, stream, three(element)

    def links_of(self, stream):
        """Return {key: link} of the three."""
        found = {}
        for link in self.env["qbd.link"].search([("stream_id", "=", stream.id)]):
            for key in ("Fine1", f"{MARK}2", "Good3"):
                if key in (link.qb_id, link.qb_name):
                    found[key] = link
        return found

    def bad_of(self, stream):
        return lambda: self.links_of(stream).get(f"{MARK}2", self.env["qbd.link"])

    def ends(self, links, far=None):
        """Return how far the three got.

        :param far: callable(link)
        """
        return {
            key: (
                link.state,
                link.reason,
                link.message,
                far(link) if far else bool(link.record_id),
            )
            for key, link in links.items()
        }

    def linked(self, stream, elements):
        """Let all three be linked and in step, for roads that begin there."""
        self.engine._apply_objects(stream, elements)
        links = self.links_of(stream)
        return links if all(link.record_id for link in links.values()) else {}
