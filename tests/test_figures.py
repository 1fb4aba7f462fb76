"""Figures: every one says what its data are, in both languages, and shows what it was given."""

import datetime as dt
from functools import partial
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from heatqa import figures, language
from heatqa.complaints import rising
from heatqa.figures import drawings, durations, style
from heatqa.statistics import (
    bias,
    case_funnel,
    control_chart,
    coverage,
    differences,
    drivers,
    funnel,
    means,
    persistence,
    ranking,
    satisfaction,
    survival,
)
from tests import test_figures_season

SCORECARD = pl.DataFrame(
    {
        "clause": ["S1-1.3", "S5-5.6c"],
        "label": ["on site", "answered"],
        "met": [9, 5],
        "missed": [1, 0],
        "pending": [0, 2],
        "cannot_tell": [0, 0],
        "rate": [0.9, 1.0],
        "low": [0.6, 0.57],
        "high": [0.98, 1.0],
        "target": [1.0, 1.0],
        "standing": ["missed", "met"],
        "reading_label": ["", "15 s"],
        "in_use": [True, False],
        "asks": ["how many?", "how many?"],
        "option_label": ["12 s", "15 s"],
    }
)
BOOKS = pl.DataFrame(
    {"label": ["calls"], "loaded": [8], "updates": [1], "duplicates": [1], "rejected": [0]}
)
REASONS = pl.DataFrame({"label": ["a", "c"], "severity": ["reject", "flag"], "rows": [3, 2]})
FILLED = pl.DataFrame({"label": ["accepted_at"], "share": [0.5]})
CHART = control_chart.control_chart(
    pl.DataFrame(
        {
            "clause": ["S1-1.3"] * 28,
            "label": ["on site"] * 28,
            "day": [dt.date(2025, 1, 6) + dt.timedelta(weeks=n) for n in range(28)],
            "size": [40] * 28,
            "value": [0.9, 0.8] * 4 + [None] * 8 + [0.7] * 9 + [0.95, 0.2, 0.7],
        }
    ),
    kind="share",
    target=0.95,
)
ICONS = control_chart.summary(CHART).with_columns(clause=pl.lit("S1-1.3"), label=pl.lit("on site"))
GROUPS = pl.DataFrame({"team": ["a", "b", "c"], "met": [990, 60, 30], "missed": [10, 40, 0]})
HOMES = pl.DataFrame({"community": ["a", "b"], "homes": [500, 900], "cases": [60, 4]})
SPREAD = pl.DataFrame(
    {
        "clause": ["S4-6.1b", "S2-1.3"],
        "label": ["calls", "leak"],
        "unit": ["s", "%"],
        "n": [3, 2],
        "median": [0.0, 1.0],
        "p90": [9.0, 2.0],
        "worst": [90.0, 3.0],
        "open": [1, 0],
    }
)
DRAWN = {
    "distributions": (figures.distributions, SPREAD),
    "control_chart": (figures.control_chart, CHART),
    "wait_chart": (
        partial(figures.wait_chart, label="so"),
        control_chart.control_chart(
            CHART.select("day", "size", value=60 * pl.col("value")), better="lower", target=60.0
        ),
    ),
    "icons": (figures.icons, ICONS),
    "funnel": (figures.funnel, funnel.funnel(GROUPS, 0.95)),
    "case_funnel": (figures.case_funnel, case_funnel.case_funnel(HOMES)),
    "ranking": (figures.ranking, ranking.ranking(GROUPS)),
    "differences": (figures.differences, differences.from_the_rest(GROUPS)),
    "books": (figures.books, BOOKS),
    "reasons": (figures.reasons, REASONS),
    "filled": (figures.filled, FILLED),
    "standing": (figures.standing, SCORECARD),
    "verdicts": (figures.verdicts, SCORECARD),
    "readings": (figures.readings, SCORECARD),
    "tornado": (figures.tornado, SCORECARD),
}

