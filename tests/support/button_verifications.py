"""Verifications of the books for `test_buttons`, asked for and carried out."""


class VerificationStates:
    """A verification with a row of each kind, and what becomes of it."""

    def be_asked(self):
        return self.env["qbd.ledger.verification"].create(
            {
                "connection_id": self.connection.id,
                "day": "2026-06-30",
                "user_id": self.env.user.id,
            }
        )

    def be_verified(self):
        verification = self.be_asked()
        verification.state = "differs"
        return verification

    def row_values(self):
        verification = self.be_verified()
        return {
            "verification_id": verification.id,
            "connection_id": self.connection.id,
            "name": "Rent",
            "difference": 5,
        }

    def be_verified_row(self):
        values = {**self.row_values(), "differs": True}
        return self.env["qbd.ledger.verified.account"].create(values)

    def be_verified_party(self):
        values = {**self.row_values(), "side": "asset_receivable"}
        return self.env["qbd.ledger.verified.party"].create(values)

    def be_document_of_nothing(self, **values):
        values = {**self.row_values(), "kind": "only_quickbooks", **values}
        return self.env["qbd.ledger.verified.document"].create(values)

    def be_verified_document(self):
        return self.be_document_of_nothing(link_id=self.be_synced().id)

    def be_with_opening_read(self):
        account = self.env.company.income_account_id
        values = {"cut_off_date": "2026-07-01", "opening_account_id": account.id}
        self.connection.write(values)
        verification = self.be_verified()
        verification.is_opening = True
        bank = self.env["account.account"].search(
            [("account_type", "=", "asset_cash")], limit=1
        )
        values = {"verification_id": verification.id, "name": "Bank", "theirs": 5}
        values |= {"connection_id": self.connection.id, "account_id": bank.id}
        self.env["qbd.ledger.verified.account"].create(values)
        return self.connection

    def be_opening(self):
        connection = self.be_with_opening_read()
        found = connection.verification_ids.filtered("is_opening")[:1]
        return self.wizard(
            "qbd.opening", connection_id=connection.id, verification_id=found.id
        )

    def be_with_opening_entry(self):
        connection = self.be_with_opening_read()
        connection._post_opening(connection.verification_ids[:1], False)
        return connection

    def then_has_opening_entry(self, wizard, _result):
        move = wizard.connection_id.opening_move_id
        self.assertEqual((str(move.date), move.amount_total), ("2026-06-30", 5))

    def then_reads_opening(self, wizard, _result):
        found = wizard.connection_id.verification_ids.filtered("is_opening")
        self.assertEqual(sorted(found.mapped("state")), ["asked", "differs"])

    def be_verify(self):
        self.patch(
            type(self.connection),
            "_verifies_books",
            lambda connection: bool(connection),
        )
        return self.wizard("qbd.verify", connection_id=self.connection.id)

    def be_verify_nothing(self):
        self.patch(type(self.connection), "_verifies_books", lambda _connection: False)
        return self.wizard("qbd.verify", connection_id=self.connection.id)

    def then_is_asked(self, verification, _result):
        found = verification.search([("state", "=", "asked")])
        self.assertEqual(found.day, verification.day)
        self.assertTrue(found.user_id)

    def then_is_withdrawn(self, verification, _result):
        self.assertEqual(verification.state, "refused")
