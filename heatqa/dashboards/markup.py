"""Pieces of pages as HTML: every text is escaped, whatever a customer wrote."""

from collections.abc import Iterable, Sequence

import polars as pl
from markupsafe import Markup

from heatqa.figures import style
from heatqa.judging.due import OVERDUE
from heatqa.language import percent, say

# The bar of a rate in pixels of its own drawing; pages scale it.
_WIDTH, _HEIGHT = 160, 18
# Shapes beside colours: what a standing means is seen without them.
_SHAPES = {
    "met": '<circle cx="8" cy="8" r="6.5"/>',
    "missed": '<path d="M8 0.5 15.5 8 8 15.5 0.5 8Z"/>',
    "pending": '<circle cx="8" cy="8" r="5.5" fill="none" stroke-width="3"/>',
    "cannot_tell": '<path d="M2 2 14 14M14 2 2 14" stroke-width="3"/>',
    "no_data": '<path d="M1 8H15" stroke-width="3"/>',
    "hidden": '<path d="M1 8H15" stroke-width="3" stroke-dasharray="3 2.5"/>',
}
_HEAD, _HEAD_RIGHT = Markup("<th>{}</th>"), Markup('<th class="right">{}</th>')
_CELL, _CELL_RIGHT = Markup("<td>{}</td>"), Markup('<td class="right">{}</td>')


def standing(word: str) -> Markup:
    """The sign of a standing, followed by its word."""
    kind = word.replace(" ", "_")
    return sign(kind, say(f"dash.standing.{kind}"))


def sign(kind: str, said: str) -> Markup:
    """The sign of a standing, followed by any words."""
    shade = kind if kind in ("met", "missed", "pending") else "cannot_tell"
    # The shape is ours; the word beside it is what a screen reader says.
    drawn = Markup(_SHAPES[kind])  # noqa: S704
    return Markup(
        '<span class="standing"><svg viewBox="0 0 16 16" aria-hidden="true" fill="{0}" '
        'stroke="{0}" stroke-width="0">{1}</svg> {2}</span>'
    ).format(style.colour(shade), drawn, said)


def due_state(state: str) -> Markup:
    """The sign of an open record, followed by its word."""
    kind = "missed" if state == OVERDUE else "pending"
    said = say(f"due.state.{state.removesuffix(' %').replace(' ', '_')}")
    return sign(kind, said)


def link(address: str, text: object, *, label: str | None = None) -> Markup:
    """A link; `label` is what a screen reader says in place of a short text."""
    spoken = Markup(' aria-label="{}"').format(label) if label else Markup()
    return Markup('<a href="{}"{}>{}</a>').format(address, spoken, text)


def rate_bar(rate: float, low: float, high: float, target: float | None, verdict: str) -> Markup:
    """A rate on a line from 0 to 100 %, with its interval and the target, if any, as a tick."""
    x, left, right = (round(_WIDTH * share, 1) for share in (rate, low, high))
    tick, said = Markup(), say("dash.bar_alone", rate=percent(rate))
    if target is not None:
        said = say("dash.bar", rate=percent(rate), target=percent(target, 0))
        tick = Markup('<path d="M{} 1V{}" stroke="{}" stroke-width="2"/>').format(
            round(_WIDTH * target, 1), _HEIGHT - 1, style.colour("target")
        )
    return Markup(
        '<svg class="bar" viewBox="-6 0 {width} {height}" role="img" aria-label="{said}">'
        '<path d="M0 {middle}H{end}" stroke="{grid}" stroke-width="4"/>'
        '<path d="M{left} {middle}H{right}" stroke="{colour}" stroke-width="4"/>'
        '<circle cx="{x}" cy="{middle}" r="5" fill="{colour}"/>'
        "{tick}</svg>"
    ).format(
        width=_WIDTH + 12,
        height=_HEIGHT,
        end=_WIDTH,
        middle=_HEIGHT / 2,
        said=said,
        grid=style.colour("grid"),
        colour=style.colour(verdict),
        tick=tick,
        left=left,
        right=max(right, left + 0.5),
        x=x,
    )


def table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[int] = (),
) -> Markup:
    """A table with a caption for screen readers; cells are texts or markup of ours."""

    def cells(plain: Markup, aligned: Markup, texts: Sequence[object]) -> Markup:
        forms = (aligned if place in right else plain for place in range(len(texts)))
        return Markup("").join(form.format(text) for form, text in zip(forms, texts, strict=True))

    heads = cells(_HEAD, _HEAD_RIGHT, headings)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(cells(_CELL, _CELL_RIGHT, row)) for row in rows
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{0}"><table>'
        "<caption>{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(caption, heads, body)


def tiles(pairs: Iterable[tuple[object, object]]) -> Markup:
    """Large numbers, each with what it counts."""
    made = (
        Markup("<li><strong>{}</strong><span>{}</span></li>").format(value, label)
        for value, label in pairs
    )
    return Markup('<ul class="tiles">{}</ul>').format(Markup("").join(made))


def note(text: str) -> Markup:
    """A sentence below what a card shows."""
    return Markup('<p class="note">{}</p>').format(text)


def count(frame: pl.DataFrame, column: str, value: str) -> int:
    """How many rows of a frame have a value."""
    return len(frame.filter(pl.col(column) == value))


def several(parts: Iterable[str]) -> Markup:
    """Some things in a row."""
    return Markup(", ").join(parts)


def lines(texts: Iterable[str]) -> Markup:
    """Some sentences, a line each."""
    return Markup("<br>").join(texts) or Markup("–")


def told(text: object) -> Markup:
    """What takes a sentence or more: room for it stays on a phone, too."""
    return Markup('<div class="told">{}</div>').format("–" if text is None else text)


def pairs(rows: Iterable[tuple[object, object]]) -> Markup:
    """Headings with what is said under each."""
    made = (Markup("<dt>{}</dt><dd>{}</dd>").format(*row) for row in rows)
    return Markup("<dl>{}</dl>").format(Markup("").join(made))


def label(address: str, text: object) -> Markup:
    """A link whose text may take more than one line in a table."""
    return Markup('<span class="label">{}</span>').format(link(address, text))


def time(value: object) -> Markup:
    """A day or moment; a dash where there is none."""
    return Markup("<time>{}</time>").format("–" if value is None else value)
