"""A review written into files: all of them or none, none before it was searched for people."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from heatqa import errors
from heatqa.language import printed, say
from heatqa.review.forms import arrange, deck, origins, pictures, scan, slides, speaker, workbook
from heatqa.review.forms.arrange import Sheet
from heatqa.review.forms.look import Look
from heatqa.review.forms.pictures import Drawn, Wanted
from heatqa.review.pages import Page, Review

Progress = Callable[[str, int, int], None]
# The cover is the first page.
_FIRST = 2
_UNFINISHED = ".part"


@dataclass(frozen=True)
class Handed:
    """The files written, and the numbers of the pages whose picture could not be drawn.

    `reason` says why, empty where none is missing.
    """

    files: tuple[Path, ...]
    unpictured: tuple[int, ...]
    reason: str


@printed()
def hand_over(
    review: Review, folder: Path, stem: str, chosen: Look, progress: Progress | None = None
) -> Handed:
    """Write slides, deck, workbook and speaker's sheet into a folder.

    Args:
        review: What it says.
        folder: Where to; made if it is not there.
        stem: What the files' names begin with.
        chosen: The company's look.
        progress: Told what is being done, how much of it is, and how much there will be.

    Raises:
        OutputUnwritable: the folder cannot be written, or a file is open in another program.
        ReviewLeaks: a number of a person stands on a page; nothing is written then.
    """
    tell = progress or _silent
    # Before the work, so that nobody waits for what cannot be written.
    _writable(folder)
    pages = [*review.pages, *origins.pages(review)]
    drawn, reason = _drawn(pages, tell)
    lacking = {page.key for page in pages if page.picture} - drawn.keys()
    sheets = _sheets(pages, lacking)
    # PowerPoint draws its charts itself, whether or not there is a browser.
    editable = _sheets(pages, {key for key in lacking if not _chart(pages, key)})
    # The contents' own page brings both tables; a sheet twice helps nobody.
    tabled = review.pages if origins.said(review) else pages
    makers: dict[str, Callable[[], bytes]] = {
        ".pptx": lambda: slides.presentation(review, editable, drawn, chosen),
        ".html": lambda: deck.document(review, sheets, drawn, chosen).encode(),
        ".xlsx": lambda: workbook.workbook(review, tabled),
        "_speaker.html": lambda: speaker.document(review, sheets, chosen).encode(),
    }
    made: dict[Path, bytes] = {}
    for number, (ending, make) in enumerate(makers.items()):
        tell(say("forms.doing.files"), number, len(makers))
        made[folder / f"{stem}{ending}"] = make()
    for number, (file, content) in enumerate(made.items()):
        tell(say("forms.doing.scan"), number, len(made))
        scan.check(file.name, content)
    _written(made)
    missing = tuple(sheet.number for sheet in sheets if sheet.page.key in lacking)
    return Handed(tuple(made), missing, reason)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def _sheets(pages: Sequence[Page], lacking: set[str]) -> list[Sheet]:
    return [
        arrange.sheet(page, number, pictured=page.key not in lacking)
        for number, page in enumerate(pages, start=_FIRST)
    ]


def _chart(pages: Sequence[Page], key: str) -> bool:
    return any(page.key == key and page.picture and page.picture.chart for page in pages)


def _drawn(pages: Sequence[Page], tell: Progress) -> tuple[dict[str, Drawn], str]:
    """The pictures of all pages, and why there are none, if so."""
    wanted = {
        sheet.page.key: Wanted(
            sheet.page.picture.figure, sheet.picture, pixels=sheet.page.picture.chart is None
        )
        for sheet in _sheets(pages, set())
        if sheet.picture and sheet.page.picture
    }
    try:
        drawn = pictures.draw(
            wanted, lambda done, total: tell(say("forms.doing.pictures"), done, total)
        )
    except pictures.NoBrowserError as problem:
        return {}, str(problem)
    return drawn, "" if drawn.keys() == wanted.keys() else say("forms.undrawable")


def _writable(folder: Path) -> None:
    """Make the folder, and see that a file can be put there."""
    probe = folder / f"heatqa{_UNFINISHED}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise errors.OutputUnwritable(path=folder, found=problem.strerror) from None


def _written(made: dict[Path, bytes]) -> None:
    """Put all files in their places, once all of them lie beside them."""
    beside = {file: file.with_name(file.name + _UNFINISHED) for file in made}
    file = None
    try:
        for file in made:
            if file.exists():
                # A program that has it open on Windows keeps it from being replaced.
                file.open("r+b").close()
        for file, content in made.items():
            beside[file].write_bytes(content)
        for file, finished in beside.items():
            finished.replace(file)
    except OSError as problem:
        raise errors.OutputUnwritable(path=file, found=problem.strerror) from None
    finally:
        for left in beside.values():
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
