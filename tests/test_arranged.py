"""The state that a class of tests arranges once is as new in each of them."""

from types import SimpleNamespace

from ..simulator.clock import Clock
from ..simulator.company_file import CompanyFile
from .support.arranged import Arranged
from .support.common import SyncCase


class TestArranged(SyncCase):
    times = 0

    def arrange(self):
        super().arrange()
        type(self).times += 1
        self.company.user_add("Customer", Name="Ann")
        self.run_session()
        self.ann = self.partner_named("Ann")
        self.notes = {"ann": ["first"]}
        self.began = self.clock.now

    def _use_it(self):
        self.assertEqual(self.times, 1)
        self.assertEqual(self.clock.now, self.began)
        self.assertEqual((self.ann.name, self.customer_names()), ("Ann", ["Ann"]))
        self.assertEqual(self.notes, {"ann": ["first"]})
        self.notes["ann"].append("second")
        self.company.items.any_account = True
        self.ann.name = "Bo"
        self.company.user_add("Customer", Name="Cy")
        self.run_session()
        self.assertEqual(self.customer_names(), ["Bo", "Cy"])
        self.assert_quiet()

    def test_one_test_uses_it(self):
        self._use_it()

    def test_another_test_finds_it_as_new(self):
        self.assertFalse(self.company.items.any_account)
        self._use_it()


class TestWhatIsShared(SyncCase):
    def _arranged(self):
        """Nothing is arranged for this class itself."""
        return SimpleNamespace(give=lambda test: setattr(test, "last_checked", 0))

    def test_what_tests_could_change_for_each_other_is_refused(self):
        for value in (lambda: 1, SimpleNamespace(), [{"a": object()}]):
            clock = Clock()
            given = {"company": CompanyFile(clock=clock), "clock": clock, "it": value}
            with self.assertRaisesRegex(TypeError, "it is a .*: make it in setUp"):
                Arranged({}, given)
