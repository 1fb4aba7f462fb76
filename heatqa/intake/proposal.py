"""What the sheets of an export probably are, written as one profile for a person to edit."""

import json
from collections.abc import Sequence

from heatqa.intake.guess import Guess, Pair
from heatqa.language import pick, say


def toml(found: Sequence[Guess]) -> str:
    """The profile as text, with what speaks for each line beside it.

    A table has one section in a profile: sheets with the same columns share it, and of others
    the one with most columns has it, while the rest are named.

    Args:
        found: What the sheets are, at least one.
    """
    sections: dict[str, list[Guess]] = {}
    for made in found:
        sections.setdefault(made.table.name, []).append(made)
    return "\n".join(_section(of_table, alone=len(sections) == 1) for of_table in sections.values())


def _section(of_table: Sequence[Guess], *, alone: bool) -> str:
    best = max(of_table, key=lambda made: len(made.pairs))
    same = [made for made in of_table if _read(made) == _read(best)]
    told = say("guess.head", file=best.name, table=pick(best.table.label))
    prefix = "" if alone else f"tables.{best.table.name}."
    lines = [f"# {told}"]
    lines += [
        f"# {say('guess.other_columns', file=made.name)}" for made in of_table if made not in same
    ]
    lines += [f'table = "{best.table.name}"' if alone else f"[{prefix[:-1]}]"]
    lines += [f"header_row = {best.header_row}"]
    sheets = [made.sheet for made in same if made.sheet]
    lines += [f"sheet = {_text(sheets[0] if len(sheets) == 1 else sheets)}"] if sheets else []
    lines += [f"address = {_text(best.address)}"] if best.address else []
    lines += ["", f"[{prefix}columns]"]
    for pair in best.pairs:
        lines += _lines(pair)
    lines += [f"# {say('guess.missing', column=name)}" for name in best.missing]
    lines += [
        f"# {say('guess.unplaced', header=_text(header), shape=_text(shape))}"
        for header, shape in best.unplaced.items()
    ]
    return "\n".join(lines) + "\n"


def _read(made: Guess) -> tuple[object, ...]:
    """What a section says of a sheet."""
    pairs = sorted((pair.column.name, pair.header, pair.unit or "") for pair in made.pairs)
    return made.header_row, made.address, pairs


def _lines(pair: Pair) -> list[str]:
    unit = f', unit = "{pair.unit}"' if pair.unit else ""
    source = f"{{ from = {_text(pair.header)}{unit} }}" if unit else _text(pair.header)
    because = say(
        "guess.because",
        confidence=f"{pair.confidence:.2f}",
        like=pair.like,
        readable=f"{pair.readable:.0%}",
    )
    lines = [f"{pair.column.name} = {source}  # {because}"]
    if pair.unknown:
        words = ", ".join(map(_text, pair.unknown))
        lines.append(f"# {say('guess.unknown', column=pair.column.name, words=words)}")
    return lines


def _text(text: str | Sequence[str]) -> str:
    """A text, or several, as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
