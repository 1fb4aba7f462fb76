"""An exercise as it is shown: words and tables everywhere, a form to fill in where one can be."""

import importlib.util
import os
from collections.abc import Callable
from html import escape
from typing import Any

from heatqa.language import printed, say
from heatqa.training.replies import Reply
from heatqa.training.sheets import Question, Sheet

# Set to `no`, exercises show words only: notebooks are stored so, as a form lives no longer than
# its kernel.
_VARIABLE = "HEATQA_FORMS"
# Options have a line each where they are few and long: how many, and how wide on average in
# letters, of which a Chinese character is as wide as two.
_FEW, _WIDE = 12, 18
VIEW = "application/vnd.jupyter.widget-view+json"


class Asked:
    """An exercise that can be shown."""

    def __init__(self, sheet: Sheet, check: Callable[[str, Any], Reply]) -> None:
        self.sheet = sheet
        self._check = check

    def ask(self) -> "Asked":
        """The exercise itself: a notebook shows it where this is the last line of a cell."""
        return self

    def form(self) -> Any:
        """The exercise as a form of ipywidgets, with a button that checks."""
        # Imported here: whoever reads exercises as words needs no widgets.
        from heatqa.training import forms  # noqa: PLC0415

        return forms.form(self.sheet, self._check)

    @printed()
    def __repr__(self) -> str:
        head = [self.sheet.title, self.sheet.ask, *_options(_shared(self.sheet))]
        lines: list[str] = []
        for number, question in enumerate(self.sheet.questions, start=1):
            own = {} if _shared(self.sheet) else question.options
            lines += [f"{number}. {question.ask}", *(f"   {line}" for line in _options(own))]
        return "\n".join((*head, *lines))

    def _repr_mimebundle_(self, **_kinds: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {"text/plain": repr(self), "text/html": self._as_html()}
        if forms_wanted():
            # A frontend without widgets falls back on the words.
            shown |= {VIEW: self.form()._repr_mimebundle_()[VIEW]}
        return shown

    @printed()
    def _as_html(self) -> str:
        shared = _shared(self.sheet)
        items = "".join(
            f"<li>{_paragraph(question.ask)}{_list({} if shared else question.options)}</li>"
            for question in self.sheet.questions
        )
        head = f"<p><b>{escape(self.sheet.title)}</b><br>{_paragraph(self.sheet.ask)}</p>"
        return f"{head}{_list(shared)}<ol>{items}</ol>"


def forms_wanted() -> bool:
    """Whether exercises are shown as forms: where ipywidgets is there and nobody said no."""
    allowed = os.environ.get(_VARIABLE, "").lower() != "no"
    return allowed and importlib.util.find_spec("ipywidgets") is not None


def _shared(sheet: Sheet) -> dict[str, str]:
    """The options, if they are the same for every question."""
    first: Question = sheet.questions[0]
    same = all(question.options == first.options for question in sheet.questions)
    return first.options if same and len(sheet.questions) > 1 else {}


def _options(options: dict[str, str]) -> list[str]:
    """The options in one line; sentences have a line each."""
    if not options:
        return []
    named = _named(options)
    widths = [sum(1 + (char > "\u2e80") for char in label) for label in options.values()]
    if len(options) <= _FEW and sum(widths) > _WIDE * len(widths):
        return [say("training.options", options=""), *named]
    return [say("training.options", options=say("training.between").join(named))]


def _list(options: dict[str, str]) -> str:
    return f"<p>{'<br>'.join(map(escape, _options(options)))}</p>" if options else ""


def _named(options: dict[str, str]) -> list[str]:
    return [
        say("training.option", code=code, label=label) if shows(code) and code != label else label
        for code, label in options.items()
    ]


def shows(code: str) -> bool:
    """Whether a code is one that people use, as T3.1; words of the program are not shown."""
    return code[:1].isupper()


def _paragraph(text: str) -> str:
    return escape(text).replace("\n", "<br>")
