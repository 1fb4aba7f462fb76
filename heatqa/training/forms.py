"""Exercises as forms of ipywidgets: lists, buttons, boxes and fields, and a button that checks."""

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from heatqa.figures import style
from heatqa.language import say
from heatqa.training.asking import shows
from heatqa.training.replies import MARKS, RIGHT, UNCLEAR, WRONG, Line, Reply
from heatqa.training.sheets import Question, Sheet

# Up to so many short options are shown side by side, more in a list to unfold.
_SIDE_BY_SIDE = 4
_SHORT = 12
_FIELD = widgets.Layout(width="22em")
_WHOLE = widgets.Layout(width="100%")


def form(sheet: Sheet, check: Callable[[str, Any], Reply]) -> widgets.Widget:
    """A form with one field per question; the button says what is right."""
    fields = [_FIELDS[sheet.kind](question) for question in sheet.questions]
    replied = [widgets.HTML() for _ in sheet.questions]
    head = widgets.HTML(f"<b>{escape(sheet.title)}</b><br>{_lines(sheet.ask)}")
    said = widgets.HTML()
    button = widgets.Button(description=say("training.check"), button_style="primary", icon="check")
    button.add_class("heatqa-check")

    def checked(_button: widgets.Button) -> None:
        given = {
            number: answer
            for number, (_, answered) in enumerate(fields, start=1)
            if (answer := answered()) is not None
        }
        reply = check(sheet.name, given)
        said.value = f"<b>{escape(reply.head)}</b>"
        for place, line in zip(replied, reply.lines, strict=True):
            place.value = _said(line)

    button.on_click(checked)
    rows = [
        widgets.VBox(
            [widgets.HTML(f"<b>{number}.</b> {_lines(question.ask)}"), field, place],
            layout=widgets.Layout(margin="0 0 0.6em 0"),
        )
        for number, (question, (field, _), place) in enumerate(
            zip(sheet.questions, fields, replied, strict=True), start=1
        )
    ]
    return widgets.VBox([head, *rows, button, said], layout=_WHOLE)


_Field = tuple[widgets.Widget, Callable[[], Any]]


def _choice(question: Question) -> _Field:
    options = [
        (f"{code} {label}" if shows(code) else label, code)
        for code, label in question.options.items()
    ]
    few = len(options) <= _SIDE_BY_SIDE and all(len(label) <= _SHORT for label, _ in options)
    if few:
        made = widgets.ToggleButtons(options=options, value=None)
    else:
        made = widgets.Dropdown(options=[("…", None), *options], value=None, layout=_FIELD)
    return made, lambda: made.value


def _several(question: Question) -> _Field:
    """Boxes to tick; one more says that none of them fits, so that nothing ticked is no answer."""
    # Letters of sentences stand in a row, sentences one below the other.
    letters = all(code == label for code, label in question.options.items())
    around = widgets.HBox if letters else widgets.VBox
    width = widgets.Layout(width="auto") if letters else _WHOLE
    boxes = {
        code: widgets.Checkbox(description=label, indent=False, layout=width)
        for code, label in question.options.items()
    }
    none = widgets.Checkbox(description=say("training.none"), indent=False, layout=width)

    def answered() -> list[str] | None:
        ticked = [code for code, box in boxes.items() if box.value]
        return ticked if ticked or none.value else None

    return around([*boxes.values(), none]), answered


def _order(question: Question) -> _Field:
    """A list to unfold for each place."""
    options = [("…", None), *((label, code) for code, label in question.options.items())]
    places = [
        widgets.Dropdown(
            options=options,
            value=None,
            description=say("training.place", place=number),
            layout=widgets.Layout(width="40em"),
        )
        for number in range(1, len(question.options) + 1)
    ]

    def answered() -> list[str] | None:
        codes = [str(place.value) for place in places if place.value]
        return codes or None

    return widgets.VBox(places), answered


def _written(_question: Question) -> _Field:
    made = widgets.Text(layout=_FIELD)
    return made, lambda: made.value.strip() or None


_FIELDS: dict[str, Callable[[Question], _Field]] = {
    "choice": _choice,
    "several": _several,
    "order": _order,
    "number": _written,
    "moment": _written,
}
_COLOURS = {RIGHT: "met", WRONG: "missed", UNCLEAR: "cannot_tell"}


def _said(line: Line) -> str:
    """Sign, colour and words: nothing is told by colour alone."""
    if line.state not in _COLOURS:
        return ""
    colour = style.colour(_COLOURS[line.state])
    sign = f'<b style="color: {colour}">{MARKS[line.state]}</b>'
    return f"{sign} {escape(line.words)}"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
