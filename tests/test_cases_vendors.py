"""The worked cases of ``cases/vendors``, made in QuickBooks and made in Odoo."""

from .support.case_model import ODOO, QUICKBOOKS, directions
from .support.case_vendors import (
    ADDRESSES,
    FOLDER,
    RANKS,
    TYPES,
    Step,
    fields_of,
    read_case,
)
from .support.vendor import VendorCase


class TestVendorCases(VendorCase):
    """One test for each case and direction: they are made below."""

    def play_case(self, path, made):
        self.made, self.ids, self.partners = made, {}, {}
        self.run_session()
        for one in read_case(path)[1]:
            if isinstance(one, Step):
                self.play(one)
            else:
                self.check(one)
        self.assertFalse(self.env["qbd.link"].search([("state", "=", "parked")]))
        self.assert_quiet()

    def snapshot(self):
        return super().snapshot(), self.company.objects("Vendor")

    # -- who is who -----------------------------------------------------------

    def link_of(self, subject, domain):
        stream = self.stream(subject[0])
        return self.env["qbd.link"].search([("stream_id", "=", stream.id), *domain])

    def list_id(self, subject):
        """Return the ListID of somebody, wherever he was made; None if unknown."""
        if subject not in self.ids and subject in self.partners:
            record = [("record_id", "=", self.partners[subject].id)]
            self.ids[subject] = self.link_of(subject, record).qb_id
        return self.ids.get(subject)

    def partner_of(self, subject):
        if subject not in self.partners and subject in self.ids:
            link = self.link_of(subject, [("qb_id", "=", self.ids[subject])])
            self.partners[subject] = self.env["res.partner"].browse(link.record_id)
        return self.partners[subject].exists()

    # -- steps ----------------------------------------------------------------

    def play(self, step):
        sides = (QUICKBOOKS, ODOO)
        side = sides[1 - sides.index(self.made)] if step.other else self.made
        {QUICKBOOKS: self.in_quickbooks, ODOO: self.in_odoo}[side](step)
        self.env.flush_all()
        if not step.silent:
            self.run_session()
        self.clock.sleep(3600)

    def in_quickbooks(self, step):
        kind, values = step.subject[0], dict(step.values)
        both = values.pop("is the customer", None)
        shown = {}
        for word, value in values.items():
            element = fields_of(kind)[word][0]
            if element == "City":
                shown[ADDRESSES[kind]] = {"City": value}
            elif word == "active":
                shown[element] = "true" if value else "false"
            else:
                shown[element] = value
        if step.verb == "new":
            name = f"{both} (V)" if both else step.subject[1]
            shown = {"Name": name, **shown}
            self.ids[step.subject] = self.company.user_add(TYPES[kind], **shown)
        elif step.verb == "delete":
            self.company.user_delete(self.list_id(step.subject))
        else:
            self.company.user_mod(self.list_id(step.subject), **shown)

    def in_odoo(self, step):
        kind, values = step.subject[0], dict(step.values)
        both = values.pop("is the customer", None)
        ours = {fields_of(kind)[w][1]: self.for_odoo(w, v) for w, v in values.items()}
        if both:
            partner = self.partners[step.subject] = self.partner_of(("customer", both))
            partner.write({RANKS[kind]: 1, **ours})
        elif step.verb == "new":
            ranks = {**dict.fromkeys(RANKS.values(), 0), RANKS[kind]: 1}
            ours = {"name": step.subject[1], **ranks, **ours}
            self.partners[step.subject] = self.env["res.partner"].create(ours)
        elif step.verb == "delete":
            self.partner_of(step.subject).unlink()
        else:
            self.partner_of(step.subject).write(ours)

    def for_odoo(self, word, value):
        if word == "terms" and value:
            link = self.link_of(("terms", value), [("qb_name", "=", value)])
            return link.record_id
        return float(value or 0) if word == "credit limit" else value

    # -- what is expected -----------------------------------------------------

    def check(self, expected):
        for side in expected.sides:
            shown = {QUICKBOOKS: self.shown, ODOO: self.held}[side](expected.subject)
            for word, value in expected.values.items():
                found = shown.get(word)
                where = f"{expected.where}: {word} in {side}"
                self.assertEqual(found, value, where)

    def shown(self, subject):
        """Return {word: text} of somebody in QuickBooks; {"gone": True} if not."""
        list_id = self.list_id(subject)
        one = list_id and self.company.object(list_id)
        if not one:
            return {"gone": True}
        one = {**one, "City": one.get(ADDRESSES[subject[0]], {}).get("City")}
        found = {w: one.get(e) for w, (e, _field) in fields_of(subject[0]).items()}
        terms = (found["terms"] or {}).get("FullName")
        active = one["IsActive"] == "true"
        texts = {word: text or "" for word, text in found.items()}
        return {**texts, "terms": terms or "", "active": active}

    def held(self, subject):
        partner = self.partner_of(subject)
        if not partner:
            return {"gone": True}
        found = {w: partner[f] for w, (_e, f) in fields_of(subject[0]).items()}
        terms = found["terms"]
        link = self.link_of(("terms", ""), [("record_id", "=", terms.id)])
        limit = found["credit limit"]
        texts = {word: text or "" for word, text in found.items() if word != "terms"}
        return {
            **texts,
            "terms": link.qb_name or "" if terms else "",
            "credit limit": f"{limit:.2f}" if limit else "",
            "active": partner.active,
        }


def _test(path, made):
    return lambda self: self.play_case(path, made)


for _path in sorted(FOLDER.glob("*.txt")):
    _only = read_case(_path)[0]
    for _made in directions(_path.stem, _only or None):
        setattr(
            TestVendorCases, f"test_{_path.stem}_made_in_{_made}", _test(_path, _made)
        )
