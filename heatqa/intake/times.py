"""Points in time as exports write them → local wall time, as SQL."""

import duckdb

from heatqa.sql import literal, single

# The ways of writing that are worth a fast path when a column mostly uses them.
FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y%m%d%H%M%S",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y年%m月%d日 %H时%M分",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y年%m月%d日",
)
_SAMPLE = 2000
# West of Greenwich only after seconds: 12:00-13:00 is a span of time.
_ZONED = (
    r"\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|z|UTC|\+\d{2}(:?\d{2})?)"
    r"|\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}:\d{2}(\.\d+)? ?-\d{2}(:?\d{2})?"
)
_PLAIN = r"\d{4}-\d{1,2}-\d{1,2}( \d{1,2}(:\d{1,2}(:\d{1,2}(\.\d+)?)?)?)?"
_AFTERNOON = r"(下午|晚上|傍晚|中午|晚|[pP]\.?[mM]\.?)"
_MORNING = r"(上午|早上|早晨|凌晨|早|[aA]\.?[mM]\.?)"
# As Java writes a time that nobody gave a format: Thu Nov 20 08:03:00 CST 2025.
_JAVA = r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2}) (CST|GMT\+08:00) (\d{4})"
_PARTS = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H", "%Y-%m-%d")
# Serial numbers of days from 1954 to 2119: fewer digits than any other way of writing a day.
_SERIAL = r"[2-7]\d{4}(\.\d+)?"
# Days from a spreadsheet's day zero to 1970, by the year in which its calendar begins.
_DAYS_TO_1970 = {1900: 25569, 1904: 24107}
_WITHOUT_YEAR = r"\d{1,2}-\d{1,2}( \d{1,2}(:\d{1,2}){0,2})?"
_ZERO_CLOCKS = ("00:00", "08:00")
_FIRST_YEAR, _LAST_YEAR = 1901, 2199


def dominant(connection: duckdb.DuckDBPyConnection, source: str, cell: str) -> str | None:
    """The format that most of the first cells of a column have, if any of the known has any.

    Args:
        connection: Where the cells are.
        source: What to select from, as SQL.
        cell: The cell, as SQL.
    """
    counts = ", ".join(f"count(try_strptime(cell, {literal(form)}))" for form in FORMATS)
    sample = f"select {cell} as cell from {source} where {cell} is not null limit {_SAMPLE}"
    row = single(connection, f"select {counts} from ({sample})")
    most = max(row, default=0)
    return FORMATS[row.index(most)] if most else None


def fast(cell: str, forms: tuple[str, ...]) -> str:
    """SQL for a time in the formats that most cells have."""
    return in_formats(cell, forms) if forms else "null::timestamp"


def in_formats(text: str, formats: tuple[str, ...]) -> str:
    """SQL for a time in one of a profile's formats and no other."""
    tried = ", ".join(f"try_strptime({text}, {literal(form)})" for form in formats)
    return f"coalesce({tried})"


def prepared(text: str, year: int | None = None, first_month: int = 7) -> str:
    """SQL for 2025年1月5日 下午3时5分, 2025.1.5 8:03, 2025/01/05T24:00 written alike.

    Args:
        text: The cleaned cell, as SQL.
        year: The year in which the heating year of dates without a year begins, where known.
        first_month: The month in which a heating year begins.
    """
    parts = f"regexp_replace({text}, '\\(?(星期|周)[一二三四五六日天]\\)?', '', 'g')"
    # The day run together, the clock apart: 20250105 08:03.
    parts = f"regexp_replace({parts}, '^(\\d{{4}})(\\d{{2}})(\\d{{2}}) ', '\\1-\\2-\\3 ')"
    parts = f"regexp_replace({parts}, {literal(_AFTERNOON + '|' + _MORNING)}, ' ')"
    parts = f"regexp_replace({parts}, '[点时]半$', ':30')"
    parts = f"translate({parts}, '年月日号时時點点分秒T/', '--  :::::  -')"
    # A comma before thousandths of a second, as in the books of programs.
    parts = f"regexp_replace({parts}, '(:\\d{{2}}),(\\d{{3}})$', '\\1.\\2')"
    # Dots separate in a date and mark fractions of a second in a time.
    parts = f"regexp_replace({parts}, '^(\\d{{4}})\\.(\\d{{1,2}})\\.(\\d{{1,2}})', '\\1-\\2-\\3')"
    parts = f"regexp_replace({parts}, '\\s+', ' ', 'g')"
    alike = f"rtrim(replace({parts}, ': ', ':'), ' :')"
    if year is None:
        return alike
    month = f"try_cast(regexp_extract({alike}, '^\\d+') as integer)"
    dated = f"(case when {month} >= {first_month} then '{year}-' else '{year + 1}-' end) || {alike}"
    return f"case when {without_year(alike)} then {dated} else {alike} end"


