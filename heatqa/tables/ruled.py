"""Tables for the terminal that fit a narrow one, their texts shown as they stand."""

from collections.abc import Collection, Iterable, Mapping

from rich import box
from rich.table import Table
from rich.text import Text

# Colour by meaning: blue is good, orange is bad, grey is what is not decided.
STYLES = {"met": "blue", "missed": "dark_orange", "pending": "grey50", "cannot tell": "grey50"}


def ruled(
    title: str,
    headings: Mapping[str, str],
    rows: Iterable[Mapping[str, str | Text]],
    *,
    right: Collection[str] = (),
    whole: Collection[str] = (),
    caption: str = "",
    lines: bool = False,
) -> Table:
    """A table with a rule under its headings.

    Args:
        title: What the table is about.
        headings: The columns in order, each with its heading.
        rows: The cells by column; brackets in them are no markup.
        right: Columns of figures.
        whole: Columns whose cells are not broken over lines.
        caption: How to read it.
        lines: Whether a line parts the rows, for cells of several sentences.
    """
    made = Table(
        title=title,
        caption=Text(caption) if caption else None,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_lines=lines,
    )
    for name, heading in headings.items():
        justify = "right" if name in right else "left"
        fixed = name in right or name in whole
        made.add_column(heading, justify=justify, no_wrap=fixed, overflow="fold")
    for row in rows:
        cells = (row[name] for name in headings)
        made.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in cells))
    return made
