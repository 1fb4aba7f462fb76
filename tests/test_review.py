"""The review of the sample: its figures come from the records, in words of either language."""

import re

import pytest

from heatqa import language
from heatqa.bundled import sample
from heatqa.review.contents import contents
from heatqa.review.pages import Page, Review
from heatqa.workbench import Workbench

QUARTER = "between date '2025-10-01' and date '2025-12-31'"
VISIT_DAY = "cast(coalesce(reported_at, arrived_at, finished_at, appointment_from_at) as date)"
# What each figure of the board's page is by its clause, written by hand on the loaded tables.
BY_HAND = {
    "S1-2.3b": "select count(*) filter (room_celsius between 16 and 20), count(*) "
    "from temperatures where valid is distinct from false and coalesce(room, 'living_room') in "
    "('living_room', 'bedroom', 'second_bedroom', 'study') "
    "and cast(measured_at as date) between date '2025-11-15' and date '2025-12-31'",
    "S3-2.1.1a": "select count(*) filter (answered_at <= ring_started_at + interval 15 second), "
    "count(*) from calls where direction is distinct from 'outbound' "
    "and coalesce(line_type, 'hotline') = 'hotline' and outcome is distinct from 'phantom' "
    f"and cast(started_at as date) {QUARTER}",
    "S1-1.5b": "select count(*) filter (least(first_action_at, dispatched_at, replied_at, "
    "finished_at) <= accepted_at + interval 24 hour), count(*) from tickets "
    "where channel in ('phone', 'city_hotline', 'letter', 'email', 'steward') "
    f"and status is distinct from 'cancelled' and cast(accepted_at as date) {QUARTER}",
    "S6-3.6a": "select count(*) filter (fed_back_at <= finished_at + interval 1 hour), count(*) "
    "from visits where finished_at is not null "
    f"and coalesce(fed_back_at >= finished_at, true) and {VISIT_DAY} {QUARTER}",
    "S6-4.2a": "select count(*) filter "
    "(arrived_at <= coalesce(appointment_to_at, appointment_from_at)), count(*) from visits "
    "where coalesce(appointment_to_at, appointment_from_at) is not null "
    "and outcome is distinct from 'cancelled' "
    f"and (arrived_at is not null or finished_at is null) and {VISIT_DAY} {QUARTER}",
}
# Names, units and numbers of clauses stay as they are in a Chinese page.
LATIN = re.compile(
    r"S\d-[\w.]+|S\d|Q[1-4]|\bheatqa\b|\bduckdb\b|\bpolars\b|\bplotly\b|\bholidays\b|generation-\d+"
    r"|actions\.csv|[0-9a-f]{12}|\bmin\b|\bh\b|\bs\b|K·h|℃|°C|\b12345\b|UTF-8|CSV|APP"
)


@pytest.fixture(scope="module")
def bench() -> Workbench:
    return sample()


@pytest.fixture(scope="module")
def reviews(bench: Workbench) -> dict[str, Review]:
    spoken = language.current()
    made = {}
    for lang in language.LANGUAGES:
        language.use(lang)
        made[lang] = contents(bench, "2025Q4")
    language.use(spoken)
    return made


@pytest.mark.parametrize("clause", BY_HAND)
def test_a_figure_of_the_board_is_that_of_its_records(bench, reviews, clause: str):
    met, decided = bench.sql(BY_HAND[clause]).row(0)
    board = reviews["en"].pages[0]
    (row,) = board.tables[0].frame.filter(clause=clause).to_dicts()
    assert (row["decided"], row["share"]) == (decided, met / decided)
    (tile,) = [tile for tile in board.tiles if tile.clause == clause]
    assert tile.value == language.percent(met / decided)


@pytest.mark.parametrize("clause", BY_HAND)
def test_a_missed_record_of_the_board_is_explained(bench: Workbench, clause: str):
    judged = bench.catalogue.judged_as(bench.catalogue.clause(clause)).id
    (record,) = bench.records(judged, "2025Q4", verdict="missed", most=1)["record"]
    found = bench.why(judged, record)
    assert found.verdict == "missed"
    assert found.file
    assert found.source_row


