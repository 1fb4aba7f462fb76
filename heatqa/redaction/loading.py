"""What is masked while exports load: SQL for whole columns, before any text is stored.

It masks numbers and mail addresses whatever they are; names and addresses in a text are found
when the text is shown, by `redact`.
"""

import functools

from heatqa.redaction.data import names, patterns
from heatqa.sql import literal

_NUMBER = r"(^|[^0-9])(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])($|[^0-9])"


def number_mark() -> str:
    """What stands for a number that loading masked."""
    return patterns()["loading"]["number"]["mark"]


def mail_mark() -> str:
    """What stands for a mail address that loading masked."""
    return patterns()["loading"]["mail"]["mark"]


def masked(cell: str) -> str:
    """SQL for free text with numbers that could identify somebody masked."""
    loading = patterns()["loading"]
    text = cell
    for name in ("mail", "number"):
        for pattern in loading[name]["find"]:
            mark = literal(loading[name]["mark"])
            text = f"regexp_replace({text}, {literal(pattern)}, {mark}, 'g')"
    return text


def misplaced(cell: str) -> str:
    """SQL for a cell that should hold a time, number or place, without a person's name or number.

    Where the cells of a row are displaced, a telephone stands below a time, and a name alone in
    a cell below a date.
    """
    mark = literal(number_mark())
    bare = f"regexp_replace({cell}, {literal(_NUMBER)}, '\\1' || {mark} || '\\2', 'g')"
    return (
        f"case when regexp_full_match(trim({cell}), {literal(_name())}) then {mark} else {bare} end"
    )


@functools.cache
def _name() -> str:
    """A pattern for a surname and one or two characters more."""
    known = "".join(names()["surnames"].split())
    return f"[{known}][\\x{{4e00}}-\\x{{9fff}}]{{1,2}}(先生|女士)?"
