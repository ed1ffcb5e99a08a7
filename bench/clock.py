"""Taking the time of what Odoo does, and nothing else."""

import gc
import time
from contextlib import contextmanager


class Stopwatch:
    """Adds up the seconds and the SQL queries of the blocks that it runs.

    :param cr: the cursor whose queries are counted
    :param profile: a cProfile.Profile that shall see these blocks, if any
    """

    def __init__(self, cr, profile=None):
        self._cr, self._profile = cr, profile
        self.seconds, self.queries = 0.0, []

    @contextmanager
    def running(self):
        before, start = self._cr.sql_log_count, time.perf_counter()
        if self._profile:
            self._profile.enable()
        try:
            yield self
        finally:
            if self._profile:
                self._profile.disable()
            self.seconds += time.perf_counter() - start
            self.queries.append(self._cr.sql_log_count - before)


OWN_DATABASE = "bench_own_database"
"""Key of the context: what is there when a measurement begins may be committed."""


@contextmanager
def undone(env):
    """What happens inside is rolled back; every measurement starts from the same.

    In a database of our own by a transaction of its own: rows of an open transaction,
    dead or alive, would slow the measurements that follow.
    """
    gc.collect()
    try:
        if env.context.get(OWN_DATABASE):
            env.cr.commit()
            yield
            env.cr.rollback()
        else:
            with env.cr.savepoint() as savepoint:
                yield
                env.cr.flush()
                savepoint.rollback()
    finally:
        env.cr.clear()
        env.invalidate_all(flush=False)
        env.registry.clear_cache()
