"""Pieces of a web page that asks for nothing from outside: heads, places, texts, tables."""

import base64
from collections.abc import Iterable
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

from heatqa.review.forms import evidence
from heatqa.review.forms.arrange import Text
from heatqa.review.forms.grids import Grid
from heatqa.review.forms.look import Box
from heatqa.review.pages import Review

# Nothing may be fetched: all styles, scripts and pictures stand in the file itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def page(review: Review, style: str, body: str, script: str = "") -> str:
    """A whole file: its head says what it is and where its numbers come from."""
    tongue = {"zh": "zh-CN", "en": "en"}[review.language]
    metas = [("generator", "heatqa"), ("author", review.company)]
    metas += [(f"heatqa:{name}", value) for name, value in evidence.every_origin(review)]
    named = "".join(
        f'<meta name="{escape(name)}" content="{escape(value)}">\n' for name, value in metas
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{tongue}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{named}<title>{escape(review.title)}</title>\n"
        f'<link rel="icon" href="data:,">\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n'
        + (f"<script>\n{script}</script>\n" if script else "")
        + "</body>\n</html>\n"
    )


def resource(name: str, **facts: Any) -> str:
    """A file of this folder with `$name` filled in, `$$` standing for a dollar."""
    file = resources.files("heatqa.review.forms") / name
    return Template(file.read_text(encoding="utf-8")).substitute(facts)


def place(box: Box, **more: float) -> str:
    """The place of an element, as custom properties that `deck.css` reads."""
    numbers = {"l": box.left, "t": box.top, "w": box.width, "h": box.height} | more
    return ";".join(f"--{name}:{value:g}" for name, value in numbers.items())


def text(words: Text, kinds: str, tag: str = "p") -> str:
    """Paragraphs in their place."""
    bold = " bold" if words.bold else ""
    told = "".join(f"<{tag}>{escape(paragraph)}</{tag}>" for paragraph in words.paragraphs)
    style = place(words.box, s=words.size)
    return f'<div class="at text {kinds}{bold}" style="{style}">{told}</div>'


def table(grid: Grid) -> str:
    """A table in its place, and below it how many rows are not shown."""
    columns = "".join(
        f'<col style="width:{100 * width / sum(grid.widths):.3f}%">' for width in grid.widths
    )
    head = _row(grid.headings, grid.right, 'th scope="col"')
    rows = "".join(_row(row, grid.right, "td") for row in grid.rows)
    made = (
        f'<table class="at" style="{place(grid.taken, s=grid.size)};height:auto">'
        f'<caption class="hidden">{escape(grid.title)}</caption><colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead><tbody>{rows}</tbody></table>"
    )
    if not grid.note:
        return made
    return made + text(Text(grid.below, (grid.note,), grid.note_size), "line")


def data(file: Path) -> str:
    """A picture as an address that holds the picture itself."""
    kind = KINDS[file.suffix.lower()]
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"


def colours(names: Iterable[tuple[str, str]]) -> str:
    """Colours as custom properties."""
    return " ".join(f"--{name}: {value};" for name, value in names)


def _row(cells: tuple[str, ...], right: tuple[bool, ...], tag: str) -> str:
    name = tag.split(maxsplit=1)[0]
    made = (
        f"<{tag}{' class=right' if side else ''}>{escape(cell)}</{name}>"
        for cell, side in zip(cells, right, strict=True)
    )
    return f"<tr>{''.join(made)}</tr>"
