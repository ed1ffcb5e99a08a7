"""The pages of `docs/`, which views and problems link to, as HTML."""

import functools
import re
from pathlib import Path

import markdown
from markdown.extensions.toc import TocExtension

from odoo import http
from odoo.http import request

ADDON = Path(__file__).resolve().parents[1]
STATIC = "/quickbooks_desktop/static/"
ROUTE = "/qbd/docs"
START = "readme"
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'"),
    ("X-Content-Type-Options", "nosniff"),
)

LAYOUT = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{static}docs/pages.css">
</head>
<body>
<nav>{menu}</nav>
<main>
{body}
</main>
</body>
</html>
"""


class PagesController(http.Controller):
    """Serves the documentation to everyone: it holds no data."""

    @http.route([ROUTE, f"{ROUTE}/<string:name>"], type="http", auth="public")
    def page(self, name=START):
        """Return a page as HTML; the name is that of its file, without its ending."""
        if name not in files():
            raise request.not_found()
        return request.make_response(html(name), list(HEADERS))


@functools.cache
def files():
    """Return {name: path} of all pages, the overview first."""
    paths = [ADDON / "README.md", *sorted((ADDON / "docs").glob("*.md"))]
    paths += [
        ADDON / f"{name}.md" for name in ("SECURITY", "CHANGELOG", "CONTRIBUTING")
    ]
    return {_name(path): path for path in paths if path.exists()}


@functools.cache
def html(name):
    """Return a whole page.

    :param name: a key of `files`
    """
    path = files()[name]
    text = path.read_text(encoding="utf-8")
    body = markdown.markdown(
        text, extensions=["tables", "fenced_code", TocExtension(slugify=slug)]
    )
    return LAYOUT.format(
        title=_title(path),
        static=STATIC,
        menu=" · ".join(
            f'<a href="{ROUTE}/{key}">{_title(other)}</a>'
            for key, other in files().items()
            if other.parent.name == "docs" or key == START
        ),
        body=re.sub(r'(href|src)="([^"#:]+)([#"])', _absolute(path), body),
    )


def slug(title, separator="-"):
    """Return the anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", separator)


def _absolute(path):
    """Return a function that turns links between files into addresses of Odoo."""

    def replace(match):
        attribute, link, end = match.groups()
        target = (path.parent / link).resolve()
        page = files().get(_name(target))
        if page == target:
            return f'{attribute}="{ROUTE}/{_name(target)}{end}'
        _addon, found, rest = target.as_posix().partition("/static/")
        # a file that is not served is named, without a link
        return f'{attribute}="{STATIC}{rest}{end}' if found else f'title="{link}{end}'

    return replace


def _name(path):
    name = path.stem.lower()
    # two pages have this name: what is stored, and how to report a problem
    return "security-policy" if path.stem == "SECURITY" else name


def _title(path):
    with path.open(encoding="utf-8") as page:
        return page.readline().lstrip("# ").strip()
