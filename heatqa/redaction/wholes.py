"""Finds grown to wholes: a name takes its title along, an address what narrows it further."""

import functools
import re
from collections.abc import Iterable

from heatqa.redaction.addresses import tail
from heatqa.redaction.data import FILLER, Found, addresses, names
from heatqa.redaction.words import either


def grown(rest: str, found: Iterable[Found]) -> list[Found]:
    """The finds in order, each as long as it should be; those that meet in one place are one."""
    whole: list[Found] = []
    for one in sorted(_each(rest, one) for one in found):
        before = whole[-1] if whole else (0, 0, "")
        if _joins(rest, before, one):
            whole[-1] = (before[0], max(before[1], one[1]), one[2])
        elif one[1] > before[1]:
            whole.append((max(one[0], before[1]), *one[1:]))
    return whole


def _each(rest: str, found: Found) -> Found:
    start, end, kind = found
    if kind == "name":
        title = _title().match(rest, end)
        return start, title.end() if title else end, kind
    if kind == "address":
        head = _head().search(rest[max(0, start - 4) : start])
        start -= len(head.group()) if head else 0
        while further := tail().match(rest, end) or _further().match(rest, end):
            end = further.end()
    return start, end, kind


def _joins(rest: str, one: Found, other: Found) -> bool:
    """Whether two finds of a kind overlap, or two addresses have but glue between them."""
    if one[2] != other[2]:
        return False
    if other[0] <= one[1]:
        return other[0] < one[1] or one[2] == "address"
    between = rest[one[1] : other[0]]
    return one[2] == "address" and FILLER not in between and bool(_glue().fullmatch(between))


@functools.cache
def _title() -> re.Pattern[str]:
    return re.compile(either(title for title in names()["titles"] if len(title) > 1))


@functools.cache
def _head() -> re.Pattern[str]:
    return re.compile(addresses()["pieces"]["head"])


@functools.cache
def _further() -> re.Pattern[str]:
    return re.compile(addresses()["pieces"]["further"])


@functools.cache
def _glue() -> re.Pattern[str]:
    return re.compile(addresses()["pieces"]["glue"])
