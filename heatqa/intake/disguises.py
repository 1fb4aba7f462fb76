"""What a file really is, by its first bytes, and by its ending only where they do not tell.

Systems give pages, XML and texts the ending of a workbook, and people rename files.
"""

import re

from heatqa import errors
from heatqa.intake import files

_HEAD = 4096
_ZIPPED, _COMPOUND, _COLUMNS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
# A workbook with a password lies as one stream of this name in an older kind of file.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PAGE = re.compile(
    r"<(!doctype html|html|head|meta|body|style|table|div|\?xml[^>]*>\s*<html)", re.IGNORECASE
)
_SHEETS_XML = "urn:schemas-microsoft-com:office:spreadsheet"


def kind_of(part: files.Part) -> str:
    """Text, excel, parquet, page or sheets_xml: what a part is, whatever its name says.

    Raises:
        FileLocked: it is a workbook with a password.
        FileBroken: it cannot be read at all.
    """
    try:
        with part.open() as source:
            head = source.read(_HEAD)
            if head.startswith(_COMPOUND) and _LOCKED in head + source.read():
                raise errors.FileLocked(path=part.name)
    except (OSError, EOFError) as problem:
        raise files.broken(part.name, part.file.suffix, problem) from None
    if head.startswith(_COLUMNS):
        return "parquet"
    if head.startswith((_ZIPPED, _COMPOUND)):
        return "excel"
    begins = _readable(head)
    if _SHEETS_XML in begins:
        return "sheets_xml"
    if _PAGE.match(begins):
        return "page"
    # Neither archive nor text: the reader of its kind says what is wrong.
    return "text" if begins and part.kind == "excel" else part.kind


def _readable(head: bytes) -> str:
    """The beginning as text as far as its signs are ASCII; empty for what is no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", errors="replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    return "" if "\0" in text else text.lstrip()
