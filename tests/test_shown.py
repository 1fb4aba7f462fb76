"""Tables in notebooks: headings in both languages, numbers that read well, texts escaped."""

import datetime as dt

import polars as pl

from heatqa.tables.shown import Table

FRAME = pl.DataFrame(
    {
        "clause": ["S1-1.3", "<b>x</b>"],
        "met": [12345, None],
        "rate": [0.97, None],
        "due_at": [dt.datetime(2025, 12, 1, 23, 59, 59, 999999), None],
    }
)


def test_text_form_is_stable():
    assert repr(Table(FRAME)).splitlines() == [
        "clause | met | rate | due",
        "S1-1.3 | 12,345 | 0.970 | 2025-12-01 24:00",
        "<b>x</b> | – | – | –",
    ]


def test_large_numbers_are_read_without_decimals_that_say_nothing():
    frame = pl.DataFrame(
        {
            "share": [0.5, -9.99],
            "expected": [2.46, 999.94],
            "seconds": [7.0, 27_893.4],
            "odd": [float("nan"), 1e3],
        }
    )
    assert repr(Table(frame)).splitlines()[1:] == [
        "0.500 | 2.5 | 7 | nan",
        "-9.990 | 999.9 | 27,893 | 1,000",
    ]


def test_html_escapes_texts_and_sets_numbers_right():
    html = Table(FRAME)._repr_html_()
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert '<td style="text-align: right">12,345</td>' in html


def test_headings_in_chinese(monkeypatch):
    monkeypatch.setenv("HEATQA_LANG", "zh")
    assert Table(FRAME).headings == ["条款", "达到", "达标率", "期限"]
