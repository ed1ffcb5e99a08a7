"""Faults between the simulated Web Connector, QuickBooks and the service."""

import random
import unittest

from ..simulator.wire.faults import CALLBACKS, KINDS, Fault, FaultPlan
from .test_simulator_common import (
    ConnectorMixin,
    ScriptedService,
    add,
    message_set,
    query,
)


class TestFaults(ConnectorMixin, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.service = ScriptedService()

    def run_with(self, *faults, sets=None, **options):
        self.service.sets = sets or [message_set(add("Ann")), message_set(query())]
        self.connected = self.connector(
            self.service,
            faults=FaultPlan(faults, options.pop("callbacks", None)),
            **options,
        )
        return self.connected.run()

    def count(self, method):
        return len(self.service.arguments(method))

    def ann(self):
        return self.company.find("Customer", "Ann")

    def test_a_dropped_request_never_arrives(self):
        report = self.run_with(Fault("drop_request", "receiveResponseXML"))
        self.assertEqual((report.end, self.count("receiveResponseXML")), ("lost", 0))
        self.assertIsNotNone(self.ann())

    def test_a_dropped_answer_was_given(self):
        report = self.run_with(Fault("drop_answer", "sendRequestXML"))
        self.assertEqual((report.end, self.count("sendRequestXML")), ("lost", 1))
        self.assertEqual(report.requests, [])
        self.assertIsNone(self.ann())

    def test_an_answer_of_quickbooks_can_be_lost(self):
        report = self.run_with(Fault("end_session", "process", side="after"))
        self.assertEqual(report.end, "interrupted")
        self.assertEqual(self.count("receiveResponseXML"), 0)
        self.assertIsNotNone(self.ann())

    def test_a_message_set_can_be_lost_before_quickbooks(self):
        self.run_with(Fault("end_session", "process", side="before"))
        self.assertEqual(self.count("receiveResponseXML"), 0)
        self.assertIsNone(self.ann())

    def test_a_request_can_be_delivered_twice(self):
        report = self.run_with(Fault("twice", "receiveResponseXML"))
        first, second, _third = self.service.arguments("receiveResponseXML")
        self.assertEqual(first, second)
        self.assertEqual(report.end, "done")

    def test_a_late_request_arrives_in_the_next_session(self):
        self.run_with(Fault("late", "receiveResponseXML"))
        self.assertEqual(self.count("receiveResponseXML"), 0)
        self.service.sets = [message_set(query())]
        self.connected.run()
        methods = [name for name, _ in self.service.seen]
        self.assertEqual(methods[-5:-3], ["authenticate", "receiveResponseXML"])
        late, _ = self.service.arguments("receiveResponseXML")
        self.assertIn("Ann", late["response"])

    def test_a_proxy_can_fail_before_or_after_the_service(self):
        report = self.run_with(Fault("http_status", "receiveResponseXML"))
        self.assertEqual((report.end, self.count("receiveResponseXML")), ("lost", 0))
        self.assertIn("502", report.error)
        report = self.run_with(
            Fault("http_status", "receiveResponseXML", side="after"),
            sets=[message_set(query())],
        )
        self.assertEqual((report.end, self.count("receiveResponseXML")), ("lost", 1))

    def test_a_hresult_may_mean_that_nothing_ran_or_that_all_ran(self):
        report = self.run_with(Fault("hresult", "process", side="before"))
        self.assertIsNone(self.ann())
        self.assertEqual(report.hresults, ["0x80040402", ""])
        arguments = {"hresult": "0x80010105", "message": "fault"}
        report = self.run_with(
            Fault("hresult", "process", side="after", arguments=arguments)
        )
        self.assertIsNotNone(self.ann())
        self.assertEqual(report.hresults, ["0x80010105", ""])
        self.assertEqual(report.responses[0], "")

    def test_quickbooks_may_not_open(self):
        self.service.answers["connectionError"] = ""
        report = self.run_with(Fault("refuse_connection", "open"))
        self.assertEqual(report.methods.count("connectionError"), 1)
        self.assertEqual(report.end, "done")
        twice = Fault("refuse_connection", "open", arguments={"times": 2})
        report = self.run_with(twice)
        self.assertEqual(report.methods.count("connectionError"), 2)
        self.assertEqual(report.end, "not opened")

    def test_another_company_file_may_be_open(self):
        other = self.company.copy(r"C:\Other.qbw")
        self.run_with(Fault("other_file", "open"), other_files=[other])
        sent = self.service.arguments("sendRequestXML")[0]
        self.assertEqual(sent["strCompanyFileName"], r"C:\Other.qbw")
        self.assertIsNone(self.ann())
        self.assertIsNotNone(other.find("Customer", "Ann"))

    def test_an_older_copy_may_be_restored(self):
        fault = Fault("restore_older_copy", "open", session=2)
        self.service.sets = [message_set(add("Ann"))]
        connector = self.connector(self.service, faults=[fault])
        connector.keep_copy()
        connector.run()
        self.assertIsNotNone(self.ann())
        self.service.sets = [message_set(query())]
        connector.run()
        self.assertIsNone(self.ann())

    def test_a_slow_answer_takes_its_time(self):
        before = self.clock.now
        self.run_with(Fault("slow", "sendRequestXML", arguments={"seconds": 90}))
        self.assertGreaterEqual((self.clock.now - before).total_seconds(), 90)

    def test_callbacks_happen_where_they_are_planned(self):
        seen = []
        for name in ("Bob", "Cleo"):
            self.company.user_add("Customer", Name=name)

        def edit(fault, connector):
            seen.append((fault.method, connector.report.methods[-1]))
            connector.company.user_mod(
                connector.company.find("Customer", "Cleo")["ListID"], Phone="9"
            )

        start = query("<MaxReturned>1</MaxReturned>", iterator="Start")
        report = self.run_with(
            Fault("edit_quickbooks", "receiveResponseXML", side="after"),
            Fault("edit_odoo", "sendRequestXML", occurrence=2),
            Fault("restart", "authenticate", side="after"),
            sets=[message_set(start), message_set(query("<FullName>Cleo</FullName>"))],
            callbacks=dict.fromkeys(CALLBACKS, edit),
        )
        self.assertEqual(len(seen), 3)
        self.assertIn("<Phone>9</Phone>", report.responses[1])
        self.assertEqual(
            [fault.kind for fault in report.faults],
            ["restart", "edit_quickbooks", "edit_odoo"],
        )

    def test_a_fault_happens_once(self):
        plan = FaultPlan([Fault("drop_request", "sendRequestXML")])
        self.service.sets = [message_set(query())]
        connector = self.connector(self.service, faults=plan)
        self.assertEqual(connector.run().end, "lost")
        self.assertEqual(connector.run().end, "done")
        self.assertEqual((len(plan.happened), plan.left), (1, []))

    def test_occurrences_are_counted_over_all_sessions_or_in_one(self):
        connector = self.connector(
            self.service,
            faults=[
                Fault("drop_request", "sendRequestXML", occurrence=2),
                Fault("drop_answer", "authenticate", session=3),
                Fault("end_session", call=1, session=4),
            ],
        )
        ends = []
        for _ in range(5):
            self.service.sets = [message_set(query())]
            ends.append(connector.run().end)
        self.assertEqual(ends, ["done", "lost", "lost", "interrupted", "done"])


class TestPlans(ConnectorMixin, unittest.TestCase):
    def test_the_same_seed_makes_the_same_plan(self):
        plans = {FaultPlan.random(seed).to_json() for seed in (1, 1, 2)}
        self.assertEqual(len(plans), 2)

    def test_a_plan_can_be_replayed_from_its_json(self):
        plan = FaultPlan.random(3, count=5)
        self.assertEqual(FaultPlan.from_json(plan.to_json()).to_json(), plan.to_json())

    def test_callbacks_that_are_not_supplied_are_not_planned(self):
        kinds = {
            fault.kind for seed in range(80) for fault in FaultPlan.random(seed).left
        }
        self.assertFalse(kinds & {*CALLBACKS, "other_file", "restore_older_copy"})
        plan = FaultPlan.random(1, 50, callbacks=dict.fromkeys(CALLBACKS, print))
        self.assertTrue({fault.kind for fault in plan.left} & set(CALLBACKS))

    def test_impossible_faults_are_refused(self):
        for arguments in (
            {"kind": "flood", "method": "open"},
            {"kind": "drop_request", "method": "process"},
            {"kind": "drop_request"},
            {"kind": "drop_request", "method": "authenticate", "call": 3},
        ):
            with self.assertRaises(ValueError):
                Fault(**arguments)

    def test_any_plan_ends_every_session_and_in_the_end_all_is_well(self):
        kinds = [kind for kind in KINDS if kind not in CALLBACKS]
        for seed in range(60):
            with self.subTest(seed=seed):
                self.setUp()
                service = ScriptedService(getLastError="NoOp")
                plan = FaultPlan.random(seed, count=4, kinds=kinds, steps=25)
                other = self.company.copy(r"C:\Other.qbw")
                connector = self.connector(
                    service, faults=plan, other_files=[other], max_calls=100
                )
                connector.keep_copy()
                chance = random.Random(seed)
                for _ in range(6):
                    count = chance.randint(1, 4)
                    service.sets = [message_set(query())] * count
                    self.assertTrue(connector.run().end)
                connector.faults = FaultPlan()
                service.sets = [message_set(query())]
                self.assertEqual(connector.run().end, "done")
