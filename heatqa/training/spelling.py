"""Answers in one spelling, whatever a trainee writes for the same thing."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_NOTHING = "-"
# Month and day, hour and minute, with whatever stands between; a year and seconds may stand beside.
_MOMENT = re.compile(
    r"(?:\d{4}\D+)?(\d{1,2})\D+(\d{1,2})\D+(\d{1,2})\D+(\d{1,2})(?:\D+\d{1,2})?\D*"
)
_NARROW = str.maketrans("０１２３４５６７８９．：－％，", "0123456789.:-%,")


def spelled(kind: str, given: Any, options: Mapping[str, str], step: float = 1.0) -> str:
    """An answer in the one spelling that is sealed.

    Raises:
        ValueError: it is no answer of that kind, or not among the options.

    Example:
        >>> spelled("choice", "漏水", {"T3.1": "漏水"}), spelled("number", "97.25%", {}, 0.5)
        ('T3.1', '97.0')
        >>> spelled("several", ["b", "a"], {"a": "A", "b": "B"}), spelled("several", [], {})
        ('a,b', '-')
        >>> spelled("moment", "2026年1月3日 8:05", {})
        '01-03 08:05'
    """
    if kind == "choice":
        return _code(given, options)
    if kind == "several":
        return ",".join(sorted({_code(each, options) for each in _listed(given)})) or _NOTHING
    if kind == "order":
        codes = [_code(each, options) for each in _listed(given)]
        if sorted(codes) != sorted(options):
            raise ValueError(given)
        return ">".join(codes)
    if kind == "number":
        return _rounded(_number(given), step)
    return _moment(given)


def near(
    kind: str, given: Any, options: Mapping[str, str], step: float, tolerance: int
) -> list[str]:
    """The spellings under which an answer may be right: for a number, those within tolerance.

    Raises:
        ValueError: as `spelled`.

    Example:
        >>> near("number", 3.2, {}, 1.0, 1)
        ['3.0', '2.0', '4.0']
    """
    if kind != "number":
        return [spelled(kind, given, options, step)]
    value = _number(given)
    away = [0, *(sign * n for n in range(1, tolerance + 1) for sign in (-1, 1))]
    return [_rounded(value + each * step, step) for each in away]


def _code(given: Any, options: Mapping[str, str]) -> str:
    wanted = str(given).translate(_NARROW).strip().casefold()
    for code, label in options.items():
        if wanted in (code.casefold(), label.casefold(), f"{code} {label}".casefold()):
            return code
    raise ValueError(given)


def _listed(given: Any) -> list[Any]:
    if isinstance(given, str):
        return [part for part in re.split(r"[,，、;；>\s]+", given) if part]
    if not isinstance(given, Iterable):
        return [given]
    return list(given)


def _number(given: Any) -> float:
    return float(str(given).translate(_NARROW).replace(",", "").strip().rstrip("%").strip())


def _rounded(value: float, step: float) -> str:
    # Adding zero turns a negative zero round.
    return str(round(round(value / step) * step, 6) + 0.0)


def _moment(given: Any) -> str:
    found = _MOMENT.fullmatch(str(given).translate(_NARROW).strip())
    if not found:
        raise ValueError(given)
    month, day, hour, minute = map(int, found.groups())
    return f"{month:02d}-{day:02d} {hour:02d}:{minute:02d}"
