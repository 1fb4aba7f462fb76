"""Figures: every one says what its data are, in both languages, and shows what it was given."""

from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from heatqa import figures, language
from heatqa.figures import style

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
DRAWN = {
    "books": (figures.books, BOOKS),
    "reasons": (figures.reasons, REASONS),
    "filled": (figures.filled, FILLED),
    "standing": (figures.standing, SCORECARD),
    "verdicts": (figures.verdicts, SCORECARD),
    "readings": (figures.readings, SCORECARD),
    "tornado": (figures.tornado, SCORECARD),
}


def traces(made: go.Figure) -> list[Any]:
    """What is drawn; plotly carries no types."""
    return list(made.data)


def test_every_figure_is_drawn_here():
    assert set(DRAWN) == set(figures.__all__)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_a_figure_says_what_its_data_are(monkeypatch, name: str, lang: str):
    monkeypatch.setenv("HEATQA_LANG", lang)
    draw, frame = DRAWN[name]
    made = draw(frame, source="simulated city")
    assert any("simulated city" in note.text for note in made.layout.annotations)
    chinese = any("一" <= letter <= "鿿" for letter in made.layout.title.text)
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
    named = {note.text: note.x for note in made.layout.annotations}
    assert (named["12 s"], named["15 s"]) == (0.9, 1.0)
    assert (list(used.x), list(target.x)) == ([0.9], [1.0])
