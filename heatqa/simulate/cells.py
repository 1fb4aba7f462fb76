"""How one value looks in one export: the spellings of times, durations, phones and scores."""

from datetime import datetime

import numpy as np

from heatqa.simulate.parameters import parameters
from heatqa.simulate.seasons import DAY, MINUTE, clock

SCORE_WORDS = {5: "非常满意", 4: "满意", 3: "一般", 2: "不满意", 1: "非常不满意"}
WORDY = ("opinion", "feedback", "result", "aliases", "finding", "parent_ticket_id")
EXCEL_EPOCH_DAYS = 25569  # days from 1899-12-30 to 1970-01-01

Cell = str | int | float | datetime | None


def time_text(at: int, style: str) -> str:
    """A moment in one of the spellings: slash, dash, chinese, or the first two to the minute."""
    when = clock(at)
    if style.startswith("dash"):
        return f"{when:%Y-%m-%d %H:%M}" if style == "dash_minute" else f"{when:%Y-%m-%d %H:%M:%S}"
    if style == "chinese":
        day = f"{when.year}年{when.month}月{when.day}日"
        return f"{day} {when.hour}时{when.minute}分" + (f"{when.second}秒" if when.second else "")
    text = f"{when.year}/{when.month}/{when.day} {when.hour}:{when:%M}"
    return text if style == "slash_minute" else f"{text}:{when:%S}"


def date_text(at: int, style: str) -> str:
    """A day in the file's spelling."""
    when = clock(at)
    return (
        f"{when:%Y-%m-%d}" if style.startswith("dash") else f"{when.year}/{when.month}/{when.day}"
    )


class Speller:
    """Turns typed values into the cells of one file, with the disguises real exports have."""

    def __init__(self, layout: dict, rng: np.random.Generator) -> None:
        self._layout, self._rng = layout, rng
        self._mess = parameters()["mess"]
        self._excel = layout["file"].endswith(".xlsx")
        self._spellings = {
            "_at": self._time,
            "_on": self._date,
            "_seconds": self._duration,
            "score": self._score,
            "caller_key": self._phone,
            "callee_key": self._phone,
            "phone_key": self._phone,
        }

    def cell(self, field: str, value: object) -> Cell:
        """The cell for one column of the dictionary; the end of its name tells what it holds."""
        words = self._layout["words"].get(field)
        if words and value:
            return words[value]
        if value is None or value == "":
            return self._blank(field)
        if field == "observed_at":
            return self._date(value)
        for ending, spelling in self._spellings.items():
            if field.endswith(ending):
                return spelling(value)
        if isinstance(value, bool):
            return "是" if value else "否"
        return value if self._excel and isinstance(value, (int, float)) else str(value)

    def _blank(self, field: str) -> str:
        """An empty cell, or what people put there instead."""
        luck = self._rng.random()
        if field == "score":
            not_rated = "未评价" if self._layout["score"] == "words" else "0"
            return not_rated if luck < self._mess["not_rated_written"] else ""
        if field.endswith(("_at", "_on")):
            return "-" if luck < self._mess["placeholder_time"] else ""
        if luck >= self._mess["placeholder"]:
            return ""
        return "无" if field in WORDY and luck < self._mess["placeholder_word"] else "-"

    def _time(self, value: object) -> Cell:
        at = int(str(value))
        style = self._layout["time"]
        if style.endswith("minute"):
            at -= at % MINUTE
        luck = self._rng.random()
        if self._excel and luck < self._mess["excel_serial"]:
            return round(at / DAY + EXCEL_EPOCH_DAYS, 7)
        if self._excel and luck < self._mess["excel_serial"] + self._mess["real_date_cell"]:
            return clock(at).replace(tzinfo=None)
        return time_text(at, "chinese" if luck > 1 - self._mess["chinese_time"] else style)

    def _date(self, value: object) -> str:
        return date_text(int(str(value)), self._layout["time"])

    def _duration(self, value: object) -> str:
        seconds = int(str(value))
        if self._layout["duration"] == "clock":
            return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        return str(seconds)

    def _phone(self, value: object) -> str:
        number = str(value)
        own = number == parameters()["hotline"]["number"]
        if own or self._rng.random() > self._mess["disguised_phone"]:
            return number
        grouped = f"{number[:3]}-{number[3:7]}-{number[7:]}"
        spaced = f"{number[:3]} {number[3:7]} {number[7:]}"
        disguises = [grouped, spaced, f"+86{number}", f"0{number}", f"+86 {spaced}"]
        if self._layout["file"].startswith("workorders"):
            other = f"100{int(self._rng.integers(10**8)):08d}"
            disguises += [f"{number}、{other}", f"{number}(女儿)", f"{float(number):.2E}"]
        return disguises[int(self._rng.integers(len(disguises)))]

    def _score(self, value: object) -> str:
        words = self._layout["score"] == "words"
        return SCORE_WORDS[int(str(value))] if words else str(value)
