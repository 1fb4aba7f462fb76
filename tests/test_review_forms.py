"""The review's other forms and the hand-over: deck in a browser, workbook, privacy, words."""

import dataclasses
import io
import os
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from heatqa import errors
from heatqa.language import LANGUAGES, printed, say
from heatqa.review.forms import hand_over, markup, origins, workbook
from heatqa.review.forms.hand_over import Handed
from heatqa.review.forms.look import Look
from heatqa.review.pages import Review, Speech
from tests import reviews
from tests.browsing import Visit, visit

PHONE = "13800138000"
# Units, names of programs and formats, ids of clauses and runs: what stays Latin in Chinese.
LATIN = re.compile(
    r"°C|GB/T|[SP]\d[\w.-]*|heatqa( review --again [0-9a-f]{12})?|duckdb|polars|plotly|holidays"
    r"|[0-9a-f]{12}|BROWSER_PATH|\([A-Z]\)|actions\.csv|generation-\d+"
)
WORD = re.compile(r"[A-Za-z]{2,}")
ENDINGS = (".pptx", ".html", ".xlsx", "_speaker.html")


@pytest.fixture(scope="module", params=LANGUAGES)
def handed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Review, Path, Handed]]:
    """Every form of a review, in each language."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEATQA_LANG", request.param)
        review = reviews.review(request.param)
        folder = tmp_path_factory.mktemp(request.param) / "new" / "folder"
        yield review, folder, hand_over.hand_over(review, folder, "r", Look())


@pytest.fixture
def without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")


class Words(HTMLParser):
    """The words that a page shows or reads out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._skipped = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in ("style", "script")
        self.found += [
            value or ""
            for name, value in attrs
            if name in ("title", "alt", "aria-label") or (tag == "meta" and name == "content")
        ][:1] * (tag != "meta")

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.found.append(data)


def words_of(file: Path) -> list[str]:
    """Everything that a reader of a file sees or is told."""
    if file.suffix == ".html":
        return Words(file.read_text(encoding="utf-8")).found
    if file.suffix == ".xlsx":
        return cells_of(file.read_bytes())
    found = []
    slides: Any = Presentation(str(file)).slides
    for slide in slides:
        found.append(slide.notes_slide.notes_text_frame.text)
        found += slide.element.xpath(".//a:t/text()")
        found += slide.element.xpath(".//@descr")
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if re.match(r"ppt/charts/chart\d+\.xml", name):
                text = archive.read(name).decode()
                found += re.findall(r"<(?:c:v|a:t)>([^<]*)<", text)
            if name.endswith(".xlsx"):
                found += cells_of(archive.read(name))
    return found


def cells_of(content: bytes) -> list[str]:
    book = fastexcel.read_excel(content)
    return [
        cell
        for name in book.sheet_names
        for column in book.load_sheet(name, header_row=None, dtypes="string").to_polars()
        for cell in [name, *column.drop_nulls()]
    ]


def test_every_form_is_written_and_nothing_else(handed: tuple[Review, Path, Handed]):
    review, folder, answer = handed
    assert [file.name for file in answer.files] == [f"r{ending}" for ending in ENDINGS]
    assert {file.name for file in folder.iterdir()} == {file.name for file in answer.files}
    with_pictures = [page.key for page in review.pages if page.picture]
    assert len(with_pictures) == 7
    if not answer.reason:
        assert answer.unpictured == ()


def test_no_english_word_is_left_in_chinese_files(handed: tuple[Review, Path, Handed]):
    review, _, answer = handed
    if review.language != "zh":
        pytest.skip("the other language")
    for file in answer.files:
        for words in words_of(file):
            left = WORD.findall(LATIN.sub(" ", words.replace("Sheet1", "")))
            assert not left, (file.name, words, left)


