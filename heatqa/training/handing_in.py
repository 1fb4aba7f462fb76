"""Handing in: a field for a nickname and a button; words where no form can be shown."""

from collections.abc import Callable
from html import escape
from typing import Any

from heatqa import errors
from heatqa.language import say
from heatqa.training.asking import VIEW, forms_wanted


class HandIn:
    """What writes a trainee's answers for the trainer."""

    def __init__(self, save: Callable[[str], str]) -> None:
        self._save = save

    def form(self) -> Any:
        """A field and a button of ipywidgets."""
        import ipywidgets as widgets  # noqa: PLC0415 - words need no widgets

        name = widgets.Text(placeholder=say("training.nickname"))
        button = widgets.Button(description=say("training.hand_in"), icon="save")
        said = widgets.HTML()

        def handed_in(_button: widgets.Button) -> None:
            try:
                said.value = escape(self._save(name.value))
            except errors.HeatqaError as problem:
                said.value = escape(str(problem))

        button.on_click(handed_in)
        return widgets.VBox([widgets.HBox([name, button]), said])

    def __repr__(self) -> str:
        return say("training.how_to_hand_in")

    def _repr_mimebundle_(self, **_kinds: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {"text/plain": repr(self)}
        if forms_wanted():
            shown |= {VIEW: self.form()._repr_mimebundle_()[VIEW]}
        return shown