STEP = pl.DataFrame(
    {
        "step": ["taken_at"] * 2,
        "clock": ["natural", "working"],
        "entered": [10, 10],
        "done": [7, 7],
        "open": [1, 1],
        "skipped": [2, 2],
        "cannot_tell": [0, 0],
        "median_seconds": [600.0, 300.0],
        "p90_seconds": [7200.0, 3600.0],
    }
)
WAITS = pl.DataFrame(
    {
        "wait_seconds": [60.0 * n for n in range(1, 21)],
        "ended": [True] * 19 + [False],
        "team": ["a", None] * 10,
    }
)
CASES = pl.DataFrame(
    {
        "team": ["a", "b"] * 40,
        "wait_class": ["1_day"] * 80,
        "asked": [True] * 70 + [False] * 10,
        "score": [5, 4, 3, 4, 2, 1] * 10 + [None] * 20,
    }
)
DOCUMENTS = pl.DataFrame(
    {"document": ["S1"], "judged": [3], "shown": [1], "no_data": [0], "untellable": [2]}
)
DRAWN |= {
    "coverage": (figures.coverage, DOCUMENTS),
    "absurd": (partial(figures.absurd, label="so"), means.with_one_absurd(WAITS)),
    "corrected": (
        partial(figures.corrected, bounds=bias.bounds(CASES)),
        bias.corrected(CASES, ["team"]),
    ),
    "drivers": (figures.drivers, drivers.drivers(CASES, [], ["team"])),
    "heard": (figures.heard, coverage.waterfall(CASES)),
    "scores": (partial(figures.scores, by="team"), satisfaction.scores(CASES, "team")),
    "step_times": (figures.step_times, STEP),
    "steps": (figures.steps, STEP),
    "tilted": (figures.tilted, bias.tilted(CASES, [1.0, 2.0])),
    "waiting_curves": (
        partial(figures.waiting_curves, by="team", label="so", slower=["a"]),
        survival.curve(WAITS, "team"),
    ),
    "waiting_times": (
        partial(figures.waiting_times, by="team", label="so", slower=["a"]),
        survival.quantiles(WAITS, "team"),
    ),
    "who_was_heard": (figures.who_was_heard, bias.heard(CASES, ["team", "wait_class"])),
}

PLACES = pl.DataFrame(
    {
        "place": ["a", "b"],
        "month": [dt.date(2025, 12, 1), dt.date(2026, 1, 1)],
        "longitude": [116.0, 116.1],
        "latitude": [41.5, 41.6],
        "households": [500, 900],
        "matters": [9, 4],
        "per_1000_households": [18.0, 4.4],
        "smoothed_per_1000": [12.0, 5.0],
        "per_10000_m2": [2.0, 0.5],
        "position": ["far above", None],
    }
)
CIRCLES = pl.DataFrame(
    {
        "cluster": [1],
        "place": ["a"],
        "radius": [0.0],
        "begins": [dt.date(2025, 12, 1)],
        "ends": [dt.date(2025, 12, 9)],
        "cases": [9],
        "expected": [2.0],
        "p_value": [0.001],
    }
)
CONFUSED = pl.DataFrame(
    {
        "key": ["T1.1", "T1.1", "T3.1"],
        "given": ["T1.1", "T1.2", "T3.1"],
        "answers": [3, 1, 4],
        "share": [0.75, 0.25, 1.0],
    }
)
ANSWERED = pl.DataFrame(
    {"document": ["S1"], "judged": [3], "shown": [1], "no_data": [0], "untellable": [2]}
)
PLAIN = pl.DataFrame(
    {
        "category": ["a", "b"] * 2,
        "series": ["now", "now", "then", "then"],
        "value": [1.0, None, 3.0, 2.0],
        "meaning": ["latest", "latest", "earlier", "earlier"],
    }
)
OPEN = pl.DataFrame(
    {"team": ["a", "a", None], "state": ["overdue", "begun", "used 90 %"], "records": [3, 2, 1]}
)
USED = pl.DataFrame({"used_share": [0.2, 0.95, 1.4, 9.0], "verdict": ["met"] * 2 + ["missed"] * 2})
DRAWN |= {
    "class_confusion": (figures.class_confusion, CONFUSED),
    "ageing": (figures.ageing, OPEN),
    "time_used": (figures.time_used, USED),
    "simple": (figures.simple, PLAIN),
    "coverage": (figures.coverage, ANSWERED),
    "hotspots": (partial(figures.hotspots, clusters=CIRCLES), PLACES),
    "months": (figures.months, PLACES),
    "pareto": (
        figures.pareto,
        persistence.pareto(
            pl.DataFrame({"place": ["a", "b"], "cases": [3, 1]}), "place", 4
        ).with_columns(unit=pl.lit("building"), places=pl.lit(4)),
    ),
    "slider": (figures.slider, PLACES),
}


LEAVES = rising.compared({"T1.1": 30, "T3.1": 5}, {"T1.1": 9, "T2.1": 8}, 1, 1).rename(
    {"name": "leaf"}
)
PHASES = pl.DataFrame(
    {"phase": ["start-up", "end"], "leaf": ["T1.1", "T1.2"], "cases": [3, 2], "share": [0.6, 1.0]}
)
PAIRS = pl.DataFrame({"leaf": ["T3.1"], "second_leaf": ["T7.4"], "cases": [8], "lift": [2.5]})
PATHS = pl.DataFrame(
    {
        "path": ["T1.1 first → T1.1 repeat", "cannot tell first"],
        "rated": [6, 9],
        "bad": [5, 0],
        "rate": [5 / 6, 0.0],
        "low": [0.4, 0.0],
        "high": [0.97, 0.3],
    }
)
BACK = pl.DataFrame(
    {"leaf": ["T1.1"], "cases": [40], "duplicates": [1], "repeats": [4], "share": [0.125]}
)
DRAWN |= {
    "changes": (figures.changes, LEAVES),
    "leaf_heat": (partial(figures.leaf_heat, by="phase", value="share"), PHASES),
    "paths": (figures.paths, PATHS),
    "returns": (figures.returns, BACK),
    "together": (figures.together, PAIRS),
}


