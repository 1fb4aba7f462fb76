"""The reference pages, written from what the program itself knows: `make docs`.

A test compares every page with what this module makes of the present code and data.
"""

import argparse
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path

from heatqa import clauses, commands, dictionary, language
from heatqa.complaints import taxonomy
from heatqa.language import LANGUAGES, Language, pick, say

FOLDER = Path(__file__).parent
_ENDINGS: dict[Language, str] = {"en": ".md", "zh": ".zh-CN.md"}


def words() -> dict[str, dict[str, str]]:
    """Headings and notes of the pages in both languages."""
    return tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))


def pages() -> dict[Path, str]:
    """Every generated page: its file and its text."""
    made: dict[Path, str] = {FOLDER / "glossary.md": _page(glossary())}
    writers: dict[str, Callable[[], Iterator[str]]] = {
        "cli": cli,
        "clauses": clause_pages,
        "dictionary": tables,
    }
    for spoken in LANGUAGES:
        with language.speaking(spoken):
            for name, write in writers.items():
                made[FOLDER / "reference" / f"{name}{_ENDINGS[spoken]}"] = _page(write())
    return made


def cli() -> Iterator[str]:
    """Every command with its arguments."""
    yield from _head("cli")
    parser = commands.parser()
    for name, command in _subcommands(parser).items():
        yield f"\n## heatqa {name}\n"
        yield f"{command.description}\n"
        arguments = [action for action in command._actions if action.dest not in _COMMON]
        yield from _table(
            ("argument", "means", "choices"),
            ((_named(action), action.help or "", _choices(action)) for action in arguments),
        )


def clause_pages() -> Iterator[str]:
    """Every clause of every document with its rule and how it is judged."""
    yield from _head("clauses")
    known = clauses.load()
    for document in known.documents.values():
        yield f"\n## {document.id} {pick(document.name)}\n"
        yield from _table(
            ("clause", "number", "class", "rule", "judged", "readings"),
            (
                (
                    clause.id,
                    clause.number,
                    clause.cls,
                    pick(clause.rule),
                    known.reason(clause) or say(f"form.{clause.form}"),
                    ", ".join(clause.readings),
                )
                for clause in known.of_document(document.id)
            ),
        )
    yield f"\n## {_word('open_questions')}\n"
    yield from _table(
        ("reading", "asks", "options"),
        (
            (
                reading.name,
                pick(reading.asks),
                "; ".join(
                    f"**{pick(option.label)}**: {pick(option.means)}"
                    if option.name == reading.default
                    else f"{pick(option.label)}: {pick(option.means)}"
                    for option in reading.options.values()
                ),
            )
            for reading in known.readings.values()
        ),
    )


def tables() -> Iterator[str]:
    """Every table of the warehouse with its columns."""
    yield from _head("dictionary")
    for table in dictionary.tables().values():
        yield f"\n## {table.name}: {pick(table.label)}\n"
        yield f"{_word('a_row_is')} {pick(table.row)}\n"
        yield from _table(
            ("column", "means", "kind", "unit", "null_means", "headers"),
            (
                (
                    f"`{column.name}`" + (" *" if column.name in table.key else ""),
                    pick(column.means),
                    column.kind,
                    column.unit or "",
                    pick(column.null_means) if column.null_means else "",
                    ", ".join(column.headers),
                )
                for column in table.columns.values()
            ),
        )


def glossary() -> Iterator[str]:
    """Chinese and English terms side by side."""
    with language.speaking("en"):
        yield from _head("glossary")
    sections: dict[str, Iterable[tuple[str, str]]] = {
        "verdicts": (_pair(f"verdict.{name}") for name in _VERDICTS),
        "documents": ((d.name["zh"], d.name["en"]) for d in clauses.load().documents.values()),
        "facts": ((t.label["zh"], t.label["en"]) for t in dictionary.tables().values()),
        "categories": (
            (taxonomy.label(leaf, "zh"), f"{taxonomy.label(leaf, 'en')} ({leaf})")
            for leaf in taxonomy.leaves()
        ),
        "columns": _headings(),
        "moments": _moments(),
    }
    for name, pairs in sections.items():
        both = words()[name]
        yield f"\n## {both['en']} · {both['zh']}\n"
        yield "| 中文 | English |\n|---|---|"
        yield from (f"| {_cell(zh)} | {_cell(en)} |" for zh, en in dict.fromkeys(pairs))


# What every command takes is said once, above them.
_COMMON = ("help", "lang")
_VERDICTS = ("met", "missed", "pending", "cannot_tell")


def _headings() -> Iterator[tuple[str, str]]:
    """The headings that figures and tables use."""
    file = resources.files("heatqa.wording") / "columns.toml"
    for texts in tomllib.loads(file.read_text(encoding="utf-8"))["column"].values():
        yield texts["zh"], texts["en"]


def _moments() -> Iterator[tuple[str, str]]:
    """The moments that records carry, by the header that Chinese exports use."""
    for table in dictionary.tables().values():
        for column in table.columns.values():
            if column.kind == "time":
                yield column.label["zh"], f"{column.means['en']} (`{column.name}`)"


def _pair(key: str) -> tuple[str, str]:
    return say(key, language="zh"), say(key, language="en")


def _subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (found,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


def _named(action: argparse.Action) -> str:
    """How an argument is typed."""
    shown = action.metavar if isinstance(action.metavar, str) else action.dest
    if not action.option_strings:
        return f"`{shown}`" if action.nargs != "?" else f"`[{shown}]`"
    takes = "" if action.nargs == 0 else f" {shown.upper()}"
    return f"`{', '.join(action.option_strings)}{takes}`"


def _choices(action: argparse.Action) -> str:
    return ", ".join(f"`{choice}`" for choice in action.choices or ())


def _head(page: str) -> Iterator[str]:
    yield f"# {_word(f'{page}_title')}\n"
    yield f"{_word(f'{page}_note')}"


def _word(name: str) -> str:
    return pick(words()[name])


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    made = list(rows)
    used = [i for i in range(len(headings)) if any(row[i] for row in made)]
    if not used:
        return
    yield f"| {' | '.join(_word(headings[i]) for i in used)} |"
    yield f"|{'---|' * len(used)}"
    for row in made:
        yield f"| {' | '.join(_cell(row[i]) for i in used)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
