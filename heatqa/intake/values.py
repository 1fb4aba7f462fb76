"""A cell → the value of its column's kind, as SQL: no row passes through Python.

A value is read in steps, each a column of its own in nested selects: the cell as written (raw),
a fast reading of it, its cleaned text where the fast reading failed, and the slow reading of
that. Most cells of a column are written alike, so most rows never leave the fast step.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from heatqa import dictionary
from heatqa.intake import numbers, privacy, times
from heatqa.intake.cells import trimmed
from heatqa.intake.traditional import simplified_sql
from heatqa.redaction import loading
from heatqa.sql import bound, literal

_DIGITS = "一二三四五六七八九"
# A number said digit by digit: 五零一.
_SAID = "[〇零一二三四五六七八九]{2,}"
_PLACE_WORDS = "号楼|栋|幢|号|#|楼|单元|门|室|座|层|户"
_TELEPHONE = r"(\+?86)?1[3-9]\d{9}"
_CJK = r"([\x{4e00}-\x{9fff}]) +([\x{4e00}-\x{9fff}])"
# An identifier that a spreadsheet turned into 2.02501E+13 stands for many.
_LOST = r"\d(\.\d+)?[eE]\+\d+"


@dataclass(frozen=True)
class Reading:
    """The steps from cell to value, as SQL over the step before."""

    fast: str
    alike: str
    slow: str
    last: str


@dataclass(frozen=True)
class Habits:
    """What holds for all columns of a sheet.

    Attributes:
        zone: The zone whose wall time is stored.
        calendar: The year in which a spreadsheet begins to count days, 1900 or 1904.
        year: The calendar year in which the heating year of dates without a year begins.
        first_month: The month in which a heating year begins.
        texts_masked: Whether numbers of people are masked in what people wrote.
    """

    zone: str
    calendar: int = 1900
    year: int | None = None
    first_month: int = 7
    texts_masked: bool = True


def reading(
    column: dictionary.Column,
    raw: str,
    text: str,
    alike: str,
    value: str,
    *,
    habits: Habits,
    form: str | None = None,
    formats: tuple[str, ...] = (),
    codes: Mapping[str, tuple[str, ...]] | None = None,
) -> Reading:
    """How a column's cells are read.

    Args:
        column: The column, whose kind decides.
        raw: Name of the cell as written.
        text: Name of the cleaned cell, null where the fast reading succeeded.
        alike: Name of the cleaned cell written one way, used by times only.
        value: Name of the result of the fast or slow reading.
        habits: What holds for all columns of the sheet.
        form: The format of time or duration that most cells have.
        formats: The only time formats allowed, from a profile.
        codes: Spellings of codes from a profile, besides the dictionary's.
    """
    none = "null::varchar"
    match column.kind:
        case "time" | "date":
            last = times.plausible(value)
            last = f"cast({last} as date)" if column.kind == "date" else last
            if formats:
                slow = times.in_formats(text, formats)
                return Reading(times.fast(raw, formats), none, slow, last)
            slow = times.slow(text, alike, habits.zone, habits.calendar)
            first = times.fast(raw, (form,) if form else ())
            prepared = times.prepared(text, habits.year, habits.first_month)
            return Reading(first, prepared, slow, last)
        case "month":
            slow = times.month(text, times.slow(text, alike, habits.zone, habits.calendar))
            last = f"cast({times.plausible(value)} as date)"
            return Reading("null::timestamp", times.prepared(text), slow, last)
        case "code":
            known = spelled(column, codes)
            return Reading(f"case {raw} {_cases(known)} end", none, code(text, known), value)
        case "celsius" | "outdoor_celsius":
            return Reading(numbers.plain(raw), none, numbers.celsius(text), value)
        case "seconds":
            first, slow = numbers.plain_seconds(raw, form), numbers.seconds(text, form)
            return Reading(first, none, slow, numbers.meant(value))
        case "number":
            slow = numbers.number(text)
            return Reading(numbers.plain(raw), none, slow, numbers.meant(value))
        case "integer":
            whole = numbers.whole(numbers.meant(value))
            return Reading(numbers.plain(raw), none, numbers.number(text), whole)
        case "free_text":
            # Read from the raw cell: full-width punctuation is meant where people write.
            said = trimmed(raw)
            slow = f"nullif({loading.masked(said) if habits.texts_masked else said}, '')"
            return Reading(none, none, slow, value)
        case "score":
            return Reading("null::integer", none, score(text, codes or {}), value)
    if column.kind not in _SIMPLE:
        raise KeyError(column.kind)
    first = "null::boolean" if column.kind == "flag" else none
    return Reading(first, none, _SIMPLE[column.kind](text), value)


def code(text: str, known: Mapping[str, str]) -> str:
    """SQL for a code; a spelling that is not known stays as it was found."""
    lowered = _cases({word.lower(): name for word, name in known.items()})
    return f"case {simplified_sql(f'lower({text})')} {lowered} else nullif({text}, '') end"


def score(text: str, codes: Mapping[str, tuple[str, ...]]) -> str:
    """SQL for a rating, with the words of a profile before the usual ones."""
    own = {word.lower(): str(int(value)) for value, words in codes.items() for word in words}
    if not own:
        return numbers.score(simplified_sql(text))
    cases = " ".join(f"when {literal(word)} then {value}" for word, value in own.items())
    return f"coalesce(case lower({text}) {cases} end, {numbers.score(simplified_sql(text))})"


def identifier(text: str) -> str:
    """SQL for an identifier: text, its leading zeros kept."""
    kept = f"not regexp_full_match({text}, {literal(_LOST)})"
    return f"case when {kept} then nullif({text}, '') end"


def short_text(text: str) -> str:
    """SQL for a word or two."""
    return f"nullif({text}, '')"


def community(text: str) -> str:
    """SQL for a community's name: one width, no spaces between Chinese characters."""
    single = f"regexp_replace({text}, '\\s+', ' ', 'g')"
    bare = f"regexp_replace({single}, {literal(_CJK)}, '\\1\\2', 'g')"
    # A telephone below the header of a community: the cells of this row are displaced.
    telephone = f"regexp_full_match({text}, {literal(_TELEPHONE)})"
    return f"case when not {telephone} then nullif({bare}, '') end"


