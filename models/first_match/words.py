from odoo import api, models


class QbdMatchWords(models.AbstractModel):
    """Reasons for a pair, and against it, in words."""

    _name = "qbd.match.words"
    _description = "QuickBooks Match: Words"

    @api.model
    def _reason(self, kind):
        """Return a reason that does not come from the matcher, as it is stored."""
        return [kind, "", ""]

    @api.model
    def _in_words(self, reasons):
        """Return reasons as text.

        :param reasons: [[kind, Odoo's text, QuickBooks' text]]
        :return: "same code AB-1; only Odoo has “blue”"
        """
        return "; ".join(self._in_word(*reason) for reason in reasons or ())

    def _in_word(self, kind, odoo, quickbooks):
        said = {"odoo": odoo, "quickbooks": quickbooks}
        words = (self._words_for, self._words_against, self._words_of_details)
        words += (self._words_of_documents,)
        return {key: text for one in words for key, text in one(said).items()}[kind]

    def _words_for(self, said):
        return {
            "by_hand": self.env._("chosen manually"),
            "same_code": self.env._("same code %(odoo)s", **said),
            "same_name": self.env._("same name"),
            "same_words": self.env._("same words and sizes"),
            "similar": self.env._("similar name"),
            "typing": self.env._(
                "“%(odoo)s” may be a mistyped “%(quickbooks)s”", **said
            ),
            "short": self.env._("“%(odoo)s” may be short for “%(quickbooks)s”", **said),
            "same_number": self.env._("same number"),
            "same_party": self.env._("same customer or vendor"),
            "same_date": self.env._("same date"),
            "same_total": self.env._("same amount"),
            "same_accounts": self.env._("same accounts"),
            "same_use": self.env._("applied to the same documents"),
        }

    def _words_against(self, said):
        return {
            "archived": self.env._("inactive on one side"),
            "only_left": self.env._("only Odoo has “%(odoo)s”", **said),
            "only_right": self.env._("only QuickBooks has “%(quickbooks)s”", **said),
            "differs": self.env._(
                "“%(odoo)s” in Odoo, “%(quickbooks)s” in QuickBooks", **said
            ),
            "codes_differ": self.env._(
                "other codes: %(odoo)s and %(quickbooks)s", **said
            ),
            "names_differ": self.env._("the names differ"),
            "order": self.env._(
                "sizes in another order: %(odoo)s and %(quickbooks)s", **said
            ),
            "prices": self.env._(
                "prices far apart: %(odoo)s in Odoo, %(quickbooks)s in QuickBooks",
                **said,
            ),
            "cut": self.env._("the end of the name is missing"),
            "more": self.env._(
                "“%(quickbooks)s” has the same words and more, and the prices do not "
                "agree",
                **said,
            ),
            "rival": self.env._(
                "another record of QuickBooks fits as well: %(quickbooks)s", **said
            ),
            "rival_left": self.env._(
                "another record of Odoo fits as well: %(odoo)s", **said
            ),
        }

    def _words_of_details(self, said):
        """Return the words about what tells entries of one name apart."""
        return {
            "other_order": self.env._(
                "in another order: “%(odoo)s” and “%(quickbooks)s”", **said
            ),
            "letters": self.env._(
                "single letters or signs: “%(odoo)s” in Odoo, “%(quickbooks)s” in"
                " QuickBooks",
                **said,
            ),
            "other_kind": self.env._(
                "product type: %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
            "other_town": self.env._(
                "city: %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
            "other_zip": self.env._(
                "postal code: %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
            "other_phone": self.env._(
                "phone: %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
            "other_email": self.env._(
                "email: %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
            "no_place": self.env._("one of them has no address to compare"),
        }

    def _words_of_documents(self, said):
        return {
            "other_number": self.env._(
                "number %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
            "other_party": self.env._(
                "of %(odoo)s in Odoo, of %(quickbooks)s in QuickBooks", **said
            ),
            "other_date": self.env._(
                "dated %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
            "other_total": self.env._(
                "amount %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
            "other_accounts": self.env._("on other accounts"),
            "other_open": self.env._(
                "open: %(odoo)s in Odoo, %(quickbooks)s in QuickBooks", **said
            ),
        }
