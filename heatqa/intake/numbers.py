"""Numbers, durations, temperatures, ratings and yes or no, as SQL over cleaned text."""

import duckdb

from heatqa.intake.cells import SENTINELS
from heatqa.intake.traditional import simplified_sql
from heatqa.sql import among, bound, literal, single

_SCORES = {
    5: ("非常满意", "很满意", "十分满意", "5", "5分", "5星", "五星", "very satisfied"),
    4: ("满意", "较满意", "比较满意", "基本满意", "4", "4分", "4星", "四星", "satisfied"),
    3: ("一般", "尚可", "3", "3分", "3星", "三星", "neutral"),
    2: ("不满意", "较不满意", "不太满意", "2", "2分", "2星", "二星", "dissatisfied"),
    1: ("非常不满意", "很不满意", "极不满意", "1", "1分", "1星", "一星", "very dissatisfied"),
}
_YES = ("是", "有", "已", "对", "√", "✓", "✔", "1", "y", "yes", "true", "t", "是的")
_YES += ("符合", "合格", "达标", "通过", "conforms", "pass", "passed", "ok")
_NO = ("否", "无", "没有", "未", "错", "×", "✗", "x", "0", "n", "no", "false", "f", "不是")
_NO += ("does not conform", "fail", "failed")
_UNITS = "次|户|人|个|张|声|件|层|楼|年|条|套|m2|m²|㎡|平方米|平米|平|°|米|m/s|秒|s"
_DEGREES = "℃|°C|ºC|˚C|oC|C|°|º|度|摄氏度"
_CLOCK = r"\d+:\d{1,2}(:\d{1,2}(\.\d+)?)?"
_DAYS, _HOURS = r"(\d+(?:\.\d+)?) ?(?:天|日|d)", r"(\d+(?:\.\d+)?) ?(?:个?小时|时|h)"
_MINUTES = r"(\d+(?:\.\d+)?) ?(?:分钟|分|mins?|m|')"
_SECONDS = r"(\d+(?:\.\d+)?) ?(?:秒钟|秒|secs?|s|\")"
_THOUSANDTHS = r"(\d+(?:\.\d+)?) ?(?:毫秒|ms)"
# A spreadsheet keeps a duration as a fraction of a day: 65 seconds are 0.000752314814814815.
_FRACTION = r"0?\.\d{5,}|\d(\.\d+)?[eE]-\d+"
FRACTIONS = "fractions of a day"
_SAMPLE = 2000
_RANGE = r"[<>≤≥＜＞约]=? ?-?\d.*|-?\d+(\.\d+)? ?[-—–~至到] ?\d+(\.\d+)?\D{0,3}"
_SPOKEN = f"({_DAYS} ?)?({_HOURS} ?)?({_MINUTES} ?)?({_SECONDS} ?)?({_THOUSANDTHS})?"
# A word beside its number, in systems that show both: 5-非常满意, 满意(4分). The word counts.
_BOTH = r"^(?:\d{1,2} ?[-:、.] ?)?(\D+?)(?:\(\d{1,2}分?\))?$"


def plain(text: str) -> str:
    """SQL for a number as a computer writes it; the words nan and infinity are no numbers."""
    value = f"try_cast({text} as double)"
    return f"case when isfinite({value}) then {value} end"


def number(text: str) -> str:
    """SQL for a number: 1,204 is grouped, 18,5 has a decimal comma, 97% is 0.97."""
    bare = f"regexp_replace({text}, '\\s*({_UNITS})$', '')"
    comma = f"regexp_full_match({bare}, '[-+]?\\d+,\\d{{1,2}}')"
    percent = f"regexp_full_match({bare}, '[-+]?[\\d.]+ ?%')"
    return (
        f"case when {_is_grouped(bare)} then {plain(_swapped(bare, ',', ''))}"
        f" when {comma} then {plain(_swapped(bare, ',', '.'))}"
        f" when {percent} then {plain(_swapped(bare, '%', ''))} / 100"
        f" else {plain(bare)} end"
    )


def _is_grouped(text: str) -> str:
    """SQL that is true for 1,204 and 12,345.6."""
    return f"regexp_full_match({text}, '[-+]?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?')"


def whole(value: str) -> str:
    """SQL for a whole number: 3.0 is one, 3.7 is not and is not rounded."""
    return f"(case when {value} = round({value}) and abs({value}) < 9e15 then {value}::bigint end)"


def celsius(text: str) -> str:
    """SQL for a temperature: 18.5℃, 18,5 and １８．５度 are 18.5; a range is not one value."""
    bare = f"regexp_replace({text}, '\\s*({_DEGREES})$', '')"
    comma = f"regexp_full_match({bare}, '[-+−]?\\d+,\\d+')"
    point = (
        f"case when {comma} then {_swapped(bare, ',', '.')} else {_swapped(bare, '。', '.')} end"
    )
    # A negative number may carry a typographer's minus sign.
    return plain(_swapped(point, "−", "-"))


