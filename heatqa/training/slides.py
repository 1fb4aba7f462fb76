"""The case book as slides: native shapes and tables, fonts named for Chinese and Latin letters."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Length, Pt

from heatqa.language import Language
from heatqa.review.forms import extents
from heatqa.training import typesetting

_WIDE, _HIGH = Inches(13.333), Inches(7.5)
_LEFT, _ACROSS = Inches(0.6), Inches(12.13)
_HALF = Inches(5.9)
_RIGHT = Inches(6.83)
_BLANK = 6
# Narrow letters of a line of quoted text that large type has room for.
_LETTERS = 38
# Where tables end, in inches from the top, and the smallest type they take for it, in points.
_END, _SMALLEST = 6.95, 7
# Of a cell: the room beside its text, in points; above it, and from line to line, in sizes of type.
_BESIDE, _ABOVE, _LINE = 14.4, 0.17, 1.4
# How much of a line is counted on: programs set Chinese beside figures at different widths.
_FILLED = 0.88
# Verdicts by sign and word: slides are also printed in grey.
_SIGNS = {"met": "●", "missed": "◆", "pending": "○", "cannot_tell": "?"}
_INK, _FAINT, _PALE, _PAPER = "#252525", "#5f5f5f", "#f3f3f3", "#ffffff"


def write(content: dict[str, Any], out: Path, language: Language) -> Path:
    """Write what `casebook.content` gives as slides of 16 to 9.

    Raises:
        PersonFound: a telephone, card or identity number stands in the content.
        OutputUnwritable: the file cannot be written.
    """
    typesetting.held_back(content, out)
    deck = _Deck(content, language)
    deck.cover()
    deck.listed()
    for case in content["cases"]:
        deck.told(case)
        deck.judged(case)
        deck.weighed(case)
        deck.discussed(case)
    return typesetting.written(deck.saved(), out)


class _Deck:
    """Slides being made, each from the words of one content."""

    def __init__(self, content: dict[str, Any], language: Language) -> None:
        self.content = content
        self.words: dict[str, str] = content["words"]
        self.language = language
        self.deck = pptx.Presentation()
        self.deck.slide_width, self.deck.slide_height = _WIDE, _HIGH
        self.deck.core_properties.title = content["title"]
        self.deck.core_properties.author = ""

    def saved(self) -> bytes:
        held = io.BytesIO()
        self.deck.save(held)
        return held.getvalue()

    def cover(self) -> None:
        content = self.content
        slide = self._slide()
        self._text(slide, [content["title"]], top=1.3, size=44, bold=True)
        self._text(slide, [content["subtitle"], content["audience"]], top=2.3, size=20)
        how = [f"{place}. {line}" for place, line in enumerate(content["how"], start=1)]
        self._text(slide, how, top=3.5, size=18)
        small = [content["chosen"], content["privacy"]]
        self._text(slide, small, top=5.7, size=13, colour=_FAINT)

    def listed(self) -> None:
        slide = self._slide()
        self._text(slide, [self.words["contents"]], top=0.4, size=28, bold=True)
        rows = [
            (str(case["number"]), case["code"], case["name"], " · ".join(case["tags"]))
            for case in self.content["cases"]
        ]
        heads = ("", "", *(self.words[name] for name in ("leaf", "teaches")))
        shares = (0.05, 0.08, 0.3, 0.57)
        self._table(slide, [heads, *rows], _LEFT, _ACROSS, top=1.2, shares=shares, size=15)

    def told(self, case: dict[str, Any]) -> None:
        """What was said, and when what happened."""
        slide = self._headed(case)
        self._text(slide, [self.words["said"]], top=1.6, size=16, bold=True, across=_HALF)
        high = self._boxed(slide, case["said"], top=2.05)
        if case["result"]:
            below = 2.35 + high
            heading = [self.words["result"]]
            self._text(slide, heading, top=below, size=16, bold=True, across=_HALF)
            self._text(slide, [case["result"]], top=below + 0.45, size=18, across=_HALF)
        self._text(slide, [self.words["timeline"]], top=1.6, size=16, bold=True, left=_RIGHT)
        heads = (self.words["at"], self.words["since"], self.words["event"])
        rows = [(line["at"], line["since"], line["event"]) for line in case["timeline"]]
        shares = (0.3, 0.33, 0.37)
        self._table(slide, [heads, *rows], _RIGHT, _HALF, top=2.05, shares=shares, size=14)

    def judged(self, case: dict[str, Any]) -> None:
        """How each clock ran."""
        slide = self._headed(case)
        self._text(slide, [self.words["clocks"]], top=1.6, size=16, bold=True)
        names = ("clause", "from_to", "limit", "due", "took", "verdict")
        rows = [
            (
                f"{one['clause']} {one['label']}",
                f"{_begin(one['from'])} – {one['to']}",
                one["limit"],
                " ".join(filter(None, (one["due"], one["passed_over"]))),
                one["took"],
                f"{_SIGNS[one['verdict']]} {one['word']} {one['reason']}".strip(),
            )
            for one in case["clocks"]
        ]
        heads = tuple(self.words[name] for name in names)
        shares = (0.22, 0.21, 0.11, 0.17, 0.11, 0.18)
        self._table(slide, [heads, *rows], _LEFT, _ACROSS, top=2.05, shares=shares, size=13)

    def weighed(self, case: dict[str, Any]) -> None:
        """What went well and what went wrong, side by side."""
        slide = self._headed(case)
        for name, left in (("well", _LEFT), ("wrong", _RIGHT)):
            heading = [self.words[name]]
            self._text(slide, heading, top=1.6, size=20, bold=True, left=left, across=_HALF)
            lines = case[name] or [self.words["nothing"]]
            self._text(slide, lines, top=2.15, size=16, left=left, across=_HALF, apart=6)

    def discussed(self, case: dict[str, Any]) -> None:
        """The questions; what the trainer should hear in answer is in the notes."""
        slide = self._headed(case)
        self._text(slide, [self.words["questions"]], top=1.7, size=18, bold=True)
        lines = [f"{place}. {line}" for place, line in enumerate(case["questions"], start=1)]
        self._text(slide, lines, top=2.4, size=22, apart=12)
        if case["notes"]:
            frame = slide.notes_slide.notes_text_frame
            frame.text = "\n".join([self.words["notes"], *case["notes"]])
            self._fonts(frame)

    def _slide(self) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK])
        foot = [f"{self.content['source']} · {self.content['audience']}"]
        self._text(slide, foot, top=7.02, size=10, colour=_FAINT)
        return slide

    def _headed(self, case: dict[str, Any]) -> Any:
        slide = self._slide()
        badge = slide.shapes.add_shape(
            MSO_SHAPE.ROUNDED_RECTANGLE, _LEFT, Inches(0.45), Inches(1.15), Inches(0.7)
        )
        badge.fill.solid()
        badge.fill.fore_color.rgb = _rgb(case["group"]["colour"])
        badge.line.fill.background()
        badge.shadow.inherit = False
        badge.text_frame.text = case["code"]
        self._fonts(badge.text_frame, size=22, bold=True, colour=_PAPER)
        left = Inches(1.95)
        name = [f"{case['number']}  {case['name']}"]
        self._text(slide, name, top=0.35, size=26, bold=True, left=left)
        tags = " · ".join([case["group"]["name"], *case["tags"]])
        self._text(slide, [tags], top=0.95, size=13, colour=_FAINT, left=left)
        return slide

    def _boxed(self, slide: Any, text: str, *, top: float) -> float:
        """A grey box as high as its text needs; the height in inches."""
        lines = -(-sum(2 if sign > "\u2e7f" else 1 for sign in text) // _LETTERS)
        high = 0.3 + 0.36 * lines
        box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, _LEFT, Inches(top), _HALF, Inches(high))
        box.fill.solid()
        box.fill.fore_color.rgb = _rgb(_PALE)
        box.line.fill.background()
        box.shadow.inherit = False
        box.text_frame.word_wrap = True
        box.text_frame.text = text
        self._fonts(box.text_frame, size=20)
        return high

    def _text(
        self,
        slide: Any,
        lines: Sequence[str],
        *,
        top: float,
        size: int,
        bold: bool = False,
        colour: str = _INK,
        left: Length = _LEFT,
        across: Length = _ACROSS,
        apart: int = 4,
    ) -> None:
        across = min(across, Emu(_WIDE - left - Inches(0.4)))
        box = slide.shapes.add_textbox(left, Inches(top), across, Inches(0.4))
        frame = box.text_frame
        frame.word_wrap = True
        frame.text = "\n".join(lines)
        self._fonts(frame, size=size, bold=bold, colour=colour, apart=apart)

    def _table(
        self,
        slide: Any,
        rows: Sequence[Sequence[str]],
        left: Length,
        across: Length,
        *,
        top: float,
        shares: Sequence[float],
        size: int,
    ) -> None:
        """Rows as a native table, the first of them the heading.

        A long one takes smaller type rather than a second slide.
        """
        widths = [across * share for share in shares]
        while size > _SMALLEST and sum(_heights(rows, widths, size)) > Inches(_END - top):
            size -= 1
        heights = _heights(rows, widths, size)
        high = Emu(sum(heights))
        shape = slide.shapes.add_table(len(rows), len(shares), left, Inches(top), across, high)
        for column, width in zip(shape.table.columns, widths, strict=True):
            column.width = Emu(int(width))
        for place, row in enumerate(rows):
            head = place == 0
            shape.table.rows[place].height = Emu(heights[place])
            for cell, text in zip(shape.table.rows[place].cells, row, strict=True):
                cell.text = text
                cell.margin_top = cell.margin_bottom = Pt(_ABOVE * size)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.fill.solid()
                cell.fill.fore_color.rgb = _rgb(_FAINT if head else (_PAPER, _PALE)[place % 2])
                colour = _PAPER if head else _INK
                self._fonts(cell.text_frame, size=size, bold=head, colour=colour)

    def _fonts(
        self,
        frame: Any,
        *,
        size: int | None = None,
        bold: bool = False,
        colour: str = _INK,
        apart: int = 0,
    ) -> None:
        """Every run with a font for Chinese and one for Latin letters, in its language."""
        fonts = typesetting.look()["fonts"]
        for paragraph in frame.paragraphs:
            paragraph.space_after = Pt(apart)
            for run in paragraph.runs:
                run.font.bold = bold
                run.font.color.rgb = _rgb(colour)
                if size:
                    run.font.size = Pt(size)
                run.font.name = fonts["slides_latin"]
                properties = run._r.get_or_add_rPr()
                properties.set("lang", "zh-CN" if self.language == "zh" else "en-GB")
                properties.set("altLang", "zh-CN")
                east = properties.makeelement(qn("a:ea"), {"typeface": fonts["slides_chinese"]})
                properties.find(qn("a:latin")).addnext(east)


def _heights(rows: Sequence[Sequence[str]], widths: Sequence[float], size: int) -> list[int]:
    """How high each row has to be: programs cut off what a row is too low for."""
    rooms = [_FILLED * (Emu(int(width)).pt - _BESIDE) for width in widths]
    most = (
        max(extents.lines(text, size, room) for text, room in zip(row, rooms, strict=True))
        for row in rows
    )
    return [Pt(size * (lines * _LINE + 2 * _ABOVE)) for lines in most]


def _begin(moment: str) -> str:
    """Where a clock begins; one that is bound by its end alone has no beginning."""
    return "…" if moment == "–" else moment


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())
