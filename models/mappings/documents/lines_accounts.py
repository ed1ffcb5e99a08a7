from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ....core.errors import ValueRefused
from ....core.qbxml.fields import NEW_LINE
from ....core.sync.merge import DIFFERS
from ....core.words import for_reader

ITEM_ACCOUNTS = "ItemAccounts"
"""Path of {ListID of an item: ListID of its account} at the time an object was read.

It is never compared. QuickBooks posts a line to this account unless told another one.
"""

ACCOUNT_PATHS = {
    "income": ("IncomeAccountRef", "ExpenseAccountRef"),
    "expense": ("AssetAccountRef", "ExpenseAccountRef", "IncomeAccountRef"),
}
"""{kind of the usual account: paths of an item's account}, the first that it has.

Goods in stock are bought for the asset account; an item that is only sold, or only
bought, has one account alone.
"""


class QbdDocumentLinesAccounts(models.AbstractModel):
    """The accounts of lines with an item, which QuickBooks does not show.

    Odoo's account is said with every line that is sent. A line made in QuickBooks is
    posted to the account of its item there. Until both accounts are paired the document
    waits: neither is taken for another one. If the item gets another account, the
    account to which QuickBooks posts its older lines, when their document changes, is
    unknown: the account is then sent again.
    """

    _name = "qbd.document.lines.accounts"
    _description = "QuickBooks Lines of Documents: Accounts"

    def _lists_with_accounts(self):
        """Return the lists whose lines have an item and an account of their own."""
        return [
            lines
            for lines in self._lists_of_lines()
            if lines.path_of("product_id") and lines.path_of("account_id")
        ]

    # -- accounts of items ----------------------------------------------------

    def _foresee(self, elements):
        """Look up the links of all items on the lines of objects."""
        refs = (ref for element in elements for ref in element.iter("ItemRef"))
        self._links_of_items({ref.findtext("ListID") for ref in refs})
        return super()._foresee(elements)

    def _resolve(self, objects):
        self._links_of_items({one for each in objects for one in self._items_on(each)})
        return super()._resolve(objects)

    def _account_paths(self):
        return ACCOUNT_PATHS[self._usual_account_kind]

    def _accounts_of_items(self, ids):
        """Return {ListID of an item: ListID of its account in QuickBooks or None}.

        Items of which nothing was read yet are missing.
        """
        accounts = {}
        for qb_id, link in self._links_of_items(ids).items():
            shown = link.quickbooks_seen or link.quickbooks_image
            if shown:
                found = (shown.get(path) for path in self._account_paths())
                accounts[qb_id] = next(filter(None, found), None)
        return accounts

    def _items_on(self, canonical):
        """Return the ListIDs of the items on the lines of an object."""
        items = {
            lines.value(row, "product_id")
            for lines in self._lists_with_accounts()
            for row in canonical.get(lines.qb) or ()
            if lines.value(row, "price_subtotal") is not None
        }
        return sorted(items - {None})

    def _with_item_accounts(self, canonical):
        """Return an object with the present accounts of its items."""
        found = self._accounts_of_items(self._items_on(canonical))
        return {**canonical, ITEM_ACCOUNTS: found} if found else canonical

    def _items_moved(self, canonical):
        """Return the items that had another account when an object was read."""
        then = canonical.get(ITEM_ACCOUNTS) or {}
        now = self._accounts_of_items(sorted(then))
        return {one for one in now if now[one] and now[one] != then[one]}

    def _missing_settings(self):
        """Name the unmatched accounts of items."""
        missing = super()._missing_settings()
        names = self._names_of_objects(self._accounts_to_pair(), {})
        if names:
            missing.append(
                for_reader(self.env)._(
                    "Unmatched accounts of items: %(accounts)s. Match them under "
                    "Match accounts and taxes: documents with such items wait.",
                    accounts=", ".join(names),
                )
            )
        return missing

    def _accounts_to_pair(self):
        """Return [("account", ListID)] of the accounts of items that Odoo lacks."""
        shown = SQL("COALESCE(quickbooks_seen, quickbooks_image)")
        paths = [SQL("%s->>%s", shown, one) for one in self._account_paths()]
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT COALESCE(%s) FROM qbd_link WHERE connection_id = %s"
                " AND space = 'item' AND record_id IS NOT NULL AND state != 'gone'",
                SQL(", ").join(paths),
                self._stream().connection_id.id,
            )
        )
        ids = sorted(row[0] for row in self.env.cr.fetchall() if row[0])
        return [("account", x) for x in ids if not self._to_record("account", x)]

    # -- to Odoo --------------------------------------------------------------

    def _account_of_item(self, canonical, item):
        """Return the account to which QuickBooks posts an item, none if it has none.

        :raise ValueRefused: if Odoo lacks it; another account is never taken for it
        """
        then = canonical.get(ITEM_ACCOUNTS) or {}
        qb_id = then.get(item) or self._accounts_of_items([item]).get(item)
        if not qb_id:
            return None
        account = self._to_record("account", qb_id)
        if not account:
            missing = self._names_of_objects([("account", qb_id)], canonical)
            raise ValueRefused(self._wait_words(missing))
        return account

    def _lacks_account(self, canonical):
        """Name the accounts that Odoo lacks, or the item that is in question."""
        items = self._items_on(canonical)
        if not items or canonical.get("Void") or self._is_opening(canonical):
            return ""
        asked = self._in_question(items)
        if asked:
            return for_reader(self.env)._(
                "Waits for the item “%(item)s”: both sides changed its income "
                "account, or it was not compared yet. Decide this item first.",
                item=asked,
            )
        missing = {
            ("account", account): True
            for account in self._accounts_of_items(items).values()
            if account and not self._to_record("account", account)
        }
        if not missing:
            return ""
        return self._wait_words(self._names_of_objects(missing, canonical))

    def _in_question(self, items):
        """Return the name of an item whose account is not settled, "" for none."""
        for link in self._links_of_items(items).values():
            known = link.quickbooks_seen or link.quickbooks_image
            asked = {*self._account_paths()} & {*(link.conflicts or {})}
            if (asked or not known) and link.qb_name:
                return link.qb_name
        return ""

    # -- to QuickBooks --------------------------------------------------------

    def _records_waiting_for_add(self, records):
        """Add documents with accounts that QuickBooks does not have."""
        waiting = super()._records_waiting_for_add(records)
        rest = records.filtered(lambda one: one.id not in waiting)
        return {**waiting, **self._waiting_for_accounts(rest)}

    def _waiting_for_accounts(self, records):
        """Return {record id: words} of documents with an account to be paired first."""
        rows = [
            (record, line)
            for lines in self._lists_with_accounts()
            for record in records
            for line in self._lines_of(record, lines)
            if line.display_type == "product" and self._item(lines, line)
        ]
        ids = {line.account_id.id for _record, line in rows}
        missing = self._without_object_of("account", ids) if ids else ()
        found = {}
        for record, line in rows:
            if line.account_id.id in missing:
                found.setdefault(record.id, set()).update(line.account_id.ids)
        return {
            record_id: self._wait_words(
                self._names_of_records({"account": missing}, {"account": accounts})
            )
            for record_id, accounts in found.items()
        }

    def _review_images(self, pair, images):
        """Send accounts again after a change of the document, if their items moved.

        An account that is paired now, and is that of the item, is no news.
        """
        images = super()._review_images(pair, images)
        if not images[0] or not images[1]:
            return images
        before = images[1].get(ITEM_ACCOUNTS) or {}
        now = pair.quickbooks.get(ITEM_ACCOUNTS) or {}
        moved = {one for one in now if before.get(one) and before[one] != now[one]}
        odoo = dict(images[0])
        for lines in self._lists_with_accounts():
            here = self._by_key(lines, pair.odoo)
            unsure = self._swapped(lines, images, pair.quickbooks) | {
                key for key, row in here.items() if self._item_of(lines, row) in moved
            }
            known = odoo.get(lines.qb) or []
            if unsure or not all(
                row.get(lines.path_of("account_id"), 1) for row in known
            ):
                odoo[lines.qb] = [
                    self._review_account(lines, row, here.get(row[lines.key]), unsure)
                    for row in known
                ]
        return odoo, images[1]

    @staticmethod
    def _by_key(lines, state):
        """Return {key of a line: canonical line} of one list."""
        return {row[lines.key]: row for row in state.get(lines.qb) or ()}

    @staticmethod
    def _item_of(lines, row):
        return lines.value(row, "product_id")

    def _swapped(self, lines, images, quickbooks):
        """Return the keys of the lines on which QuickBooks shows another item.

        Their accounts are said again.

        :param images: (Odoo's image, QuickBooks' image)
        :param quickbooks: the object as it is now
        """
        then, now = self._by_key(lines, images[1]), self._by_key(lines, quickbooks)
        return {
            key
            for key in then.keys() & now.keys()
            if self._item_of(lines, then[key]) != self._item_of(lines, now[key])
        }

    def _review_account(self, lines, row, here, unsure):
        """Return the image of a line in Odoo, to be compared with the line `here`.

        :param unsure: keys of lines whose account is to be said again
        """
        account = lines.path_of("account_id")
        if account not in row or not here or not here.get(account):
            return row
        if row[lines.key] in unsure:
            return {**row, account: DIFFERS}
        item = self._item_of(lines, row)
        if row[account] or self._item_of(lines, here) != item:
            return row
        usual = self._accounts_of_items([item]).get(item)
        return {**row, account: here[account]} if usual == here[account] else row

    def _review_merge(self, pair):
        """Say nothing of accounts that QuickBooks takes from the items by itself.

        Of a document that both books had nobody told QuickBooks any account yet. It
        may be in a closed period there, or be settled, and take no change.
        """
        result = super()._review_merge(pair)
        for lines in self._lists_with_accounts():
            merged = self._merged(lines, pair)
            if merged and merged.mod:
                mod = self._without_usual_accounts(lines, merged.mod, pair)
                pair.merged.lines[lines.qb] = replace(merged, mod=mod)
        return result

    def _without_usual_accounts(self, lines, mod, pair):
        """Return the lines that a Mod has to name, None if nothing changes.

        :param mod: as `LinesMerge.mod`
        """
        account = lines.path_of("account_id")
        told = self._by_key(lines, pair.images[0] or {})
        shown = self._by_key(lines, pair.quickbooks)
        if any(
            account in told.get(key, {}) or values.keys() - {account}
            for key, values, _at in mod["lines"]
        ):
            return mod
        items = {key: self._item_of(lines, row) for key, row in shown.items()}
        usual = self._accounts_of_items([one for one in items.values() if one])
        news = any(
            values and values[account] != usual.get(items.get(key))
            for key, values, _at in mod["lines"]
        )
        return mod if news or mod["removed"] else None

    def _choose_operation(self, changed, pair):
        """Say the account of each line that QuickBooks might post elsewhere."""
        op, changed = super()._choose_operation(changed, pair)
        if op != "mod" or not pair.quickbooks:
            return op, changed
        moved, found = self._items_moved(pair.quickbooks), dict(changed)
        for lines in self._lists_with_accounts():
            mod = self._mod_with_accounts(lines, changed.get(lines.qb), moved, pair)
            if mod:
                found[lines.qb] = mod
        return op, found

    def _mod_with_accounts(self, lines, mod, moved, pair):
        """Return the lines that a Mod names, None if it names none.

        A line that gets another item is sent whole: QuickBooks would take its price,
        text, tax code and account from the item.

        :param mod: as `LinesMerge.mod`, None if no line changed
        :param moved: items that have another account than when the object was read
        """
        item, account = lines.path_of("product_id"), lines.path_of("account_id")
        rows = self._by_key(lines, self._after_items_were_pulled(lines, pair))
        told = self._by_key(lines, pair.images[0] or {})
        if not mod:
            keys = [row[lines.key] for row in pair.quickbooks.get(lines.qb) or ()]
            known = {*keys} == {*rows}
            if not known or not any(row.get(item) in moved for row in rows.values()):
                return None
            mod = {"lines": [[key, {}, key] for key in keys], "removed": []}
        named = []
        for key, values, source in mod["lines"]:
            row = rows.get(source) or {}
            if account in values and row:
                values = {**values, account: row.get(account)}
                if not values[account] and told.get(key, {}).get(account):
                    self._refuse_unpaired(lines, source, pair)
            if item in values and key != NEW_LINE:
                values = {**self._whole_line(lines, key, row, pair), **values}
            elif row.get(item) in moved and row.get(account):
                values = {**values, account: row[account]}
            named.append([key, values, source])
        return {**mod, "lines": named}

    @staticmethod
    def _merged(lines, pair):
        """Return the merge of a list of lines, None if none was compared."""
        return getattr(pair.merged, "lines", {}).get(lines.qb)

    def _whole_line(self, lines, key, row, pair):
        """Return the values of a line in Odoo that QuickBooks does not overrule."""
        merged = self._merged(lines, pair)
        pulled = merged.changed.get(key, {}) if merged else {}
        stay = {one.qb for one in lines.fields if one.pull_only} | {lines.key, *pulled}
        stay |= {
            path.rpartition("/")[2]
            for path in pair.merged.conflicts
            if path.startswith(f"{lines.qb}/{key}/")
        }
        return {path: value for path, value in row.items() if path not in stay}

    def _after_items_were_pulled(self, lines, pair):
        """Return the state in Odoo: accounts follow the items that were just taken."""
        merged = self._merged(lines, pair)
        taken = merged and any(
            lines.path_of("product_id") in values for values in merged.changed.values()
        )
        if not taken:
            return pair.odoo
        move = self._browse(pair.record_id)
        return self._canonical_records(move)[move.id]

    def _refuse_unpaired(self, lines, key, pair):
        """Refuse an account that QuickBooks lacks: it would keep the one it has.

        :raise ValueRefused: with the name of the account
        """
        move = self._browse(pair.record_id)
        for line in self._lines_of(move, lines):
            if self._line_key(lines, line) == key and line.account_id:
                missing = {"account": set(line.account_id.ids)}
                words = self._wait_words(self._names_of_records(missing, missing))
                raise ValueRefused(words)