def traces(made: go.Figure) -> list[Any]:
    """What is drawn; plotly carries no types."""
    return list(made.data)


def layout(made: go.Figure) -> Any:
    """How it is laid out; plotly carries no types."""
    return made.layout


def test_every_figure_is_drawn_here():
    assert set(DRAWN) | set(test_figures_season.DRAWN) == set(figures.__all__)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_a_figure_says_what_its_data_are(monkeypatch, name: str, lang: str):
    monkeypatch.setenv("HEATQA_LANG", lang)
    draw, frame = DRAWN[name]
    made = draw(frame, source="simulated city")
    assert any("simulated city" in note.text for note in layout(made).annotations)
    chinese = any("一" <= letter <= "鿿" for letter in layout(made).title.text)
    assert chinese == (lang == "zh")
    with pytest.raises(TypeError, match="source"):
        draw(frame)


@pytest.mark.parametrize("name", DRAWN)
def test_an_empty_frame_makes_an_empty_figure(name: str):
    draw, frame = DRAWN[name]
    assert draw(frame.clear(), source="none").layout.title.text


def test_standing_shows_rate_interval_and_target_by_meaning():
    made = figures.standing(SCORECARD, source="s")
    met, missed, target = traces(made)
    assert (met.marker.color, missed.marker.color) == (style.colour("met"), style.colour("missed"))
    assert list(missed.x) == [0.9]
    assert missed.error_x.arrayminus[0] == pytest.approx(0.3)
    assert list(target.x) == [1.0, 1.0]


def test_verdicts_add_up_to_the_whole():
    made = figures.verdicts(SCORECARD, source="s")
    for shares in zip(*(bar.x for bar in traces(made)), strict=True):
        assert sum(shares) == pytest.approx(1)


def test_the_tornado_spans_the_options_and_marks_the_one_in_use():
    options = SCORECARD.with_columns(clause=pl.lit("S3-2.1.1a"), label=pl.lit("answered"))
    made = figures.tornado(options, source="s")
    bar, used, target = traces(made)
    assert (list(bar.base), list(bar.x)) == ([0.9], [pytest.approx(0.1)])
    named = {note.text: note.x for note in layout(made).annotations}
    assert (named["12 s"], named["15 s"]) == (0.9, 1.0)
    assert (list(used.x), list(target.x)) == ([0.9], [1.0])


def test_a_control_chart_marks_each_cause_by_shape_and_folds_the_summer_away():
    made = figures.control_chart(CHART, source="s")
    points = {trace.marker.symbol: trace for trace in traces(made) if trace.mode == "markers"}
    shapes = {"common cause": "circle", "improvement": "triangle-up", "concern": "diamond"}
    assert set(points) == set(shapes.values())
    for cause, symbol in shapes.items():
        assert list(points[symbol].x) == CHART.filter(cause=cause)["day"].to_list()
    (gap,) = layout(made).xaxis.rangebreaks
    assert gap.bounds == (CHART["day"][8], CHART["day"][15])
    target = next(trace for trace in traces(made) if trace.line.dash == "dot")
    assert set(target.y) == {0.95}


def test_a_short_series_says_so_in_the_picture():
    short = CHART.head(8).with_columns(short=pl.lit(value=True))
    texts = [note.text for note in layout(figures.control_chart(short, source="s")).annotations]
    assert any("fewer than 13 points" in text for text in texts)
    texts = [note.text for note in layout(figures.control_chart(CHART, source="s")).annotations]
    assert not any("fewer" in text for text in texts)


def test_every_word_has_its_icon_and_bad_ones_another_frame():
    known = drawings._drawings()
    for word in ("improvement", "concern", "common cause", "high", "low"):
        for way in (-1, 0, 1):
            assert drawings.variation(word, way) in known
    for word in (control_chart.WILL_PASS, control_chart.WILL_FAIL, control_chart.MAY):
        assert drawings.assurance(word) in known
    assert drawings.variation(None, 0) is drawings.assurance(None) is None
    diamonds = {name for name, drawing in known.items() if drawing["frame"] == "diamond"}
    assert diamonds == {"concern_up", "concern_down", "will_fail"}


