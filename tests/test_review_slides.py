"""The review as PowerPoint: what it holds, that it fits, that it can be edited and read aloud."""

import dataclasses
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Pt

from heatqa.language import LANGUAGES, Language, say
from heatqa.review.forms import arrange, extents, look, origins, slides
from heatqa.review.forms.arrange import Sheet
from heatqa.review.forms.look import Box, Look
from heatqa.review.forms.pictures import Drawn
from heatqa.review.pages import Chart, Page, Review, Series
from tests import reviews

# The smallest picture that there is: what is on it does not matter here.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
TYPES = {
    "lines": XL_CHART_TYPE.LINE_MARKERS,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
}


def sheets_of(review: Review) -> list[Sheet]:
    pages = [*review.pages, *origins.pages(review)]
    return [arrange.sheet(page, number) for number, page in enumerate(pages, start=2)]


def written(review: Review, chosen: Look | None = None) -> tuple[Any, bytes]:
    sheets = sheets_of(review)
    drawn = {
        sheet.page.key: Drawn("", None if sheet.page.picture.chart else PIXEL)
        for sheet in sheets
        if sheet.page.picture
    }
    content = slides.presentation(review, sheets, drawn, chosen or Look())
    return Presentation(io.BytesIO(content)), content


@pytest.fixture(scope="module", params=LANGUAGES)
def both(request: pytest.FixtureRequest) -> Iterator[tuple[Review, Any, bytes]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEATQA_LANG", request.param)
        review = reviews.review(request.param)
        yield review, *written(review)


@pytest.fixture
def spoken(both: tuple[Review, Any, bytes], monkeypatch: pytest.MonkeyPatch) -> Language:
    """The language of the review under test."""
    monkeypatch.setenv("HEATQA_LANG", both[0].language)
    return both[0].language


def every(slide: Any) -> list[tuple[Any, Box]]:
    """The shapes of a slide that hold something, with their places in points."""
    found = []
    for shape in slide.shapes:
        if shape.left is not None and not (shape.has_text_frame and not shape.text_frame.text):
            place = (shape.left, shape.top, shape.width, shape.height)
            found.append((shape, Box(*(value / Pt(1) for value in place))))
    return found


def by_key(review: Review, deck: Any) -> dict[str, Any]:
    keys = ["cover", *(page.key for page in [*review.pages, *origins.pages(review)])]
    return dict(zip(keys, deck.slides, strict=True))


def test_it_is_wide_with_two_layouts_of_our_own(both: tuple[Review, Any, bytes]):
    _, deck, _ = both
    assert deck.slide_width * 9 == deck.slide_height * 16
    assert [layout.name for layout in deck.slide_layouts] == ["cover", "page"]


def test_fonts_for_both_kinds_of_letters_stand_in_the_theme(both: tuple[Review, Any, bytes]):
    _, _, content = both
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for theme in (name for name in archive.namelist() if "/theme/" in name):
            text = archive.read(theme).decode()
            fonts = re.findall(r"<a:(latin|ea) typeface=\"([^\"]*)\"", text)
            assert fonts[:2] == [("latin", "Arial"), ("ea", "Microsoft YaHei")], theme
            assert 'script="Hans" typeface="Microsoft YaHei"' in text


def test_every_page_is_there_with_its_finding_and_what_must_be_known(
    both: tuple[Review, Any, bytes], spoken: Language
):
    review, deck, _ = both
    found = by_key(review, deck)
    for page in review.pages:
        words = " ".join(
            shape.text_frame.text for shape in found[page.key].shapes if shape.has_text_frame
        ).replace("\N{NO-BREAK SPACE}", " ")
        assert page.section in words
        if page.key != "long":
            for fact in (page.title, page.definition, page.period, page.cut_off, page.data_note):
                assert fact in words, page.key
            assert all(clause in words for clause in page.clauses)
        assert say("forms.simulated") in words


def test_the_notes_say_finding_number_caveat_and_definition_in_full(
    both: tuple[Review, Any, bytes], spoken: Language
):
    review, deck, _ = both
    found = by_key(review, deck)
    for page in review.pages:
        notes = found[page.key].notes_slide.notes_text_frame.text
        speech = page.speech
        for told in (speech.finding, speech.number, speech.caveat, page.definition, page.reading):
            assert told in notes


def test_whoever_cannot_see_is_told_every_picture_chart_and_table(
    both: tuple[Review, Any, bytes], spoken: Language
):
    review, deck, _ = both
    shown = 0
    for key, slide in by_key(review, deck).items():
        for shape in slide.shapes:
            kinds = (MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.CHART, MSO_SHAPE_TYPE.TABLE)
            if shape.shape_type in kinds:
                (alt,) = shape._element.xpath("./*[1]/p:cNvPr/@descr")
                assert alt.strip(), key
                shown += 1
    assert shown >= 12


@pytest.mark.parametrize("shape", TYPES)
def test_charts_are_native_and_hold_the_numbers(both: tuple[Review, Any, bytes], shape: str):
    review, deck, _ = both
    slide = by_key(review, deck)[shape]
    (chart,) = [found.chart for found in slide.shapes if found.has_chart]
    assert chart.chart_type == TYPES[shape]
    picture = next(page.picture for page in review.pages if page.key == shape)
    assert picture
    assert picture.chart
    (plot,) = chart.plots
    assert list(plot.categories) == list(picture.chart.categories)
    assert [list(series.values) for series in plot.series] == [
        list(series.values) for series in picture.chart.series
    ]


def charted(chart: Chart) -> tuple[Any, bytes]:
    """A deck whose only page shows that chart."""
    review = reviews.review("en")
    page = next(page for page in review.pages if page.key == "bars")
    assert page.picture
    page = dataclasses.replace(page, picture=dataclasses.replace(page.picture, chart=chart))
    deck, content = written(dataclasses.replace(review, pages=[page]))
    (found,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    return found, content


def test_a_line_in_other_units_has_an_axis_of_its_own_and_can_be_edited():
    weeks = [Series("cases", [9.0, 7.0], "latest"), Series("before", [8.0, 9.0], "earlier")]
    cold = Series("outdoors, °C", [-3.0, None], "outdoor")
    found, content = charted(Chart("lines", ("11-12", "11-19"), weeks, "count", "cases", cold))
    first, second = found.plots
    assert [series.name for series in first.series] == ["cases", "before"]
    assert [(series.name, list(series.values)) for series in second.series] == [
        ("outdoors, °C", [-3.0, None])
    ]
    axes = found._chartSpace.xpath("//c:valAx[c:crosses/@val='max']//c:title//a:t/text()")
    assert axes == ["outdoors, °C"]
    ids = [set(plot._element.xpath("c:axId/@val")) for plot in (first, second)]
    assert not ids[0] & ids[1]
    assert set(found._chartSpace.xpath("//c:plotArea/*/c:axId/@val")) == ids[0] | ids[1]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (book,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
        with zipfile.ZipFile(io.BytesIO(archive.read(book))) as inner:
            assert "outdoors" in inner.read("xl/sharedStrings.xml").decode()


def test_layered_bars_lie_in_one_row_and_shares_leave_room_for_their_numbers():
    series = [Series("used", [0.4, None], "latest"), Series("other", [None, 0.99], "earlier")]
    found, _ = charted(Chart("bars", ("a", "b"), series, "share", "rate", layered=True))
    assert found.plots[0].overlap == 100
    assert found.value_axis.maximum_scale > 1
    assert found.value_axis.tick_labels.number_format == "0 %"


@pytest.mark.parametrize(("accent", "ink"), [("#2166ac", "paper"), ("#ffd24d", "text")])
def test_the_cover_can_be_read_on_any_colour_of_a_company(accent: str, ink: str):
    chosen = Look(accent=accent)
    assert chosen.ink() == ink
    deck, _ = written(dataclasses.replace(reviews.review("en"), pages=[]), chosen)
    scheme = {"paper": "bg1", "text": "tx1"}[ink]
    (colour,) = (
        deck.slide_layouts[0].placeholders[0]._element.xpath(".//a:lvl1pPr//a:schemeClr/@val")
    )
    assert colour == scheme
    (label,) = (
        holder._element.xpath(".//a:lvl1pPr//a:schemeClr/@val")[0]
        for holder in deck.slide_layouts[1].placeholders
        if holder.name == "section"
    )
    assert label == {"paper": "accent1", "text": "tx2"}[ink]


def test_a_page_shows_the_columns_meant_for_it_and_the_workbook_all():
    words = reviews.WORDS["en"]
    page = reviews.page(words, "few", tables=[reviews.table(words, on_page=("community", "share"))])
    grid = arrange.sheet(page, 2).grid
    assert grid
    assert grid.headings == (words["community"], words["share"])
    assert {len(row) for row in grid.rows} == {2}


def test_a_chart_taken_out_of_the_deck_still_says_that_it_is_simulated(
    both: tuple[Review, Any, bytes], spoken: Language
):
    _, deck, _ = both
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 4
    for chart in charts:
        assert say("forms.simulated") in chart.chart_title.text_frame.text


def test_a_name_that_begins_like_a_formula_is_none_in_the_sheet_behind_a_chart():
    series = [Series("=x", [1.0, 2.0, 3.0, 4.0], "latest")]
    _, content = charted(Chart("bars", ("=1+1", "@x", "+y", "-z"), series, "count"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (book,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
        with zipfile.ZipFile(io.BytesIO(archive.read(book))) as inner:
            assert b"<f>" not in inner.read("xl/worksheets/sheet1.xml")


def test_no_text_is_larger_than_its_box(both: tuple[Review, Any, bytes]):
    review, deck, _ = both
    for key, slide in by_key(review, deck).items():
        for shape, box in every(slide):
            if shape.has_text_frame and isinstance(
                shape.text_frame.paragraphs[0].line_spacing, int
            ):
                assert needed(shape, box) <= box.height + 1, (key, shape.text_frame.text)


def check_rows(table: Any, key: str):
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            sides, ends = cell.margin_left + cell.margin_right, cell.margin_top + cell.margin_bottom
            paragraph = cell.text_frame.paragraphs[0]
            size, bold = paragraph.runs[0].font.size.pt, bool(paragraph.runs[0].font.bold)
            room = (column.width - sides) / Pt(1) + 0.1
            taken = extents.height([cell.text], size, room, bold=bold) + ends / Pt(1)
            assert taken <= row.height / Pt(1) + 0.1, (key, cell.text)


def needed(shape: Any, box: Box) -> float:
    """The height that a shape's text takes, in points, by the lines into which it breaks."""
    paragraphs = shape.text_frame.paragraphs
    size = paragraphs[0].line_spacing / Pt(1) / look.spacing("line")
    bold = bool(paragraphs[0].runs[0].font.bold) or "title" in shape.name.lower()
    texts = [paragraph.text for paragraph in paragraphs]
    return extents.height(texts, size, box.width, bold=bold)


def test_nothing_lies_over_anything_or_beyond_the_page(both: tuple[Review, Any, bytes]):
    review, deck, _ = both
    for key, slide in by_key(review, deck).items():
        # A tile's ground and bar lie below its texts on purpose.
        shapes = [
            (shape, box)
            for shape, box in every(slide)
            if shape.shape_type != MSO_SHAPE_TYPE.AUTO_SHAPE
        ]
        for shape, box in shapes:
            assert box.left >= 0, (key, shape.name)
            assert box.top >= 0, (key, shape.name)
            assert box.left + box.width <= 960.5, (key, shape.name)
            assert box.top + box.height <= 540.5, (key, shape.name)
        for (one, first), (other, second) in itertools.combinations(shapes, 2):
            across = min(first.left + first.width, second.left + second.width) - max(
                first.left, second.left
            )
            down = min(first.top + first.height, second.top + second.height) - max(
                first.top, second.top
            )
            assert across <= 1 or down <= 1, (key, one.name, other.name)


def test_what_is_read_aloud_is_large_and_footers_can_be_read(both: tuple[Review, Any, bytes]):
    for sheet in sheets_of(both[0]):
        assert sheet.title.size >= 20
        assert sheet.words is None or sheet.words.size >= 16
        assert sheet.foot.size >= 10
        assert sheet.grid is None or sheet.grid.size >= 12


def test_where_numbers_come_from_stands_on_the_last_pages_and_in_the_properties(
    both: tuple[Review, Any, bytes],
):
    review, deck, content = both
    provenance = review.provenance
    (table,) = [shape.table for shape in by_key(review, deck)["origins"].shapes if shape.has_table]
    cells = {cell.text for row in table.rows for cell in row.cells}
    assert {provenance.run, provenance.generation, provenance.source} <= cells
    assert set(provenance.versions.values()) <= cells
    assert deck.core_properties.identifier == provenance.run
    assert deck.core_properties.version == provenance.generation
    assert deck.core_properties.author == review.company
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        own = archive.read("docProps/custom.xml").decode()
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
    for told in (provenance.run, *provenance.readings.values(), *provenance.versions.values()):
        assert told in own


def test_the_companys_colour_and_logo_are_on_every_page(tmp_path: Any):
    logo = tmp_path / "logo.png"
    logo.write_bytes(PIXEL)
    review = reviews.review("en")
    deck, content = written(review, Look(accent="#aa1122", logo=logo))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b'<a:accent1><a:srgbClr val="AA1122"/>' in archive.read("ppt/theme/theme1.xml")
    for slide in deck.slides:
        alts = [alt for shape in slide.shapes for alt in shape._element.xpath(".//@descr")]
        assert say("forms.logo.alt", company=review.company) in alts


def test_a_real_record_has_no_label_of_simulated_data():
    deck, _ = written(reviews.review("en", simulated=False))
    words = " ".join(
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
    assert say("forms.simulated") not in words


def test_rows_that_do_not_fit_are_counted_on_the_page():
    words = reviews.WORDS["en"]
    page = reviews.page(words, "many", tables=[reviews.table(words, 60, 60)])
    grid = arrange.sheet(page, 2).grid
    assert grid
    assert not grid.complete
    assert str(len(grid.rows)) in grid.note
    assert "60" in grid.note


def test_a_page_with_nothing_to_show_still_says_its_finding():
    page: Page = reviews.page(reviews.WORDS["en"], "empty", title="No data.")
    sheet = arrange.sheet(page, 2)
    assert sheet.words
    assert page.speech.finding.replace("%", "").strip() in " ".join(sheet.words.paragraphs).replace(
        "\N{NO-BREAK SPACE}", " "
    ).replace("%", "")
