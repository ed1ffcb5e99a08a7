"""Detect the kind of an uploaded file; read plain or zipped files read alike."""

import codecs
import io
import struct
import zipfile
import zlib
from contextlib import contextmanager

from ..errors import FileRefused
from ..words import _
from .guards import CHUNK

INVENTORY, EXCEL, IIF, CSV = "inventory", "xlsx", "iif", "csv"

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, struct.error, OverflowError, OSError, LookupError, MemoryError),
)
"""What an archive that is damaged, encrypted or packed in a rare way raises."""

LARGE = 64 << 20
MOST_RATIO = 100
"""An archive that is so much smaller may not unpack to more than LARGE bytes."""


def kind(stream):
    """Return the kind of a file by its content, whatever it is called.

    :param stream: a file that can be read from anywhere
    :raise FileRefused: for what can be none of the kinds
    """
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if not head.strip():
        raise FileRefused(_("The file is empty."))
    if head.startswith(b"PK"):
        names = archive(stream).namelist()
        return EXCEL if "xl/workbook.xml" in names else INVENTORY
    if head.startswith(OLD_EXCEL):
        raise FileRefused(
            _("The file is in an old format of Excel (.xls)."),
            todo=_("Save it as .xlsx or as CSV."),
        )
    start = _beginning(head)
    if start.startswith("<"):
        return INVENTORY
    return IIF if start.startswith("!") else CSV


def _beginning(head):
    for mark, encoding in (
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return head[2:].decode(encoding, "ignore").lstrip()
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1").lstrip()


@contextmanager
def opened(stream):
    """Give a stream of the XML in a file, which may be zipped.

    :raise FileRefused: for an archive that does not hold one XML file
    """
    stream.seek(0)
    if stream.read(2) != b"PK":
        stream.seek(0)
        yield stream
        return
    packed = archive(stream)
    found = [one for one in packed.infolist() if one.filename.lower().endswith(".xml")]
    if len(found) != 1:
        raise FileRefused(
            _("The archive holds %(number)s XML files."),
            todo=_("It must hold exactly one, the inventory."),
            number=len(found),
        )
    with member(packed, found[0].filename) as file:
        yield file


@contextmanager
def member(archive, name):
    """Give a stream of one file of an archive.

    :raise FileRefused: where it cannot be unpacked, also while it is read
    """
    try:
        file = archive.open(name)
    except BROKEN as error:
        raise _not_unpacked(error) from error
    with file:
        yield Unpacked(file)


class Unpacked:
    """A stream out of an archive: damage is reported as a refusal."""

    def __init__(self, file):
        self._file = file

    def read(self, size=-1):
        try:
            return self._file.read(size)
        except BROKEN as error:
            raise _not_unpacked(error) from error


def _not_unpacked(error):
    return FileRefused(
        _("The archive cannot be unpacked: %(fault)s."),
        todo=_("Zip the file again."),
        fault=str(error)[:200],
    )


def archive(stream):
    """Return the archive (`zipfile.ZipFile`) in a stream.

    :raise FileRefused: for a damaged one, and for a bomb: one that unpacks to far more
        than tables and texts do
    """
    packed = _length(stream)
    try:
        found = zipfile.ZipFile(stream)
        size = sum(one.file_size for one in found.infolist())
    except BROKEN as error:
        raise FileRefused(
            _("The file is a damaged archive."), todo=_("Download or zip it again.")
        ) from error
    if size > LARGE and size > MOST_RATIO * packed:
        raise FileRefused(
            _(
                "The archive unpacks to %(size)s MiB, more than %(ratio)s times its"
                " size: no inventory does."
            ),
            todo=_("Export it again."),
            size=size >> 20,
            ratio=MOST_RATIO,
        )
    return found


def unpacked_size(stream):
    """Return how many bytes are read of a file, unpacked where it is an archive.

    :raise FileRefused: as `archive`
    """
    stream.seek(0)
    if stream.read(2) != b"PK":
        return _length(stream)
    return sum(one.file_size for one in archive(stream).infolist())


def _length(stream):
    length = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return length


def pack(source, target, name):
    """Zip one file without holding it in memory.

    :param source: stream of bytes
    :param target: stream that takes bytes
    :param name: what the file is called inside
    """
    info = zipfile.ZipInfo(name)  # without a time: the same file gives the same bytes
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(target, "w") as archive:
        with archive.open(info, "w", force_zip64=True) as packed:
            while chunk := source.read(CHUNK):
                packed.write(chunk)
