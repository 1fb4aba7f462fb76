"""What a card shows, as objects of Panel."""

from collections.abc import Sequence
from typing import Any

# Figures ask whether pandas is there; imported late by a thread, it would be there only half.
import pandas  # noqa: F401  # pyright: ignore[reportUnusedImport]
import panel as pn
from markupsafe import Markup

from heatqa.dashboards import shell
from heatqa.dashboards.cards import Content
from heatqa.language import Language, say

# Room that the card's own heading makes needless in a figure.
_TOP, _TOP_WITH_LEGEND = 20, 64


def fit(figure: Any) -> None:
    """Make a figure fill its card; what stood in its title would take room twice."""
    legend = len(figure.data) > 1 and any(trace.showlegend is not False for trace in figure.data)
    top = _TOP_WITH_LEGEND if legend else _TOP
    figure.update_layout(
        title=None,
        margin={"t": top},
        autosize=True,
        legend={"y": 1, "yref": "container", "yanchor": "top"},
    )


def frame() -> pn.Column:
    """The room of a card, waiting."""
    return pn.Column(
        html(waiting()),
        sizing_mode="stretch_width",
        margin=0,
        stylesheets=[shell.resource("card.css")],
    )


def objects(found: Content | str | None, before: Sequence[Any] = ()) -> list[Any]:
    """What was found; a text is a problem, and None is still being worked out.

    A figure takes the place of the one `before` it, or hides it where there is none: plotly fails
    at one that is taken away while it is still being drawn.
    """
    last = _figures(before)
    if isinstance(found, Content) and found.figure is not None:
        return [_figure(found.figure, last), *_told(found)]
    for pane in last:
        pane.visible = False
    return [*_told(found), *last]


def drawn(shown: Sequence[Any]) -> pn.pane.Plotly | None:
    """The figure among what a card shows."""
    return next((pane for pane in _figures(shown) if pane.visible), None)


def html(text: Markup) -> pn.pane.HTML:
    """A piece of markup in the look of cards."""
    css = [shell.resource("card.css")]
    return pn.pane.HTML(str(text), sizing_mode="stretch_width", margin=0, stylesheets=css)


def waiting() -> Markup:
    """A card that is being worked out."""
    return Markup('<p class="waiting" role="status">{}</p>').format(say("dash.waiting"))


def select(name: str, options: dict[str, str], value: str) -> pn.widgets.Select:
    """A filter, from its texts to its values."""
    return pn.widgets.Select(
        name=name,
        options=options,
        value=value,
        sizing_mode="stretch_width",
        margin=0,
        stylesheets=[shell.resource("card.css")],
    )


def place(search: str) -> pn.widgets.TextInput:
    """The query of the address, which the browser's follows at once.

    Panel's own way waits until nothing is being drawn any more, which may be never.
    """
    made = pn.widgets.TextInput(value=search, visible=False)
    made.jscallback(value="history.pushState({}, '', location.pathname + cb_obj.value)")
    return made


def fault(language: Language) -> pn.Template:
    """A page in place of one that could not be made."""
    made = pn.Template(shell.resource("fault.html"))
    made.add_variable("said", say("dash.fault_page", language=language))
    return made


def _told(found: Content | str | None) -> list[Any]:
    """What a card says in words."""
    if found is None:
        return [html(waiting())]
    if isinstance(found, str):
        return [html(Markup('<p class="problem" role="alert">{}</p>').format(found))]
    return [html(found.html)] if found.html else []


def _figures(shown: Sequence[Any]) -> list[pn.pane.Plotly]:
    return [pane for pane in shown if isinstance(pane, pn.pane.Plotly)]


def _figure(figure: Any, before: Sequence[pn.pane.Plotly]) -> pn.pane.Plotly:
    for pane in before:
        height = figure.layout.height
        pane.param.update(object=figure, height=height, click_data=None, visible=True)
        return pane
    return pn.pane.Plotly(
        figure,
        config={"displayModeBar": False, "responsive": True},
        sizing_mode="stretch_width",
        margin=0,
        height=figure.layout.height,
    )