def is_range(text: str) -> str:
    """SQL that is true for 18-20, >18 and 约18: a value lies there, but which is not said."""
    return f"regexp_full_match({text}, {literal(_RANGE)})"


def meant(value: str) -> str:
    """SQL for a number that is not what a device writes where it has none."""
    sentinels = " ".join(f"when {number} then null" for number in SENTINELS)
    return f"(case {value} {sentinels} else {value} end)"


def dominant(connection: duckdb.DuckDBPyConnection, source: str, cell: str) -> str | None:
    """Whether the numbers of a column of durations are mostly fractions of a day.

    Args:
        connection: Where the cells are.
        source: What to select from, as SQL.
        cell: The cell, as SQL.
    """
    sample = f"select trim({cell}) as cell from {source} where {cell} is not null limit {_SAMPLE}"
    numbers, fractions = single(
        connection,
        f"select count(*) filter (where try_cast(cell as double) <> 0), count(*) filter"
        f" (where regexp_full_match(cell, {literal(_FRACTION)})) from ({sample})",
    )
    return FRACTIONS if fractions and 2 * fractions >= numbers else None


def plain_seconds(text: str, form: str | None) -> str:
    """SQL for a duration that can only be in seconds: below one it may be part of a day."""
    if form == FRACTIONS:
        return "null::double"
    value = plain(text)
    return f"(case when {value} = 0 or abs({value}) >= 1 then {value} end)"


def seconds(text: str, form: str | None = None) -> str:
    """SQL for a duration in seconds: 65, 65秒, 1分5秒, 1:05, 00:01:05, 0.000752 of a day."""
    return bound(simplified_sql(text), "span", _seconds("span", form))


def _seconds(text: str, form: str | None) -> str:
    # A spreadsheet's time of day is a duration too; its day is the calendar's zero or one more.
    day = f"regexp_extract({text}, '^(1899-12-3[01]|1900-01-0[0-9]|1904-01-0[0-9])[ T]', 1)"
    # PT1M5S, as open spreadsheets and programs of the web write 1m5s.
    bare = f"case when {day} <> '' then {text}[12:] when {text}[1:2] = 'PT' then lower({text}[3:])"
    bare = f"{bare} else {text} end"
    zero = (
        f"case when {day} like '1904%' then date '1904-01-01'"
        # The zero of databases and of programs on Windows lies a day before the spreadsheet's.
        f" when {day} = '1899-12-30' then date '1899-12-30' else date '1899-12-31' end"
    )
    days = f"coalesce(try_cast({day} as date) - {zero}, 0) * 86400"
    part_of_day = f"regexp_full_match({text}, {literal(_FRACTION)})"
    if form == FRACTIONS:
        part_of_day = f"contains({text}, '.') and {plain(text)} between 0 and 10"

    def piece(pattern: str, factor: float) -> str:
        # A minute's m is none of milliseconds.
        found = f"nullif(regexp_extract({bare}, {literal(f'{pattern}(?:$|[^a-z])')}, 1), '')"
        return f"coalesce(try_cast({found} as double), 0) * {factor}"

    units = ((_DAYS, 86400), (_HOURS, 3600), (_MINUTES, 60), (_SECONDS, 1), (_THOUSANDTHS, 0.001))
    spoken = " + ".join(piece(pattern, factor) for pattern, factor in units)
    split = f"string_split({bare}, ':')"
    long = f"{split}[1]::double * 3600 + {split}[2]::double * 60 + {split}[3]::double"
    short = f"{split}[1]::double * 60 + {split}[2]::double"
    return (
        f"case when regexp_full_match({bare}, {literal(_CLOCK)})"
        f" then {days} + case when len({split}) = 3 then {long} else {short} end"
        f" when {part_of_day} then round({plain(text)} * 86400)"
        f" when regexp_full_match({bare}, {literal(_SPOKEN)}) and {bare} <> '' then {spoken}"
        f" when {_is_grouped(bare)} then {plain(_swapped(bare, ',', ''))}"
        f" else {plain(bare)} end"
    )


def score(text: str) -> str:
    """SQL for a rating from 1 to 5."""
    cases = " ".join(
        f"when {literal(word)} then {value}" for value, words in _SCORES.items() for word in words
    )
    word = f"regexp_replace(said, {literal(_BOTH)}, '\\1')"
    word = f"lower(regexp_replace({word}, '\\.0+$', ''))"
    stars = "case when regexp_full_match(said, '★{1,5}☆{0,4}') then length(rtrim(said, '☆')) end"
    return bound(text, "said", f"coalesce({stars}, case {word} {cases} end)")


def flag(text: str) -> str:
    """SQL for yes or no."""
    yes, no = (among(f"lower({text})", words) for words in (_YES, _NO))
    return (
        f"(case when {yes} then true when {no} then false"
        f" when regexp_full_match({text}, '已.{{1,4}}') then true"
        f" when regexp_full_match({text}, '[未没不].{{1,4}}') then false end)"
    )


def _swapped(text: str, old: str, new: str) -> str:
    return f"replace({text}, {literal(old)}, {literal(new)})"