def test_the_share_of_the_year_is_of_its_twelve_months(reviews):
    (page,) = [page for page in reviews["en"].pages if page.key == "heating_year"]
    assert page.picture
    assert page.picture.chart
    months = page.picture.chart.series[0].values
    total, mine = sum(value or 0 for value in months), sum(value or 0 for value in months[-3:])
    assert page.cases == total
    assert page.title.startswith(f"{language.percent(mine / total, 0)} of a year's cases")


def test_callers_who_gave_up_before_it_rang_got_no_answer_either(bench, reviews):
    lost, calls = bench.sql(
        "select count(*) filter (answered_at is null), count(*) from calls where "
        "direction is distinct from 'outbound' and coalesce(line_type, 'hotline') = 'hotline' "
        f"and outcome is distinct from 'phantom' and cast(started_at as date) {QUARTER}"
    ).row(0)
    (page,) = [page for page in reviews["en"].pages if page.key == "hotline"]
    assert page.data_note.startswith(f"{lost} callers ({language.percent(lost / calls)}) hung up")


def texts(page: Page) -> list[str]:
    """Every word of a page, its tables and its chart."""
    found = [page.title, page.section, page.definition, page.period, page.cut_off]
    found += [page.reading, page.data_note, *vars(page.speech).values()]
    for tile in page.tiles:
        found += [tile.label, tile.value, tile.before, tile.last_season]
    if page.picture:
        found.append(page.picture.alt)
        if page.picture.chart:
            chart = page.picture.chart
            found += [chart.axis, *chart.categories, *(series.name for series in chart.series)]
    for table in page.tables:
        found += [table.title, *table.headings.values()]
        for name, kind in table.kinds.items():
            if kind == "text":
                found += table.frame[name].drop_nulls().to_list()
    return found


def test_no_english_word_is_left_in_the_chinese_review(reviews):
    review = reviews["zh"]
    for page in review.pages:
        for text in texts(page):
            left = re.findall(r"[A-Za-z]{2,}", LATIN.sub("", text))
            assert not left, (page.key, text)
    said = [review.title, review.subtitle, *review.provenance.readings]
    assert not re.search(r"[A-Za-z]{2,}", LATIN.sub("", " ".join(said)))


def test_both_languages_show_the_same_figures(reviews):
    for mine, other in zip(reviews["en"].pages, reviews["zh"].pages, strict=True):
        assert (mine.key, mine.cases, mine.clauses) == (other.key, other.cases, other.clauses)
        for table, same in zip(mine.tables, other.tables, strict=True):
            numbers = [name for name, kind in table.kinds.items() if kind != "text"]
            assert table.frame.select(numbers).equals(same.frame.select(numbers)), table.name
    assert reviews["en"].provenance.run == reviews["zh"].provenance.run


def test_every_page_has_one_picture_at_most_and_one_small_table(reviews):
    for page in reviews["en"].pages:
        assert sum(table.shown > 0 for table in page.tables) <= 1, page.key
        assert all(table.shown <= 10 for table in page.tables)
        if page.picture:
            assert page.picture.alt


def test_a_chart_of_powerpoint_has_a_value_for_each_category(reviews):
    for page in reviews["en"].pages:
        if page.picture and page.picture.chart:
            chart = page.picture.chart
            assert len(set(chart.categories)) == len(chart.categories), page.key
            assert {len(series.values) for series in chart.series} == {len(chart.categories)}


def test_the_planted_hotspot_of_the_quarter_is_shown(bench, reviews):
    (page,) = [page for page in reviews["en"].pages if page.key == "hotspots"]
    assert page.tables[0].frame["cases"].min() >= 5


def test_no_group_under_five_has_a_number(reviews):
    for page in reviews["en"].pages:
        for table in page.tables:
            if page.key in ("coverage", "neighbours", "provenance"):
                continue
            for name in ("decided", "cases", "scored", "count", "count_before", "now", "before"):
                if name in table.frame.columns:
                    counts = table.frame[name].drop_nulls()
                    assert not counts.is_between(1, 4).any(), (page.key, table.name, name)
