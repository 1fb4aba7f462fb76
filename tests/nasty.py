"""Nasty exports made by a generator, each with what has to become of its rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

HEADERS = ("话单id", "来电时间", "等待时长", "满意度", "呼叫方向")
COLUMNS = ("call_id", "started_at", "wait_seconds", "score", "direction")
NOTHING = ("", "-", "--", "/", "NULL", "n/a", "　")
REJECTED = "rejected"
_WIDE = str.maketrans("0123456789:/-.", "０１２３４５６７８９：／－．")
_EXCEL_ZERO, _EPOCH = dt.datetime(1899, 12, 30), dt.datetime(1970, 1, 1, 8)


@dataclass(frozen=True)
class Nasty:
    """A file and what it says.

    Attributes:
        content: The bytes of a text file.
        records: The values of each row that is to be stored, by its identifier.
        rejected: How many rows are to be rejected.
        repeated: How many rows say nothing new.
        skipped: How many lines are no records, the header not counted.
    """

    content: bytes
    records: dict[str, tuple[Any, ...]]
    rejected: int
    repeated: int
    skipped: int


def _clock(moment: dt.datetime) -> list[str]:
    """One moment, to the second, in every way of writing that exports know."""
    day, hour = (moment - _EXCEL_ZERO).days, moment.hour
    half = "上午" if hour < 12 else "下午"
    seconds = (moment - dt.datetime(moment.year, moment.month, moment.day)).seconds
    ways = [
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment:%Y/%m/%d %H:%M:%S}",
        f"{moment.year}/{moment.month}/{moment.day} {hour}:{moment:%M:%S}",
        f"{moment.year}年{moment.month}月{moment.day}日 {hour}时{moment.minute}分{moment.second}秒",
        f"{moment.year}-{moment.month}-{moment.day} {half}{(hour - 1) % 12 + 1}:{moment:%M:%S}",
        f"{moment:%Y-%m-%dT%H:%M:%S}",
        f"{moment:%Y-%m-%dT%H:%M:%S+08:00}",
        f"{moment - dt.timedelta(hours=8):%Y-%m-%dT%H:%M:%SZ}",
        f"{moment:%Y%m%d%H%M%S}",
        f"{moment:%m-%d %H:%M:%S}",
        f"{moment.month}月{moment.day}日 {hour}:{moment:%M:%S}",
        f"{day + seconds / 86400:.9f}",
        f"{(moment - _EPOCH).total_seconds():.0f}",
        f"{(moment - _EPOCH).total_seconds() * 1000:.0f}",
        f"{moment:%Y.%m.%d %H:%M:%S}",
    ]
    if not seconds:
        ways.append(f"{moment - dt.timedelta(days=1):%Y-%m-%d} 24:00")
    return [*ways, ways[0].translate(_WIDE), f" {ways[1]}\t"]


@st.composite
def _time(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(["known"] * 8 + ["nothing", "sentinel", "wrong"]))
    if kind == "nothing":
        return draw(st.sampled_from(NOTHING)), None
    if kind == "sentinel":
        return draw(st.sampled_from(["1900-01-01", "1970-01-01 08:00:00", "0", "9999-12-31"])), None
    if kind == "wrong":
        words = ["25:61", "2026-02-30 08:00", "昨天", "2025-11-20 08:00-09:00", "1/5/2025 8:03"]
        return draw(st.sampled_from(words)), REJECTED
    first, last = dt.datetime(2025, 11, 15), dt.datetime(2026, 3, 15)
    seconds = draw(st.integers(0, int((last - first).total_seconds())))
    moment = first + dt.timedelta(
        seconds=draw(st.sampled_from([seconds, seconds // 86400 * 86400]))
    )
    return draw(st.sampled_from(_clock(moment))), moment


@st.composite
def _duration(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(["known"] * 6 + ["nothing", "sentinel", "wrong"]))
    if kind == "nothing":
        return draw(st.sampled_from(NOTHING)), None
    if kind == "sentinel":
        return draw(st.sampled_from(["-9999", "-999"])), None
    if kind == "wrong":
        return draw(st.sampled_from(["很久", "1:2:3:4", "10-20", ">30"])), REJECTED
    seconds = draw(st.integers(60, 3599))
    minutes, rest = divmod(seconds, 60)
    ways = [
        f"{seconds}",
        f"{seconds}秒",
        f"{minutes}分{rest}秒",
        f"00:{minutes:02}:{rest:02}",
        f"{minutes}:{rest:02}",
        f"{seconds}".translate(_WIDE),
        f"1899-12-31 00:{minutes:02}:{rest:02}",
        f"{seconds / 86400:.12f}",
    ]
    return draw(st.sampled_from(ways)), float(seconds)


_SCORES = [("非常满意", 5), ("满意", 4), ("3", 3), ("2分", 2), ("1星", 1), ("未评价", None)]
_SCORES += [
    ("默认好评", None),
    ("系统默认好评", None),
    ("-", None),
    ("6", REJECTED),
    ("还行", REJECTED),
]
_WAYS = [("呼入", "inbound"), ("OUTBOUND", "outbound"), ("１", "inbound"), ("呼 出?", "呼 出?")]
_WAYS += [("", None), ("无", None)]
_TITLES = ["暖城热力有限公司", "通话明细表", "导出时间:2026-03-20"]
_FOOTS = ["合计", "共3条", "制表人:张三", "第1页 共2页"]
_CODECS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


@st.composite
def files(draw: st.DrawFn) -> Nasty:
    """A file of calls; its season stands in the name that the test gives it."""
    delimiter = draw(st.sampled_from([",", "\t", ";", "|"]))
    count = draw(st.integers(1, 12))
    order = draw(st.permutations(range(len(HEADERS))))
    records: dict[str, tuple[Any, ...]] = {}
    lines: list[list[str]] = []
    rejected = repeated = skipped = 0
    header = [HEADERS[place] for place in order]
    for number in range(count):
        call = f"{number:05}"
        cells = [
            (call, call),
            draw(_time()),
            draw(_duration()),
            draw(st.sampled_from(_SCORES)),
            draw(st.sampled_from(_WAYS)),
        ]
        row = [cells[place][0] for place in order]
        if any(cell[1] == REJECTED for cell in cells):
            rejected += 1
        else:
            records[call] = tuple(cell[1] for cell in cells)
            if draw(st.integers(0, 5)) == 0:
                lines.append(row)
                repeated += 1
        lines.append(row)
        extra = draw(st.sampled_from(["", "", "", "", "blank", "header", "page"]))
        if extra:
            more = {"blank": [""], "header": header, "page": [draw(st.sampled_from(_FOOTS))]}
            lines.append(more[extra])
            skipped += 1
    titles = [[title] for title in _TITLES[: draw(st.integers(0, 3))]]
    skipped += len(titles)
    text = _written([*titles, header, *lines], delimiter, draw(st.booleans()))
    if not text.endswith("\n\n") and draw(st.booleans()):
        text = text.removesuffix("\n")
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    content = text.encode(draw(st.sampled_from(_CODECS)))
    return Nasty(content, records, rejected, repeated, skipped)


def _written(rows: list[list[str]], delimiter: str, quoting: bool) -> str:
    def cell(text: str) -> str:
        needed = quoting or any(mark in text for mark in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if needed else text

    return "".join(delimiter.join(map(cell, row)) + "\n" for row in rows)
