"""What tests of restored company files have in common."""


class RestoredFile:
    """Of a `SyncCase` whose company file was restored."""

    def run_to_the_end(self):
        for _session in range(4):
            self.run_session()
        self.assertFalse(self.connection.recompare)
        self.assertEqual(self.connection.state, "connected")

    def parked(self):
        return self.env["qbd.link"].search([("state", "=", "parked")])
