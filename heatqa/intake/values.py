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
from heatqa.sql import literal

_DIGITS = "一二三四五六七八九"
_PLACE_WORDS = "号楼|栋|幢|号|#|楼|单元|门|室|座|层|户"
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


def reading(
    column: dictionary.Column,
    raw: str,
    text: str,
    alike: str,
    value: str,
    *,
    zone: str,
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
        zone: The zone whose wall time is stored.
        form: The time format that most cells have.
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
            slow = times.slow(text, alike, zone)
            first = times.fast(raw, (form,) if form else ())
            return Reading(first, times.prepared(text), slow, last)
        case "month":
            slow = times.month(text, times.slow(text, alike, zone))
            last = f"cast({times.plausible(value)} as date)"
            return Reading("null::timestamp", times.prepared(text), slow, last)
        case "code":
            spelled = _spelled(column, codes)
            return Reading(f"case {raw} {_cases(spelled)} end", none, code(text, spelled), value)
        case "seconds" | "number" | "celsius" | "outdoor_celsius":
            slow = getattr(numbers, column.kind.removeprefix("outdoor_"))(text)
            return Reading(numbers.plain(raw), none, slow, value)
        case "integer":
            return Reading(numbers.plain(raw), none, numbers.number(text), numbers.whole(value))
        case "free_text":
            # Read from the raw cell: full-width punctuation is meant where people write.
            slow = f"nullif({privacy.masked(trimmed(raw))}, '')"
            return Reading(none, none, slow, value)
        case "score":
            return Reading("null::integer", none, score(text, codes or {}), value)
    if column.kind not in _SIMPLE:
        raise KeyError(column.kind)
    first = "null::boolean" if column.kind == "flag" else none
    return Reading(first, none, _SIMPLE[column.kind](text), value)


def code(text: str, spelled: Mapping[str, str]) -> str:
    """SQL for a code; a spelling that is not known stays as it was found."""
    lowered = _cases({word.lower(): name for word, name in spelled.items()})
    return f"case lower({text}) {lowered} else nullif({text}, '') end"


def score(text: str, codes: Mapping[str, tuple[str, ...]]) -> str:
    """SQL for a rating, with the words of a profile before the usual ones."""
    own = {word.lower(): str(int(value)) for value, words in codes.items() for word in words}
    if not own:
        return numbers.score(text)
    cases = " ".join(f"when {literal(word)} then {value}" for word, value in own.items())
    return f"coalesce(case lower({text}) {cases} end, {numbers.score(text)})"


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
    return f"nullif(regexp_replace({single}, {literal(_CJK)}, '\\1\\2', 'g'), '')"


def place_number(text: str) -> str:
    """SQL for the number of a building, entrance or room: 3号楼, 三号楼 and 03 are 3."""
    bare = f"regexp_replace({text}, '\\s+|^第|\\.0$', '', 'g')"
    bare = f"regexp_replace({bare}, '({_PLACE_WORDS})+$', '')"
    number = f"regexp_replace({bare}, '^0+(\\d)', '\\1')"
    chinese = f"regexp_full_match({bare}, '[{_DIGITS}]?十?[{_DIGITS}]?') and {bare} <> ''"
    numeral = f"({_numeral(bare)})::varchar"
    return f"nullif(upper(case when {chinese} then {numeral} else {number} end), '')"


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


def _spelled(
    column: dictionary.Column, more: Mapping[str, tuple[str, ...]] | None
) -> dict[str, str]:
    """Which spelling means which code: the dictionary's, then a profile's, which win."""
    known = {word: name for name, words in column.codes.items() for word in (*words, name)}
    return known | {word: name for name, words in (more or {}).items() for word in words}


_SIMPLE = {
    "id": identifier,
    "text": short_text,
    "flag": numbers.flag,
    "community": community,
    "place_number": place_number,
}
