"""What is masked while exports load: SQL for whole columns, before any text is stored.

It masks numbers and mail addresses whatever they are; names and addresses in a text are found
when the text is shown, by `redact`.
"""

from heatqa.redaction.data import patterns
from heatqa.sql import literal


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
