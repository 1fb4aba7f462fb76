"""The review as PowerPoint: native charts, tables and tiles, pictures where it has no chart."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pptx.presentation import Presentation
from pptx.util import Pt

from heatqa.language import say
from heatqa.review.forms import arrange, charts, evidence, look, master, native, properties
from heatqa.review.forms.arrange import Sheet, Text
from heatqa.review.forms.look import Look
from heatqa.review.forms.pictures import Drawn
from heatqa.review.pages import Picture, Review


def presentation(
    review: Review, sheets: Sequence[Sheet], drawn: Mapping[str, Drawn], chosen: Look
) -> bytes:
    """A .pptx file: a cover, then a slide per page.

    Args:
        review: What it says.
        sheets: Its pages, laid out.
        drawn: The pictures by the keys of their pages.
        chosen: The company's look.
    """
    made = master.template(chosen, review.language)
    _cover(made, review, chosen)
    for sheet in sheets:
        _slide(made, review, sheet, drawn.get(sheet.page.key), chosen)
    properties.put(made, review)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _cover(made: Presentation, review: Review, chosen: Look) -> None:
    slide = made.slides.add_slide(master.layout(made, master.COVER))
    painter = native.Painter(slide, chosen, review.language)
    told = {
        None: ("cover_title", review.title),
        master.SUBTITLE: ("cover_subtitle", review.subtitle),
        master.COMPANY: ("cover_company", evidence.cover_line(review)),
    }
    for number, (name, words) in told.items():
        text = arrange.text(name, look.box(name), [words], bold=number is None)
        painter.fill(_holder(slide, number or 0), text, usual=look.sizes(name)[0])
    _signs(painter, review, chosen)
    painter.notes([review.provenance.source])


def _slide(
    made: Presentation, review: Review, sheet: Sheet, drawn: Drawn | None, chosen: Look
) -> None:
    slide = made.slides.add_slide(master.layout(made, master.PAGE))
    painter = native.Painter(slide, chosen, review.language)
    painter.fill(_holder(slide, 0), sheet.title, usual=look.sizes("title")[0])
    section = arrange.text("section", look.box("section"), [sheet.page.section])
    painter.fill(_holder(slide, master.SECTION), section, usual=look.sizes("section")[0])
    painter.fill(_holder(slide, master.FOOT), sheet.foot, usual=look.sizes("foot")[0])
    if sheet.picture and sheet.page.picture:
        _picture(slide, review, sheet, sheet.page.picture, drawn)
    for tile in sheet.tiles:
        painter.tile(tile)
    if sheet.grid:
        painter.table(sheet.grid)
    if sheet.words:
        painter.text(sheet.words)
    slide.shapes._spTree.append(master.number_field(review.language))
    _signs(painter, review, chosen)
    painter.notes(evidence.spoken(sheet.page))


def _picture(
    slide: Any, review: Review, sheet: Sheet, picture: Picture, drawn: Drawn | None
) -> None:
    """The page's chart, native if PowerPoint has it, with the words that tell it."""
    assert sheet.picture is not None  # noqa: S101 - told by the caller
    if picture.chart:
        title = str(picture.figure.to_dict()["layout"].get("title", {}).get("text", ""))
        if review.simulated:
            title = say("forms.simulated_chart", title=title)
        shape = charts.add(slide, picture.chart, sheet.picture, title)
    elif drawn and drawn.png:
        box = sheet.picture
        place = (Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
        shape = slide.shapes.add_picture(io.BytesIO(drawn.png), *place)
    else:
        return
    native.describe(shape, picture.alt)


def _signs(painter: native.Painter, review: Review, chosen: Look) -> None:
    """What stands on every page alike: that the data are simulated, the company's logo."""
    if review.simulated:
        painter.badge(
            Text(chosen.badge(), (say("forms.simulated"),), look.sizes("badge")[0], bold=True)
        )
    if chosen.logo:
        _logo(painter.slide, chosen.logo, review.company)


def _logo(slide: Any, file: Path, company: str) -> None:
    box = look.box("logo")
    shape = slide.shapes.add_picture(str(file), 0, 0)
    scale = min(Pt(box.width) / shape.width, Pt(box.height) / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    shape.left = Pt(box.left + box.width) - shape.width
    shape.top = Pt(box.top)
    native.describe(shape, say("forms.logo.alt", company=company))


def _holder(slide: Any, number: int) -> Any:
    """The placeholder of that number; 0 is the title."""
    return next(holder for holder in slide.placeholders if holder.placeholder_format.idx == number)
