"""Case cards: one A4 page per leaf, what is said, asked, done and never said, and what binds."""

import functools
import tomllib
from collections.abc import Collection, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from heatqa import clauses, errors, typography
from heatqa.clauses import Catalogue
from heatqa.complaints import taxonomy
from heatqa.language import LANGUAGES, Language, pick, say, speaking
from heatqa.training import binding, typesetting

SECTIONS = ("says", "ask", "do", "never")
_COMMON = ("opening", "register", "close", "never")
_WORDS = ("urgent", "clause", "rule", "clock", "always", "binding", *SECTIONS)
# Points of the type, the most and the least: a card is read at arm's length while somebody talks.
_POINTS, _SMALLEST = 16, 8


def write_cards(
    out: Path,
    language: Language,
    leaves: Collection[str] = (),
    *,
    catalogue: Catalogue | None = None,
    readings: Mapping[str, str] | None = None,
) -> Path:
    """Write case cards as one PDF, a page each, in the order of the taxonomy.

    Args:
        out: The PDF to write.
        language: Of the cards.
        leaves: Codes of the cards wanted; all if left out.
        catalogue: The clauses in force; those that come with heatqa if left out.
        readings: The readings that the company chose; the defaults if left out.

    Raises:
        ChoiceUnknown: a leaf has no such code.
        FontMissing, OutputUnwritable: the file cannot be made.
    """
    with speaking(language):
        content = booklet(leaves, catalogue, readings)
    if language == "zh":
        content = typography.all_in_print(content)
    return typesetting.pdf("cards", content, out, language)


def booklet(
    leaves: Collection[str] = (),
    catalogue: Catalogue | None = None,
    readings: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the form of the cards shows, in the language in force.

    Raises:
        ChoiceUnknown: a leaf has no such code.
    """
    for leaf in leaves:
        if leaf not in taxonomy.leaves():
            hint = errors.suggestion(leaf, taxonomy.leaves())
            raise errors.ChoiceUnknown(what=say("card.leaf"), found=leaf, hint=hint)
    chosen = [leaf for leaf in taxonomy.leaves() if not leaves or leaf in leaves]
    return {
        "title": say("cards.title"),
        "foot": say("cards.foot"),
        "size": _POINTS,
        "smallest": _SMALLEST,
        "words": {name: say(f"card.{name}") for name in _WORDS},
        "groups": list(typesetting.look()["groups"]),
        "common": [
            {"heading": say(f"card.common.{name}"), "text": pick(_read()["common"][name])}
            for name in _COMMON
        ],
        "cards": [card(leaf, catalogue or clauses.load(), readings) for leaf in chosen],
    }


def card(
    leaf: str, catalogue: Catalogue, readings: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What stands on the card of a leaf, in the language in force."""
    entry = cards()[leaf]
    group = taxonomy.group(leaf)
    here = taxonomy.label(leaf)
    others = [taxonomy.label(leaf, language) for language in LANGUAGES]
    return {
        "code": leaf,
        "name": here,
        "other_name": next(name for name in others if name != here),
        "urgent": leaf in taxonomy.emergencies(),
        "group": {
            "code": group,
            "name": taxonomy.label(group),
            "colour": typesetting.look()["groups"][group],
        },
        **{section: pick(entry[section]) for section in SECTIONS},
        "clauses": [
            {
                "id": clause.id,
                "rule": pick(clause.rule),
                "clock": binding.clock(clause, catalogue, readings),
                "timed": binding.timed(clause, catalogue),
            }
            for clause in map(catalogue.clause, entry["clauses"])
        ],
    }


def cards() -> dict[str, dict[str, Any]]:
    """The cards of `cards.toml` by leaf: the sections in both languages, and clauses."""
    return _read()["cards"]


@functools.cache
def _read() -> dict[str, Any]:
    file = resources.files("heatqa.training") / "cards.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
