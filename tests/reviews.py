"""A review made by hand, with a page for every shape that the forms have to stand."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from heatqa import language
from heatqa.figures import style
from heatqa.language import Language
from heatqa.review.pages import (
    Chart,
    Kind,
    Page,
    Picture,
    Provenance,
    Review,
    Series,
    Shape,
    Speech,
    Table,
    Tile,
)

WORDS = {
    "en": {
        "title": "Nuancheng Heating: quality of service",
        "subtitle": "Quarter 4 of 2025 – the start of heating",
        "company": "Nuancheng Heating",
        "section": "Indoor temperature",
        "finding": "96.8 % of 1,204 readings passed, below the 97 % that was promised.",
        "empty": "No rating was asked for in this quarter, so nothing can be said of satisfaction.",
        "number": "1,165 of 1,204 readings (95 % interval 95.6 to 97.7 %).",
        "caveat": "Readings were taken where customers let us in; the others may be colder.",
        "definition": "Share of valid readings between 16 and 20 °C in occupied rooms.",
        "reading": "S1-2.1: 18±2 °C is read as at least 16 °C.",
        "note": "12 readings without a room type are left out.",
        "label": "Calls answered within three rings",
        "alt": "Bars of the pass rate of four communities; two are below the target.",
        "period": "quarter 4 of 2025 (2025-10-01 to 2025-12-31)",
        "cut_off": "records as known on 2025-12-31 24:00",
        "community": "Community",
        "cases": "Readings",
        "share": "Passed",
        "reason": "Reason",
        "reasons": "the return pipe was closed during repair and opened too late",
        "source": "SIMULATED data (city of Nuancheng), as of 2025-12-31 24:00",
        "asks": "How is 18±2 °C to be read?",
        "option": "at least 16 °C",
    },
    "zh": {
        "title": "暖城热力供热服务质量评审",
        "subtitle": "2025年第4季度——供暖启动期",
        "company": "暖城热力",
        "section": "室内温度",
        "finding": "1,204 次测温中 96.8 % 合格,低于承诺的 97 %。",
        "empty": "本季度未开展满意度调查,无法说明满意情况。",
        "number": "1,204 次测温中 1,165 次合格(95 % 区间 95.6 至 97.7 %)。",
        "caveat": "测温只在能入户的家庭进行,未入户的家庭可能更冷。",
        "definition": "有人居住的房间内,有效测温读数在 16 至 20 °C 之间的比例。",
        "reading": "S1-2.1:18±2 °C 读作不低于 16 °C。",
        "note": "12 次测温缺少房间类型,未计入。",
        "label": "三声铃响内接听",
        "alt": "四个小区合格率的条形图,其中两个低于目标。",
        "period": "2025年第4季度(2025-10-01 至 2025-12-31)",
        "cut_off": "数据截至 2025-12-31 24:00",
        "community": "小区",
        "cases": "测温次数",
        "share": "合格率",
        "reason": "原因",
        "reasons": "维修期间回水阀门关闭且开启过晚",
        "source": "模拟数据(暖城),截至 2025-12-31 24:00",
        "asks": "18±2 °C 如何理解?",
        "option": "不低于 16 °C",
    },
}
PLACES = ("甲园", "乙苑", "丙里", "丁庄")
VERDICTS = ("met", "missed", "pending", "cannot tell")


def table(words: dict[str, str], rows: int = 8, shown: int = 5, **changed: Any) -> Table:
    """Rows of communities, the first cell one that a spreadsheet would run."""
    frame = pl.DataFrame(
        {
            "community": ["=1+1", *(f"{PLACES[n % 4]}{n}" for n in range(1, rows))],
            "cases": [100 * n + 7 for n in range(rows)],
            "share": [None, *(1 - n / 100 for n in range(1, rows))],
            "reason": [words["reasons"]] * rows,
        },
        schema_overrides={"share": pl.Float64},
    )
    kinds: dict[str, Kind] = {
        "community": "text",
        "cases": "count",
        "share": "share",
        "reason": "text",
    }
    given: dict[str, Any] = {
        "name": "places",
        "title": words["community"],
        "frame": frame,
        "headings": {name: words[name] for name in kinds},
        "kinds": kinds,
        "shown": shown,
    }
    return Table(**(given | changed))


def picture(words: dict[str, str], shape: Shape | None = None) -> Picture:
    """A figure, with a chart of a shape or, without one, such as only the figure can show."""
    made = style.figure(words["share"], words["source"], height=420)
    made.add_scatter(x=[1, 2, 3, 4], y=[0.99, 0.95, 0.97, 0.98], name=words["share"])
    made.add_scatter(x=[1, 2, 3, 4], y=[0.97] * 4, name=words["community"])
    series = [
        Series(words["share"], [0.99, 0.95, None, 0.98], "latest"),
        Series(words["cases"], [0.5, 0.4, 0.3, 0.2], "earlier"),
    ]
    chart = shape and Chart(shape, PLACES, series, "share", words["share"])
    return Picture(made, words["alt"], chart)


def page(words: dict[str, str], key: str, **changed: Any) -> Page:
    """A page with everything that must be known to trust it."""
    given: dict[str, Any] = {
        "key": key,
        "title": words["finding"],
        "section": words["section"],
        "speech": Speech(words["finding"], words["number"], words["caveat"]),
        "definition": words["definition"],
        "period": words["period"],
        "cut_off": words["cut_off"],
        "clauses": ("S1-2.1", "S3-3.2"),
        "reading": words["reading"],
        "cases": 1204,
        "data_note": words["note"],
    }
    return Page(**(given | changed))


def tiles(words: dict[str, str], count: int = 8) -> list[Tile]:
    """Indicators with every verdict."""
    return [
        Tile(words["label"], f"S1-1.{n}", "96.8 %", VERDICTS[n % 4], "97 %", "95.1 %", "97.0 %")
        for n in range(count)
    ]


def review(spoken: Language, **changed: Any) -> Review:
    """A review with a page of every kind, in one language."""
    language.use(spoken)
    words = WORDS[spoken]
    wide = table(words, 14, 14)
    pages = [
        page(words, "board", tiles=tiles(words), tables=[table(words, shown=0)]),
        page(words, "lines", picture=picture(words, "lines")),
        page(words, "bars", picture=picture(words, "bars"), tables=[table(words)]),
        page(words, "columns", picture=picture(words, "columns")),
        page(words, "stacked", picture=picture(words, "stacked")),
        page(words, "picture", picture=picture(words)),
        page(words, "beside", picture=picture(words), tables=[table(words, 4, 4)]),
        page(words, "rows", tables=[wide]),
        page(words, "scorecard", tiles=tiles(words, 4), tables=[table(words, 5, 5)]),
        page(words, "empty", title=words["empty"], cases=None, clauses=()),
        page(
            words,
            "long",
            title=words["finding"] * 4,
            reading=words["reading"] * 12,
            data_note=words["note"] * 8,
            definition=words["definition"] * 5,
            picture=picture(words),
            tables=[wide],
        ),
    ]
    given: dict[str, Any] = {
        "title": words["title"],
        "subtitle": words["subtitle"],
        "company": words["company"],
        "language": spoken,
        "period": "2025Q4",
        "simulated": True,
        "pages": pages,
        "provenance": Provenance(
            run="3f2a9c81d0b7",
            generation="00000002",
            source=words["source"],
            as_of="2025-12-31 24:00",
            versions={"heatqa": "0.1.0", "duckdb": "2.0.0", "polars": "2.1.0"},
            readings={f"{words['asks']} {n}": words["option"] for n in range(12)},
            profile="",
            made_at="2026-01-05 09:30",
        ),
    }
    return Review(**(given | changed))


def marked(figure: go.Figure, text: str) -> go.Figure:
    """The figure with a text on it that must not become part of a page's code."""
    return go.Figure(figure).add_annotation(text=text, x=1, y=0.97)