PRESS = "dispatchEvent(new KeyboardEvent('keydown', {{key: '{}'}})), location.hash"
KEYS = [
    "document.querySelectorAll('.page').length",
    PRESS.format("ArrowRight"),
    PRESS.format("End"),
    PRESS.format("Home"),
    PRESS.format("o") + ", document.documentElement.className.includes('overview')",
    PRESS.format("Escape") + ", document.documentElement.className.includes('overview')",
    PRESS.format("n") + ", getComputedStyle(document.querySelector('.said')).display",
    PRESS.format("d") + ", document.documentElement.dataset.theme || 'light'",
    PRESS.format("n") + ", document.documentElement.className.includes('notes')",
]
SWIPE = """(() => {
  const at = (x) => [new Touch({identifier: 1, target: document.body, clientX: x, clientY: 9})];
  const at2 = at(300);
  dispatchEvent(new TouchEvent('touchstart', {touches: at2, changedTouches: at2}));
  dispatchEvent(new TouchEvent('touchend', {touches: [], changedTouches: at(100)}));
  return location.hash;
})()"""
LARGER = """(() => {
  const found = [];
  dispatchEvent(new KeyboardEvent('keydown', {key: 'Home'}));
  for (const page of document.querySelectorAll('.page')) {
    dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}));
    const now = document.querySelector('.page.now');
    const foot = now.querySelector('.foot');
    for (const text of now.querySelectorAll('.text')) {
      const size = parseFloat(getComputedStyle(text).fontSize);
      const over = text.scrollHeight - text.clientHeight;
      if (over > 0.5 * size) found.push([now.id, text.textContent, over]);
    }
    for (const table of now.querySelectorAll('table'))
      if (table.getBoundingClientRect().bottom > foot.getBoundingClientRect().top + 1)
        found.push([now.id, 'table']);
  }
  return found;
})()"""


@pytest.fixture(scope="module")
def seen(handed: tuple[Review, Path, Handed]) -> Visit:
    """The deck in a browser: its keys pressed, swiped, measured, printed; Chinese in the dark."""
    dark = handed[0].language == "zh"
    return visit(handed[2].files[1], [*KEYS, SWIPE, LARGER], dark=dark)


def test_the_deck_asks_for_nothing_from_outside(handed: tuple[Review, Path, Handed], seen: Visit):
    assert seen.asked == [handed[2].files[1].as_uri()]
    assert seen.said == []


def test_the_deck_answers_to_keys_and_a_finger_and_prints_every_page(
    handed: tuple[Review, Path, Handed], seen: Visit
):
    review = handed[0]
    pages = 1 + len(review.pages) + len(origins.pages(review))
    last = f"#{origins.pages(review)[-1].key}"
    assert seen.answers[:4] == [pages, "#board", last, "#cover"]
    # Whoever's screen is dark begins in the dark.
    other = "light" if review.language == "zh" else "dark"
    assert seen.answers[4:9] == [True, False, "block", other, False]
    assert seen.answers[9] == "#board"
    assert len(re.findall(rb"/Type\s*/Page\b", seen.printed)) == pages


def test_nothing_in_the_deck_is_larger_than_its_box(seen: Visit):
    assert seen.answers[-1] == []


def test_pages_of_the_web_hold_everything_themselves(handed: tuple[Review, Path, Handed]):
    for file in (handed[2].files[1], handed[2].files[3]):
        text = file.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        outside = re.findall(r"""(?:src|href)=["'](?!data:|#)[^"']*|url\((?!#|['"]?data:)""", text)
        assert not outside
        assert f'<meta name="author" content="{handed[0].company}">' in text
        assert handed[0].provenance.run in text
        assert say("forms.simulated", language=handed[0].language) in text


def test_what_data_say_does_not_become_code():
    evil = "<script>alert(1)</script>"
    words = reviews.WORDS["en"] | {"finding": evil, "label": evil, "section": evil}
    page = reviews.page(words, "board", tiles=reviews.tiles(words))
    review = dataclasses.replace(reviews.review("en"), pages=[page], company=evil, title=evil)
    text = markup.page(review, "", "")
    assert evil not in text
    answer = hand_over_text(review)
    assert "<script>alert" not in answer


