"""What kind of matter a text is: complaint, repair, enquiry, report, suggestion or praise."""

import functools
import re

from heatqa.complaints.data import read

OTHER = "other"


def record_type(text: str, original: str, leaf: str) -> str:
    """The kind of matter, in the codes of the dictionary.

    Args:
        text: The rewritten text; its frames ("the citizen asks …") are blank.
        original: What was said.
        leaf: What it is about.
    """
    said = f"{original}\n{text}"
    for kind, leaves, find, unless in _rules():
        if leaves and leaf not in leaves:
            continue
        if find.search(said) and not (unless and unless.search(said)):
            return kind
    return _usual().get(leaf, OTHER)


@functools.cache
def _rules() -> tuple[tuple[str, frozenset[str], re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            entry["type"],
            frozenset(entry.get("leaves", ())),
            re.compile(entry["find"]),
            re.compile(entry["unless"]) if "unless" in entry else None,
        )
        for entry in read("record_types.toml")["rule"]
    )


@functools.cache
def _usual() -> dict[str, str]:
    usual = read("record_types.toml")["usual"]
    return {leaf: kind for kind, leaves in usual.items() for leaf in leaves}