def place_number(text: str) -> str:
    """SQL for the number of a building, entrance or room: 3号楼, 三号楼 and 03 are 3."""
    bare = f"regexp_replace({simplified_sql(text)}, '\\s+|^第|\\.0$', '', 'g')"
    bare = f"regexp_replace({bare}, '({_PLACE_WORDS})+$', '')"
    said = f"case when regexp_full_match(place, '{_SAID}') then"
    digits = f"{said} translate(place, '〇零{_DIGITS}', '00123456789') else place end"
    number = f"regexp_replace({digits}, '^0+(\\d)', '\\1')"
    chinese = f"regexp_full_match(place, '[{_DIGITS}]?十?[{_DIGITS}]?') and place <> ''"
    numeral = f"({_numeral('place')})::varchar"
    read = f"nullif(upper(case when {chinese} then {numeral} else {number} end), '')"
    return bound(bare, "place", read)


def _numeral(text: str) -> str:
    """The value of 一 to 九十九."""

    def digit(pattern: str) -> str:
        return f"strpos('{_DIGITS}', nullif(regexp_extract({text}, '{pattern}', 1), ''))"

    ten = f"case when contains({text}, '十') then 1 else 0 end"
    tens = f"coalesce({digit(f'([{_DIGITS}])十')}, {ten})"
    ones = f"coalesce({digit(f'([{_DIGITS}])$')}, 0)"
    return f"{tens} * 10 + {ones}"


def _cases(words: Mapping[str, str]) -> str:
    listed = " ".join(f"when {literal(word)} then {literal(name)}" for word, name in words.items())
    return listed or "when null then null::varchar"


def spelled(
    column: dictionary.Column, more: Mapping[str, tuple[str, ...]] | None
) -> dict[str, str]:
    """Which spelling means which code: the dictionary's, then a profile's, which win."""
    known = {word: name for name, words in column.codes.items() for word in (*words, name)}
    return known | {word: name for name, words in (more or {}).items() for word in words}


_SIMPLE = {
    "id": identifier,
    "text": short_text,
    "flag": lambda text: numbers.flag(simplified_sql(text)),
    "community": community,
    "place_number": place_number,
    "person": privacy.person,
    "phone": privacy.phone,
}
