"""Content set as PDF: a form of `pages/`, its fonts embedded, and nobody's number in it."""

import functools
import json
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import typst

from heatqa import errors
from heatqa.intake import leaks
from heatqa.language import Language


@functools.cache
def look() -> dict[str, Any]:
    """Colours and fonts of printed material, from `look.toml`."""
    file = resources.files("heatqa.training") / "look.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def pdf(form: str, content: dict[str, Any], out: Path, language: Language) -> Path:
    """Set content in a form and write it.

    Args:
        form: The name of a file of `pages/` without its ending.
        content: What the form shows; nothing in it is read as markup.
        out: The PDF to write; folders on the way are made.
        language: Of the words, for fonts and line breaks.

    Raises:
        FontMissing: the machine has no font with Chinese letters.
        PersonFound: a telephone, card or identity number stands in the content.
        OutputUnwritable: the file cannot be written.
    """
    held_back(content, out)
    (made,) = typeset(form, content, language, "pdf")
    return written(made, out)


def typeset(
    form: str, content: dict[str, Any], language: Language, kind: Literal["pdf", "svg"]
) -> list[bytes]:
    """Content in a form: one PDF, or a drawing per page.

    Raises:
        FontMissing: the machine has no font with Chinese letters.
    """
    given = content | {"fonts": fonts(language), "language": language}
    with resources.as_file(resources.files("heatqa.training") / "pages") as folder:
        made = typst.compile(
            folder / f"{form}.typ",
            root=folder,
            format=kind,
            sys_inputs={"content": json.dumps(given, ensure_ascii=False)},
        )
    return [made] if isinstance(made, bytes) else list(made or ())


def fonts(language: Language) -> list[str]:
    """The fonts of `look.toml` that this machine has, in the order in which letters are sought.

    Raises:
        FontMissing: it has none with Chinese letters; the words of customers need one also in
            English.
    """
    wanted, known = look()["fonts"], set(_families())
    chinese = [family for family in wanted["chinese"] if family in known]
    if not chinese:
        raise errors.FontMissing(wanted=", ".join(wanted["chinese"][:6]))
    latin = [family for family in wanted["latin"] if family in known and language == "en"]
    return [*latin[:1], chinese[0]]


def held_back(content: Any, out: Path) -> None:
    """Refuse content in which a number of a person stands.

    Raises:
        PersonFound: there is one.
    """
    for text in texts(content):
        for kind, number in leaks.found(text):
            raise errors.PersonFound(path=out, kind=kind, found=f"{number[:3]}…{number[-2:]}")


def texts(content: Any) -> Iterator[str]:
    """Every text within lists and tables.

    Example:
        >>> list(texts({"a": ["x", 1, {"b": "y"}]}))
        ['x', 'y']
    """
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from texts(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from texts(value)


def written(made: bytes, out: Path) -> Path:
    """Write a file, folders on the way made.

    Raises:
        OutputUnwritable: it cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(made)
    except OSError as problem:
        raise errors.OutputUnwritable(path=out, found=problem.strerror) from None
    return out


@functools.cache
def _families() -> tuple[str, ...]:
    return tuple(typst.Fonts(include_system_fonts=True).families())