def test_the_page_of_icons_draws_two_for_each_clause_and_says_them_in_words():
    two = pl.concat([ICONS, ICONS.with_columns(clause=pl.lit("S1-1.4"), assurance=None)])
    made = figures.icons(two, source="s")
    anchored = {(shape.yanchor, shape.xanchor) for shape in layout(made).shapes}
    assert anchored == {("S1-1.3  on site", 0), ("S1-1.3  on site", 1.7), ("S1-1.4  on site", 0)}
    words = [text for trace in traces(made) for text in trace.text]
    assert "will miss the target" in words
    assert "cannot tell" in words


def test_a_funnel_names_the_groups_outside_it():
    made = figures.funnel(funnel.funnel(GROUPS, 0.95), source="s")
    named = {trace.text for trace in traces(made) if trace.mode == "markers+text"}
    assert named == {("a",), ("b",)}
    assert [trace.text for trace in traces(made) if trace.mode == "markers"] == [("c",)]


def test_many_cases_or_few_are_neither_good_nor_bad():
    made = figures.case_funnel(case_funnel.case_funnel(HOMES), source="s")
    outside = [trace for trace in traces(made) if trace.mode == "markers+text"]
    assert {trace.text for trace in outside} == {("a",), ("b",)}
    assert {trace.marker.color for trace in outside} == {style.colour("special")}


def test_a_ranking_spans_the_ranks_that_are_possible():
    found = ranking.ranking(GROUPS)
    bars, _ = traces(figures.ranking(found, source="s"))
    ends = [(base + 0.5, base + width - 0.5) for base, width in zip(bars.base, bars.x, strict=True)]
    assert ends == list(found.reverse().select("rank_low", "rank_high").rows())


def test_a_difference_is_marked_only_where_its_interval_leaves_nothing_open():
    rows = GROUPS.vstack(pl.DataFrame({"team": ["d"], "met": [18], "missed": [2]}))
    found = differences.from_the_rest(rows)
    made = figures.differences(found, source="s")
    marked = {trace.marker.symbol: list(trace.y) for trace in traces(made)}
    assert marked == {"diamond": ["b"], "triangle-up": ["a"], "circle": ["d", "c"]}


def test_no_score_is_drawn_without_its_coverage():
    """In every figure of scores the number heard stands in words, and without it none is made."""
    for name in ("corrected", "scores", "tilted", "drivers"):
        draw, frame = DRAWN[name]
        written = str(draw(frame, source="s").to_dict())
        assert "heard" in written
        assert "of 80" in written or "of 40" in written
        with pytest.raises(pl.exceptions.ColumnNotFoundError):
            draw(frame.drop(*coverage.COLUMNS), source="s")


def test_the_waterfall_loses_what_the_frame_says():
    (drawn,) = traces(figures.heard(coverage.waterfall(CASES), source="s"))
    assert list(drawn.y) == [80, -10, -10, -30, 30]


def test_a_slower_group_stands_out_by_colour_words_and_band():
    made = DRAWN["waiting_curves"][0](DRAWN["waiting_curves"][1], source="s")
    marked = [trace for trace in traces(made) if trace.name and "clearly slower" in trace.name]
    assert [trace.line.color for trace in marked] == [style.colour("missed")]
    assert any(trace.fill == "tonexty" for trace in traces(made))


def test_durations_are_said_in_the_unit_that_reads_well():
    said = [durations.words(seconds) for seconds in (7, 1140, 27_500, 35_000_000, None)]
    assert said == ["7.0 s", "19.0 min", "7.6 h", "405.1 days", "–"]


def test_a_spread_is_in_seconds_and_what_is_no_time_is_left_out():
    made = figures.distributions(SPREAD, source="s")
    line, median, _, worst = traces(made)
    assert (list(median.x), list(worst.x)) == ([1.0], [90.0])
    assert list(line.x)[:2] == [1.0, 90.0]


def test_a_change_of_a_leaf_is_marked_only_where_its_interval_leaves_nothing_open():
    made = figures.changes(LEAVES, source="s")
    marked = {trace.marker.symbol: [y[:4] for y in trace.y] for trace in traces(made)}
    assert marked == {
        "diamond": ["T1.1"],
        "star-diamond": ["T3.1"],
        "triangle-down": ["T2.1"],
        "circle": [],
    }


def test_phases_stand_in_the_order_of_the_season_and_empty_cells_are_blank(monkeypatch):
    monkeypatch.setenv("HEATQA_LANG", "en")
    (heat,) = traces(figures.leaf_heat(PHASES, by="phase", value="share", source="s"))
    assert list(heat.x) == ["start-up", "end"]
    assert [list(row) for row in heat.text] == [["60%", ""], ["", "100%"]]


def test_a_path_is_told_in_words(monkeypatch):
    monkeypatch.setenv("HEATQA_LANG", "en")
    (marked,) = traces(figures.paths(PATHS, source="s"))
    assert list(marked.y)[1] == (
        "No heat in the whole home → No heat in the whole home, back after closing (n = 6)"
    )
