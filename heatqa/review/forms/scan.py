"""Numbers of people in the files of a review, named by file and page, before anybody gets them."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel

from heatqa import errors
from heatqa.intake import leaks
from heatqa.language import say

_TAG = re.compile(r"<[^>]*>")
_SECTION = re.compile(r'<section class="page" id="([^"]*)"|<article>')
_PART = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide|charts/chart)(\d+)\.xml")


def check(name: str, content: bytes) -> None:
    """Stop if a number of a person stands in a file that is to be handed over.

    Args:
        name: The name that the file will have.
        content: What it holds.

    Raises:
        ReviewLeaks: a phone, identity card or bank card number stands on one of its pages.
    """
    for where, text in _pages(Path(name).suffix, content):
        for kind, number in leaks.found(text):
            raise errors.ReviewLeaks(
                path=name,
                where=where,
                kind=say(f"leaks.kind.{kind}"),
                found=f"{number[:3]}…{number[-2:]}",
            )


def _pages(suffix: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a file, each with the page on which it stands."""
    if suffix == ".html":
        yield from _sections(content.decode("utf-8"))
    elif suffix == ".xlsx":
        yield from _sheets(content)
    else:
        yield from _members(content)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    starts = [match.start() for match in _SECTION.finditer(text)]
    for number, (start, end) in enumerate(zip([0, *starts], [*starts, len(text)], strict=True)):
        yield say("forms.scan.page", number=number), html.unescape(text[start:end])


def _sheets(content: bytes) -> Iterator[tuple[str, str]]:
    book = fastexcel.read_excel(content)
    for name in book.sheet_names:
        cells = book.load_sheet(name, header_row=None, dtypes="string", skip_rows=0).to_polars()
        for column in cells.get_columns():
            yield (
                say("forms.scan.sheet", name=name),
                "\n".join(column.drop_nulls().to_list()),
            )


def _members(content: bytes) -> Iterator[tuple[str, str]]:
    """Slides, their notes, charts with the sheets behind them, and the file's properties."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                yield from _sheets(archive.read(name))
            elif name.endswith(".xml"):
                text = archive.read(name).decode("utf-8")
                yield _where(name), html.unescape(_TAG.sub(" ", text))


def _where(name: str) -> str:
    """The page that a part of a PowerPoint file belongs to, in words."""
    found = _PART.fullmatch(name)
    if not found:
        return name
    return say(f"forms.scan.{found[1].partition('/')[0]}", number=found[2])
