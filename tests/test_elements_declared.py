"""Every element of an answer has its treatment: no list of QuickBooks holds another.

Intuit's list of fields (`qbxml/fields.csv` of the reference) is compared with the
declaration of each mapping: fields, lines, and the elements that no field carries.
"""

from odoo.tests import TransactionCase, tagged

from ..core.qbxml.elements import ALWAYS
from ..core.qbxml.fields import Lines
from .support.reference import requires_reference
from .test_mapping_declarations import Messages, elements


def declared_in(fields, own):
    """Return the paths that fields and elements declare in a Ret, as a list."""
    kept = [one for one in fields if not getattr(one, "push_only", False)]
    paths = [path for path, _field in elements(kept, "Ret")]
    for lines in (one for one in fields if isinstance(one, Lines)):
        for line in lines.shown_as:
            inner = [f"{line}/{path}" for path in (lines.key, *_extra(lines.elements))]
            paths = [p for p in paths if p != line] + inner
        if not lines.group:
            continue
        group = f"{lines.group}Ret"
        within = [p for p in paths if p.startswith(f"{line}/")]
        paths += [f"{group}/{path}" for path in within]
        own_paths = (lines.key, lines.path_of("name"), *_extra(lines.group_elements))
        paths += [f"{group}/{path}" for path in own_paths]
    return [*paths, *own.paths]


def _extra(declared):
    return declared.paths if declared else ()


def covers(paths, path):
    """Tell whether a path, one around it or one inside it is declared."""
    return any(
        path == one or path.startswith(f"{one}/") or one.startswith(f"{path}/")
        for one in paths
    )


def undeclared(mapping):
    """Return {message: paths that nothing declares} of the types of a mapping."""
    found = {}
    for kind in mapping._types():
        paths = declared_in(mapping._declaration(kind), mapping._elements)
        rest = [
            path
            for path in Messages.of(f"{kind}Ret")
            if path.partition("/")[0] not in ALWAYS and not covers(paths, path)
        ]
        if rest:
            found[f"{kind}Ret"] = rest
    return found


@tagged("post_install", "-at_install")
@requires_reference
class TestElementsDeclared(TransactionCase):
    def mappings(self):
        for name in self.env["qbd.mapping"]._mapping_names():
            yield self.env[f"qbd.mapping.{name}"]

    def test_every_element_of_an_answer_has_its_treatment(self):
        checked = 0
        for mapping in self.mappings():
            with self.subTest(mapping._name):
                self.assertFalse(undeclared(mapping))
                checked += len(Messages.of(f"{mapping._types()[0]}Ret"))
        self.assertGreater(checked, 400)

    def test_what_is_declared_exists_and_has_one_treatment(self):
        for mapping in self.mappings():
            for lines in (None, *mapping._lists_of_lines()):
                with self.subTest(mapping._name, lines=lines and lines.qb):
                    self.assertFalse(self._wrong(mapping, lines))

    def _wrong(self, mapping, lines):
        own = mapping._elements if lines is None else lines.elements
        if not own:
            return []
        known = set()
        for kind in mapping._types():
            known |= set(Messages.of(f"{kind}Ret"))
        prefix = f"{lines.shown_as[0]}/" if lines else ""
        ours = {*_fields(mapping, lines)}
        paths = own.paths
        return [
            path
            for path in paths
            if paths.count(path) > 1 or path in ours or f"{prefix}{path}" not in known
        ]

    def test_a_declaration_that_is_taken_away_is_missed(self):
        for mapping in self.mappings():
            own = mapping._elements
            for path in own.paths:
                rest = [p for p in declared_in((), own) if p != path]
                self.assertFalse(
                    covers(rest, path) and "/" not in path, f"{mapping} {path}"
                )


def _fields(mapping, lines):
    for kind in mapping._types() if lines is None else ():
        for one in mapping._declaration(kind):
            if not isinstance(one, Lines) and not one.virtual:
                yield one.qb
    for one in lines.fields if lines else ():
        if not one.virtual and not one.push_only:
            yield one.qb
