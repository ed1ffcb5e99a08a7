"""Random edits and faults from a printed seed; `bin/soak` runs many of them."""

import json
import os

from odoo.sql_db import Savepoint

from .common import SyncCase
from .soak_world import World

SEEDS = int(os.environ.get("QBD_SOAK_SEEDS") or 25)
FIRST = int(os.environ.get("QBD_SOAK_FIRST_SEED") or 1)


class TestSoak(SyncCase):
    def test_random_edits_and_faults_lose_and_double_nothing(self):
        figures = dict.fromkeys(
            ("edits", "faults", "duplicates", "lost_edits", "conflicts", "sessions"), 0
        )
        for seed in range(FIRST, FIRST + SEEDS):
            with self.subTest(seed=seed):
                self.one_seed(seed, figures)
        figures = {"seeds": SEEDS, **figures}
        for name, number in figures.items():
            print(f"{name:12}{number:>10}")
        if os.environ.get("QBD_SOAK_JSON"):
            with open(os.environ["QBD_SOAK_JSON"], "w", encoding="utf-8") as file:
                json.dump(figures, file, indent=1)
        self.assertFalse(figures["duplicates"] or figures["lost_edits"])

    def one_seed(self, seed, figures):
        savepoint = Savepoint(self.env.cr)
        try:
            self.start_anew()
            world = World(self, seed)
            world.rounds()
            problems = world.problems()
            figures["edits"] += len(world.edits)
            for name in ("faults", "conflicts", "sessions"):
                figures[name] += getattr(world, name)
            for name in ("duplicates", "lost_edits"):
                figures[name] += len(problems[name])
            if any(problems.values()) and os.environ.get("QBD_SOAK_SHOW"):
                world.show()
            self.assertFalse(any(problems.values()), f"seed {seed}: {problems}")
        finally:
            self.env.cr.clear()
            savepoint.rollback()
            self.failures.clear()