def without_year(alike: str) -> str:
    """SQL that is true for 01-05 08:03, of what `prepared` makes."""
    return f"regexp_full_match({alike}, {literal(_WITHOUT_YEAR)})"


def year_unsaid(text: str) -> str:
    """SQL that is true for a cell in which no year can stand."""
    return f"not regexp_matches({text}, '\\d{{4}}')"


def slow(text: str, alike: str, zone: str, calendar: int = 1900) -> str:
    """SQL for a time in any of the known ways of writing.

    Args:
        text: The cleaned cell, as SQL.
        alike: What `prepared` makes of it, as SQL.
        zone: The zone whose wall time is stored.
        calendar: The year in which the spreadsheet begins to count days, 1900 or 1904.
    """
    digits = _digits(text, zone, _DAYS_TO_1970[calendar])
    return f"coalesce({_zoned(text, zone)}, {_written(text, alike)}, {digits}, {_java(text)})"


def plausible(time: str) -> str:
    """SQL for a time that can be meant: others are zeros of other calendars."""
    zeros = " and ".join(f"{time} <> timestamp '1970-01-01 {clock}'" for clock in _ZERO_CLOCKS)
    meant = f"year({time}) between {_FIRST_YEAR} and {_LAST_YEAR} and {zeros}"
    return f"(case when {meant} then {time} end)"


def month(text: str, time: str) -> str:
    """SQL for the first moment of a month: 2025-12, 2025年12月, or the month of a `time`."""
    bare = f"rtrim(regexp_replace({text}, '[年月./]', '-', 'g'), '-')"
    alone = f"case when regexp_full_match({bare}, '\\d{{4}}-\\d{{1,2}}') then {bare} || '-1' end"
    return f"date_trunc('month', coalesce(try_strptime({alone}, '%Y-%m-%d'), {time}))"


def _zoned(text: str, zone: str) -> str:
    """A time with an offset is brought to the company's wall time."""
    colon = f"regexp_replace({text}, ' ?([+-]\\d{{2}}):?(\\d{{2}})$', '\\1:\\2')"
    aware = f"try_cast(replace({colon}, 'UTC', 'Z') as timestamptz)"
    return (
        f"case when regexp_full_match({text}, {literal(_ZONED)})"
        f" then timezone({literal(zone)}, {aware}) end"
    )


def _java(text: str) -> str:
    """A time in words of English; its CST is China's, as nobody else exports these files."""
    said = f"regexp_replace({text}, {literal(_JAVA)}, '\\1 \\3')"
    return (
        f"case when regexp_full_match({text}, {literal(_JAVA)})"
        f" then try_strptime({said}, '%b %d %H:%M:%S %Y') end"
    )


def _written(text: str, alike: str) -> str:
    midnight = f"regexp_replace({alike}, ' 24:0?0(:0?0)?$', ' 00:00')"
    forms = ", ".join(literal(form) for form in _PARTS)
    time = f"try_strptime({midnight}, [{forms}])"
    noon = f"regexp_matches({text}, {literal(_AFTERNOON)})"
    morning = f"regexp_matches({text}, {literal(_MORNING)})"
    shift = (
        f"case when {alike} <> {midnight} then interval 1 day"
        f" when {noon} and hour({time}) < 12 and not regexp_matches({text}, '中午 ?1[01]')"
        f" then interval 12 hour"
        f" when {morning} and hour({time}) = 12 then interval (-12) hour"
        f" else interval 0 hour end"
    )
    return f"case when regexp_full_match({alike}, {literal(_PLAIN)}) then {time} + {shift} end"


def _digits(text: str, zone: str, days_to_1970: int) -> str:
    """Digits run together, seconds or milliseconds since 1970, days of a spreadsheet."""
    text = f"regexp_replace({text}, '\\.0$', '')"
    number = f"try_cast({text} as double)"
    seconds = f"timezone({literal(zone)}, to_timestamp({number}))"
    milliseconds = f"timezone({literal(zone)}, to_timestamp({number} / 1000))"
    return (
        f"case when regexp_full_match({text}, '(19|20)\\d{{12}}')"
        f" then try_strptime({text}, '%Y%m%d%H%M%S')"
        f" when regexp_full_match({text}, '(19|20)\\d{{10}}')"
        f" then try_strptime({text} || '00', '%Y%m%d%H%M%S')"
        f" when regexp_full_match({text}, '(19|20)\\d{{6}}')"
        f" then try_strptime({text}, '%Y%m%d')"
        f" when regexp_full_match({text}, '1\\d{{9}}') then {seconds}"
        f" when regexp_full_match({text}, '1\\d{{12}}') then {milliseconds}"
        f" when regexp_full_match({text}, {literal(_SERIAL)})"
        # Seconds are rounded: a fraction of a day has none exactly.
        f" then make_timestamp((round(({number} - {days_to_1970}) * 86400) * 1000000)::bigint) end"
    )
