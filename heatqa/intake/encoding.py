"""Bytes of unknown encoding → UTF-8 lines, strictly and a block at a time."""

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO

from heatqa import errors

_BLOCK = 4 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# UTF-8 first: GB18030 reads most UTF-8 text as other characters without complaint.
_TRIED = ("utf-8", "gb18030")


def decide(name: str, opened: Callable[[], BinaryIO]) -> tuple[str, int]:
    """The encoding of a text and the length of its mark.

    Raises:
        EncodingUnknown: no encoding reads it; the byte where the best of them stopped is named.
    """
    with opened() as source:
        head = source.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            failed = _first_failure(opened, encoding, len(mark))
            if failed:
                raise errors.EncodingUnknown(path=name, byte=failed[0], found=failed[1])
            return encoding, len(mark)
    failures = []
    for encoding in _TRIED:
        failed = _first_failure(opened, encoding, 0)
        if failed is None:
            return encoding, 0
        failures.append(failed)
    byte, found = max(failures)
    raise errors.EncodingUnknown(path=name, byte=byte, found=found)


def lines(opened: Callable[[], BinaryIO], encoding: str, mark: int) -> Iterator[bytes]:
    """Blocks of whole lines in UTF-8, each line ended by a single line feed."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest = b""
    held = b""
    with opened() as source:
        source.read(mark)
        while True:
            block = source.read(_BLOCK)
            text = decoder.decode(block, final=not block).encode("utf-8")
            text = held + text
            # A carriage return at the very end may be the first half of a line end.
            held = b"\r" if text.endswith(b"\r") and block else b""
            text = text.removesuffix(b"\r") if held else text
            text = rest + text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            cut = text.rfind(b"\n") + 1
            rest = text[cut:]
            if cut:
                yield text[:cut]
            if not block:
                break
    if rest:
        yield rest + b"\n"


def _first_failure(
    opened: Callable[[], BinaryIO], encoding: str, start: int
) -> tuple[int, str] | None:
    """Where an encoding cannot go on: the byte's offset and the bytes found there."""
    decoder = codecs.getincrementaldecoder(encoding)()
    position = start
    with opened() as source:
        source.read(start)
        while True:
            block = source.read(_BLOCK)
            pending = decoder.getstate()[0]
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as problem:
                bad = (pending + block)[problem.start : problem.start + 4]
                return position - len(pending) + problem.start, bad.hex(" ")
            if "\0" in text:
                # No text holds a zero; UTF-16 without its mark and binary files do.
                return position + block.find(b"\0"), "00"
            if not block:
                return None
            position += len(block)