def hand_over_text(review: Review) -> str:
    from heatqa.review.forms import arrange, deck, speaker

    sheets = [arrange.sheet(page, number) for number, page in enumerate(review.pages, start=2)]
    return deck.document(review, sheets, {}, Look()) + speaker.document(review, sheets, Look())


def test_the_workbook_holds_the_frames(handed: tuple[Review, Path, Handed]):
    review, _, answer = handed
    book = fastexcel.read_excel(answer.files[2].read_bytes())
    names = list(book.sheet_names)
    tables = [table for page in review.pages for table in page.tables]
    assert len(names) == len(set(map(str.casefold, names)))
    assert names[0] == say("forms.sheet.contents", language=review.language)
    assert names[1] == say("forms.sheet.definitions", language=review.language)
    for name, table in zip(names[2:], tables, strict=False):
        found = book.load_sheet(name, header_row=2).to_polars()
        assert found.columns == list(table.headings.values())
        found.columns = list(table.headings)
        wanted = table.frame.select(list(table.headings))
        for column in wanted.columns:
            cells = found[column].cast(wanted[column].dtype).to_list()
            assert cells == pytest.approx(wanted[column].to_list(), nan_ok=True), (name, column)


def test_sheets_can_be_read_and_filtered_and_hold_no_formula(handed: tuple[Review, Path, Handed]):
    with zipfile.ZipFile(handed[2].files[2]) as archive:
        sheets = [name for name in archive.namelist() if "/worksheets/sheet" in name]
        for name in sheets:
            text = archive.read(name).decode()
            assert "<f>" not in text
            assert re.search(r'<pane [^>]*ySplit="3"[^>]*state="frozen"', text), name
            assert "<autoFilter" in text
        styles = archive.read("xl/styles.xml").decode()
        own = archive.read("docProps/custom.xml").decode()
    assert "0.0%" in styles
    assert handed[0].provenance.run in own


@given(st.lists(st.text(max_size=40), max_size=6))
def test_names_of_sheets_are_such_as_spreadsheets_take(titles: list[str]):
    taken: set[str] = set()
    names = [workbook.sheet_name(title, taken) for title in titles]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_the_speaker_has_finding_number_caveat_and_questions(handed: tuple[Review, Path, Handed]):
    review, _, answer = handed
    text = answer.files[3].read_text(encoding="utf-8")
    for page in review.pages:
        for told in (page.speech.finding, page.speech.number, page.speech.caveat):
            assert told in text
    with printed():
        assert say("forms.ask.counted", language=review.language) in text


LEAKING: list[tuple[str, dict[str, Any], str]] = [
    ("a title", {"title": f"Ring {PHONE}"}, "page 2"),
    ("a note", {"speech": Speech("a", f"ring {PHONE}", "b")}, "notes of page 2"),
    ("a foot", {"definition": f"as {PHONE} said"}, "page 2"),
]


