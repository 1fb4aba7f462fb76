"""Parts of a slide that PowerPoint can edit: texts, tables, tiles, and what reads them aloud."""

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from heatqa.language import Language, number, say
from heatqa.review.forms import look, master
from heatqa.review.forms.arrange import Shown, Text
from heatqa.review.forms.grids import Grid
from heatqa.review.forms.look import Box, Look

# "No Style, No Grid": lines and fills are set cell by cell.
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_BAR = 5


class Painter:
    """Puts texts, tables and tiles on a slide, in a language and a company's look."""

    def __init__(self, slide: Any, chosen: Look, language: Language) -> None:
        self.slide = slide
        self.chosen = chosen
        self.language: Language = language

    def fill(self, placeholder: Any, text: Text, *, usual: float | None = None) -> None:
        """Write a text into a placeholder, its size only where it is not the layout's."""
        own = text.size != usual
        self._write(placeholder.text_frame, text.paragraphs, text.size, sized=own)

    def text(
        self, text: Text, colour: str = "text", align: PP_ALIGN = PP_ALIGN.LEFT, name: str = ""
    ) -> Any:
        """Write a text into a box of its own; its colour is one of `look.toml` or `#rrggbb`."""
        shape = self.slide.shapes.add_textbox(*_points(text.box))
        if name:
            shape.name = name
        self._write(shape.text_frame, text.paragraphs, text.size, bold=text.bold, colour=colour)
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment = align
        return shape

    def notes(self, paragraphs: Sequence[str]) -> None:
        """Write what the presenter says below the slide."""
        frame = self.slide.notes_slide.notes_text_frame
        self._write(frame, paragraphs, look.sizes("notes")[0], sized=False)

    def badge(self, text: Text) -> None:
        """A word with a frame around it, such as that the data are simulated."""
        shape = self.text(text, colour="text", align=PP_ALIGN.CENTER, name="badge")
        shape.line.color.rgb = _rgb(self.chosen.colour("text"))
        shape.line.width = Pt(1)
        shape.text_frame._txBody.bodyPr.set("anchor", "ctr")

    def table(self, grid: Grid) -> None:
        """A table, its headings bold above a line, and below it how many rows are not shown."""
        frame = self.slide.shapes.add_table(
            len(grid.rows) + 1, len(grid.headings), *_points(grid.taken)
        )
        alt = say(
            "forms.table.alt",
            title=grid.title,
            columns=say("forms.between").join(grid.headings),
            rows=number(len(grid.rows)),
        )
        describe(frame, alt)
        table = frame.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN
        table.horz_banding = False
        for column, width in zip(table.columns, grid.widths, strict=True):
            column.width = Pt(width)
        for row, height in zip(table.rows, grid.heights, strict=True):
            row.height = Pt(height)
        for line, row in enumerate((grid.headings, *grid.rows)):
            for place, cell in enumerate(row):
                self._cell(table.cell(line, place), cell, grid, place, head=line == 0)
        if grid.note:
            self.text(Text(grid.below, (grid.note,), grid.note_size), colour="quiet")

    def tile(self, shown: Shown) -> None:
        """An indicator: its ground and the bar of its verdict's colour, and its texts."""
        colour = look.verdict(shown.tile.verdict)["colour"]
        ground = self._block(shown.box, self.chosen.colour("shade"))
        describe(ground, say("forms.tile.alt", label=shown.tile.label))
        bar = Box(shown.box.left, shown.box.top, _BAR, shown.box.height)
        describe(self._block(bar, colour), "")
        for text, ink in zip(shown.texts, ("text", "text", colour, "quiet"), strict=True):
            if text.paragraphs:
                self.text(text, colour=ink)

    def _block(self, box: Box, colour: str) -> Any:
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_points(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(colour)
        shape.line.fill.background()
        style = shape._element.find(qn("p:style"))
        shape._element.remove(style)
        return shape

    def _cell(self, cell: Any, words: str, grid: Grid, place: int, *, head: bool) -> None:
        sides, ends = Pt(look.spacing("cell_sides")), Pt(look.spacing("cell_ends"))
        cell.margin_left = cell.margin_right = sides
        cell.margin_top = cell.margin_bottom = ends
        self._write(cell.text_frame, [words], grid.size, bold=head)
        if grid.right[place]:
            cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        weight, colour = (1.5, "text") if head else (0.5, "rule")
        line = parse_xml(
            f'<a:lnB {nsdecls("a")} w="{Pt(weight)}"><a:solidFill>'
            f'<a:srgbClr val="{self.chosen.colour(colour).lstrip("#").upper()}"/>'
            "</a:solidFill></a:lnB>"
        )
        cell._tc.get_or_add_tcPr().insert(0, line)

    def _write(
        self,
        frame: Any,
        paragraphs: Sequence[str],
        size: float,
        *,
        sized: bool = True,
        bold: bool | None = None,
        colour: str = "",
    ) -> None:
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for place, words in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            # Fonts differ in the room that they want between lines; ours is known.
            paragraph.line_spacing = Pt(size * look.spacing("line"))
            run = paragraph.add_run()
            run.text = words
            run.font.bold = bold
            if sized:
                run.font.size = Pt(size)
            if colour:
                hexed = colour if colour.startswith("#") else self.chosen.colour(colour)
                run.font.color.rgb = _rgb(hexed)
            tongue(run, self.language)


def tongue(run: Any, language: Language) -> None:
    """Tell PowerPoint the language of a run: it decides about fonts, breaks and spelling."""
    properties = run._r.get_or_add_rPr()
    properties.set("lang", master.locale(language))
    if language == "zh":
        properties.set("altLang", master.locale("en"))


def describe(shape: Any, alt: str) -> None:
    """Give a shape the words that are read out to those who cannot see it."""
    (properties,) = shape._element.xpath("./*[1]/p:cNvPr")
    properties.set("descr", alt)


def _points(box: Box) -> tuple[Any, Any, Any, Any]:
    return Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())
