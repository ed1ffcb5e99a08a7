"""The wire as it really is, for tests: the reference folder next to the repository.

It is found by the environment variable ``QBD_REFERENCE``, else as
``../shared/reference`` relative to the repository. None of it is part of the
repository, so a test that needs it carries `requires_reference` and is skipped, with
a message that says so, where the folder is absent.
"""

import csv
import os
import unittest
from functools import lru_cache
from pathlib import Path

from lxml import etree

REPOSITORY = Path(os.path.realpath(__file__)).parents[2]
DECLARATION = '<?xml version="1.0"?>'


def reference_path(*parts):
    """Return the `pathlib.Path` of a file or folder of the reference.

    :param parts: names below the reference folder, e.g. ``"qbxml", "fields.csv"``
    """
    root = os.environ.get("QBD_REFERENCE") or REPOSITORY.parent / "shared/reference"
    return Path(root, *parts)


def requires_reference(test):
    """Skip a test (or a class of tests) where the reference folder is absent."""
    present = reference_path("qbxml").is_dir()
    reason = "no reference folder: set QBD_REFERENCE to the folder of reference data"
    return unittest.skipUnless(present, reason)(test)


def reference_rows(*parts):
    """Return the rows of a CSV file of the reference as a list of dicts."""
    with reference_path(*parts).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def request_schema():
    """Return the qbXML 16.0 schema, compiled once, as `lxml.etree.XMLSchema`."""
    return etree.XMLSchema(file=str(reference_path("qbxml/xsd160/qbxmlops160.xsd")))


def request_errors(request):
    """Return the errors of a request by the schema: "" if it is valid.

    :param request: a whole qbXML message as str or bytes, or its root element
    """
    if isinstance(request, str):
        request = request.encode()
    root = etree.fromstring(request) if isinstance(request, bytes) else request
    schema = request_schema()
    return "" if schema.validate(root) else str(schema.error_log)


def assert_request_valid(text):
    """Fail with the schema's own words if a request is not valid qbXML 16.0.

    :param text: a whole qbXML message as str or bytes, or its root element
    """
    errors = request_errors(text)
    if errors:
        shown = text if isinstance(text, str | bytes) else etree.tostring(text)
        raise AssertionError(f"{errors}\nin\n{shown}")


def recorded(name):
    """Return a recorded response as a whole qbXML message (str).

    Some recordings are fragments, one ``…Ret`` or one ``…Rs``: they are wrapped into
    the elements that QuickBooks puts around them.

    :param name: a file name in one of the folders of `recorded_folders`
    """
    paths = (Path(folder, name) for folder in recorded_folders())
    path = next(one for one in paths if one.is_file())
    text = path.read_text(encoding="utf-8")
    if "<QBXML>" in text:
        return text
    fragment = text.split("?>", 1)[-1] if text.lstrip().startswith("<?xml") else text
    tag = etree.fromstring(fragment).tag
    if tag.endswith("Ret"):
        query = f"{tag.removesuffix('Ret')}QueryRs"
        status = 'statusCode="0" statusSeverity="Info" statusMessage="Status OK"'
        fragment = f"<{query} {status}>{fragment}</{query}>"
    return f"{DECLARATION}<QBXML><QBXMLMsgsRs>{fragment}</QBXMLMsgsRs></QBXML>"


def recorded_names():
    """Return the file names of all recorded responses, sorted."""
    folders = recorded_folders()
    return sorted(path.name for folder in folders for path in folder.glob("*.xml"))


def recorded_folders():
    """Return the folders of recorded responses: of all types, and of purchases."""
    return reference_path("responses"), reference_path("purchases", "responses")