@pytest.mark.usefixtures("without_browser")
@pytest.mark.parametrize(("place", "changed", "where"), LEAKING, ids=lambda value: str(value)[:8])
def test_a_number_of_a_person_stops_the_hand_over(
    tmp_path: Path, place: str, changed: dict[str, Any], where: str
):
    page = reviews.page(reviews.WORDS["en"], "one", **changed)
    review = dataclasses.replace(reviews.review("en"), pages=[page])
    with pytest.raises(errors.ReviewLeaks) as stopped:
        hand_over.hand_over(review, tmp_path, "r", Look())
    assert "r.pptx" in str(stopped.value)
    assert where in str(stopped.value)
    assert PHONE not in str(stopped.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("without_browser")
@pytest.mark.parametrize("kept", ["text", "number"])
def test_a_number_in_a_row_that_no_page_shows_is_found(tmp_path: Path, kept: str):
    words = reviews.WORDS["en"]
    told = pl.DataFrame({"community": [PHONE], "cases": [7]})
    counted = pl.DataFrame({"community": ["a"], "cases": [int(PHONE)]})
    table = reviews.table(
        words,
        shown=0,
        frame=told if kept == "text" else counted,
        headings={"community": "Community", "cases": "Readings"},
    )
    page = reviews.page(words, "one", tables=[table])
    review = dataclasses.replace(reviews.review("en"), pages=[page])
    with pytest.raises(errors.ReviewLeaks) as stopped:
        hand_over.hand_over(review, tmp_path, "r", Look())
    assert "r.xlsx, sheet Community" in str(stopped.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("without_browser")
def test_without_a_browser_charts_stay_and_missing_pictures_are_named(tmp_path: Path):
    review = reviews.review("en")
    answer = hand_over.hand_over(review, tmp_path, "r", Look())
    keys = [page.key for page in review.pages]
    pictured = [keys.index(page.key) + 2 for page in review.pages if page.picture]
    assert list(answer.unpictured) == pictured
    assert "/nowhere/chromium" in answer.reason
    slides: Any = Presentation(str(answer.files[0])).slides
    charts = [shape for slide in slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 4
    told = reviews.WORDS["en"]["alt"]
    assert told in answer.files[1].read_text(encoding="utf-8")
    lacking = slides[keys.index("picture") + 1]
    texts = [shape.text_frame.text for shape in lacking.shapes if shape.has_text_frame]
    assert any(told in text for text in texts)


@pytest.mark.usefixtures("without_browser")
def test_a_place_that_cannot_be_written_is_said_before_the_work(tmp_path: Path):
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(errors.OutputUnwritable):
        hand_over.hand_over(reviews.review("en"), tmp_path / "file", "r", Look())


@pytest.mark.usefixtures("without_browser")
def test_a_file_that_cannot_be_replaced_leaves_the_others_as_they_were(tmp_path: Path):
    (tmp_path / "r.xlsx").mkdir()
    (tmp_path / "r.pptx").write_text("before", encoding="utf-8")
    with pytest.raises(errors.OutputUnwritable) as stopped:
        hand_over.hand_over(reviews.review("en"), tmp_path, "r", Look())
    assert "r.xlsx" in str(stopped.value)
    assert (tmp_path / "r.pptx").read_text(encoding="utf-8") == "before"
    assert {file.name for file in tmp_path.iterdir()} == {"r.xlsx", "r.pptx"}


def test_a_folder_without_the_right_to_write_is_said(tmp_path: Path):
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(errors.OutputUnwritable):
        hand_over.hand_over(reviews.review("en"), tmp_path, "r", Look())


def test_files_say_when_a_logo_is_no_picture(tmp_path: Path):
    from heatqa.review.forms import company
    from heatqa.settings import Presentation as Own
    from heatqa.settings import Settings

    logo = tmp_path / "logo.png"
    logo.write_text("no picture", encoding="utf-8")
    with pytest.raises(errors.FileBroken):
        company.look_of(Settings(review=Own(logo=logo)))
    with pytest.raises(errors.FileMissing):
        company.look_of(Settings(review=Own(logo=tmp_path / "none.png")))
    with pytest.raises(errors.SettingsBroken):
        company.look_of(Settings(review=Own(colours={"mett": "#112233"})))
    assert company.look_of(Settings(review=Own(colours={"accent": "#112233"}))).accent == "#112233"


def test_the_properties_are_such_as_office_programs_read(handed: tuple[Review, Path, Handed]):
    with zipfile.ZipFile(io.BytesIO(handed[2].files[0].read_bytes())) as archive:
        assert archive.testzip() is None
        assert b"custom-properties" in archive.read("[Content_Types].xml")
        assert b"custom.xml" in archive.read("_rels/.rels")
