"""Bytes of unknown encoding → UTF-8 lines, strictly and a block at a time."""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import polars as pl

from heatqa import errors

# Small enough to stay in the processor's memory from one step to the next.
_BLOCK = 1 << 17
_SAMPLE = 4 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# UTF-8 first: GB18030 reads most UTF-8 text as other characters without complaint.
_TRIED = ("utf-8", "gb18030", "cp950")
_ZERO = "00"
# GB18030 reads nearly all Big5 text as other characters, and often the other way round. The
# second byte parts them: in Big5 every third lies below 0x80, in GB18030 only that of rare
# characters. In between nobody can tell.
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_RARE, _USUAL, _FEW_PAIRS = 0.05, 0.2, 8


def decide(name: str, opened: Callable[[], BinaryIO], named: str | None = None) -> tuple[str, int]:
    """The encoding of a text and the length of its mark.

    Args:
        name: The file, for messages.
        opened: Opens it.
        named: The encoding that a profile says it has.

    Raises:
        EncodingUnknown: no encoding reads it; the byte where the best of them stopped is named.
        EncodingAmbiguous: it could be GB18030 or Big5.
    """
    with opened() as source:
        head = source.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            failed = _first_failure(opened, encoding, len(mark))
            if failed:
                raise errors.EncodingUnknown(path=name, byte=failed[0], found=failed[1])
            return encoding, len(mark)
    if encoding := _unmarked(opened):
        return encoding, 0
    failures = []
    fitting = []
    for encoding in (named,) if named else _TRIED:
        failed = _first_failure(opened, encoding, 0)
        if failed:
            failures.append(failed)
            continue
        fitting.append(encoding)
        if encoding == "utf-8":
            break
    if not fitting or (failures and not named and _mostly_utf8(opened)):
        # The best reading names the byte; of a text nearly all in UTF-8 that is UTF-8.
        byte, found = max(failures) if not fitting else failures[0]
        if found == _ZERO:
            raise errors.TextDamaged(path=name, byte=f"{byte:,}")
        raise errors.EncodingUnknown(path=name, byte=byte, found=found)
    return (fitting[0] if len(fitting) == 1 else _chinese(name, opened)), 0


def _unmarked(opened: Callable[[], BinaryIO]) -> str | None:
    """UTF-16 without its mark: of each digit, delimiter and line end one of two bytes is zero."""
    with opened() as source:
        block = source.read(_SAMPLE)
    zeros = [block[start::2].count(0) for start in (0, 1)]
    if len(block) % 2 or not min(zeros) == 0 < max(zeros):
        return None
    encoding = "utf-16-be" if zeros[0] else "utf-16-le"
    ends = "\n".encode(encoding) in block or "\r".encode(encoding) in block
    return encoding if ends and not _first_failure(opened, encoding, 0) else None


def _chinese(name: str, opened: Callable[[], BinaryIO]) -> str:
    """GB18030 or Big5, for a text that can be read as either."""
    with opened() as source:
        pairs = _PAIR.findall(source.read(_SAMPLE))
    low = sum(pair[1] < 0x80 for pair in pairs)
    if low <= _RARE * len(pairs):
        return "gb18030"
    if low >= _USUAL * len(pairs) and len(pairs) >= _FEW_PAIRS:
        return "cp950"
    raise errors.EncodingAmbiguous(path=name, encodings="GB18030, Big5")


def _mostly_utf8(opened: Callable[[], BinaryIO]) -> bool:
    """Whether a text is in UTF-8 but for a few bytes, such as a character cut in two.

    Read as another encoding it would be garbage. Characters of three bytes tell: in texts of the
    other encodings such sequences are rare.
    """
    with opened() as source:
        text = source.read(_SAMPLE).decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum("\u0800" <= character < "\ufffd" for character in text) > broken


def assumed(opened: Callable[[], BinaryIO]) -> tuple[str, int]:
    """UTF-8, as most texts are, and the length of its mark; reading them to the end tells."""
    with opened() as source:
        marked = source.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
    return "utf-8", len(codecs.BOM_UTF8) if marked else 0


def lines(opened: Callable[[], BinaryIO], encoding: str, mark: int) -> Iterator[bytes]:
    """Blocks of whole lines in UTF-8, each line but perhaps the last ended by a line feed."""
    return (block for block, _ in placed_lines(opened, encoding, mark))


def placed_lines(
    opened: Callable[[], BinaryIO], encoding: str, mark: int
) -> Iterator[tuple[bytes, int | None]]:
    """The same, with the byte at which the very block stands in the text, if it does.

    Raises:
        UnicodeDecodeError: it is in another encoding, or no text.
    """
    decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)()
    as_written = decoder is None
    rest = held = b""
    position = mark
    with opened() as source:
        source.read(mark)
        while True:
            # A line may be far longer than a block.
            block = source.read(max(_BLOCK, len(rest)))
            recoded = decoder.decode(block, final=not block).encode("utf-8") if decoder else block
            text = held + recoded
            # A carriage return at the very end may be the first half of a line end.
            held = b"\r" if text.endswith(b"\r") and block else b""
            text = text.removesuffix(b"\r") if held else text
            if b"\r" in text:
                text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
                as_written = False
            text = rest + text
            cut = text.rfind(b"\n") + 1
            rest = text[cut:]
            if cut:
                yield _checked(text[:cut]), position if as_written else None
                position += cut
            if not block:
                break
    # Programs of old end a text with this mark.
    rest = rest.removesuffix(b"\x1a")
    if rest:
        yield _checked(rest), position if as_written else None


def _checked(text: bytes) -> bytes:
    """A text of whole characters, if it is UTF-8 without zeros."""
    if not _is_utf8(text):
        text.decode("utf-8")
    if (zero := text.find(b"\0")) >= 0:
        raise UnicodeDecodeError("utf-8", text, zero, zero + 1, "zero")
    return text


def _is_utf8(text: bytes) -> bool:
    # Several times as fast as Python's own decoder.
    try:
        pl.Series([text]).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    return True


def _all_utf8(opened: Callable[[], BinaryIO], start: int) -> bool:
    """Whether a text is UTF-8 without zeros, as texts are."""
    rest = b""
    with opened() as source:
        source.read(start)
        while block := source.read(_BLOCK):
            text = rest + block
            # A line feed is no part of any other character.
            cut = text.rfind(b"\n") + 1
            rest = text[cut:]
            # A text in one line is left to the decoder, which holds no more than a block of it.
            if not cut or b"\0" in block or not _is_utf8(text[:cut]):
                return False
    return _is_utf8(rest)


def _first_failure(
    opened: Callable[[], BinaryIO], encoding: str, start: int
) -> tuple[int, str] | None:
    """Where an encoding cannot go on: the byte's offset and the bytes found there."""
    if encoding == "utf-8" and _all_utf8(opened, start):
        return None
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
                return position + block.find(b"\0"), _ZERO
            if not block:
                return None
            position += len(block)
