"""What a card shows, as objects of Panel."""

from collections.abc import Callable
from typing import Any, ClassVar

# Figures ask whether pandas is there; imported late by a thread, it would be there only half.
import pandas  # noqa: F401  # pyright: ignore[reportUnusedImport]
import panel as pn
from bokeh.document import Document
from markupsafe import Markup

from heatqa.dashboards import shell
from heatqa.dashboards.cards import Content
from heatqa.language import Language, say

# Room that the card's own heading makes needless in a figure.
_TOP, _TOP_WITH_LEGEND = 20, 64
# Narrower, labels lie upon each other; a phone shows part of it and moves sideways.
_LEAST_WIDTH = 500
# A card whose answer to the filters of now is on its way, while it shows the one before.
_STALE = "stale"


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
    # Where marks differ in colour, plotly draws their whiskers in a grey that dark paper swallows.
    figure.update_traces(error_x_color=figure.layout.font.color, selector=_many_coloured)


def _many_coloured(trace: Any) -> bool:
    return trace.type == "scatter" and isinstance(trace.marker.color, tuple)


class Template(pn.Template):
    """A page put together at once; Panel's own looks at all of it again after each part."""

    def server_doc(
        self, doc: Document | None = None, title: str | None = None, location: Any = True
    ) -> Document:
        """The page as a document of the server."""
        made = doc or pn.state.curdoc or Document()
        with made.models.freeze():
            return super().server_doc(made, title, location)


class Room:
    """What a card shows: a figure, if it has one, above a text.

    What is there is changed rather than replaced: a page with fewer new objects is answered
    sooner, and plotly fails at a figure that is taken away while it is still being drawn.
    """

    def __init__(self) -> None:
        """A room that waits."""
        self._text = html(waiting())
        self._figure: pn.pane.Plotly | None = None
        self.column = pn.Column(
            self._text,
            sizing_mode="stretch_width",
            margin=0,
            stylesheets=[shell.resource("card.css")],
        )

    def show(self, found: Content | str, clicked: Callable[[Any], None]) -> None:
        """Show what was found; a text alone is a problem.

        Args:
            found: What to show.
            clicked: Called with what plotly tells of a click on the figure.
        """
        if isinstance(found, str):
            problem = Markup('<p class="problem" role="alert">{}</p>').format(found)
            found = Content(html=problem)
        self._text.param.update(object=str(found.html), visible=bool(found.html))
        self._draw(found.figure, clicked)
        self.column.css_classes = []

    def stale(self) -> None:
        """Say that what is shown is of before."""
        self.column.css_classes = [_STALE]

    def wait(self) -> None:
        """Say that a text is waited for; a figure stays until the next one takes its place."""
        self.stale()
        self._text.param.update(object=str(waiting()), visible=True)

    def _draw(self, figure: Any, clicked: Callable[[Any], None]) -> None:
        if figure is None:
            if self._figure is not None:
                self._figure.visible = False
            return
        height = figure.layout.height
        if self._figure is not None:
            self._figure.param.update(object=figure, height=height, click_data=None, visible=True)
            return
        self._figure = pn.pane.Plotly(
            figure,
            # A figure is kept for everybody who asks. Linked, it would take on the width and zoom
            # of each browser, for all others too; and plotly fails to hide one that came with a
            # width of its own.
            link_figure=False,
            config={"displayModeBar": False, "responsive": True},
            sizing_mode="stretch_width",
            min_width=_LEAST_WIDTH,
            margin=0,
            height=height,
        )
        self._figure.param.watch(lambda event: clicked(event.new), "click_data")
        self.column.objects = [self._figure, self._text]


def html(text: Markup) -> pn.pane.HTML:
    """A piece of markup in the look of cards."""
    css = [shell.resource("card.css")]
    return pn.pane.HTML(str(text), sizing_mode="stretch_width", margin=0, stylesheets=css)


def waiting() -> Markup:
    """A card that is being worked out."""
    return Markup('<p class="waiting" role="status">{}</p>').format(say("dash.waiting"))


class _Select(pn.widgets.Select):
    """A filter that the server hears of at once; Panel's own waits for further changes."""

    _priority_changes: ClassVar[list[str]] = ["value"]


def select(name: str, options: dict[str, str], value: str) -> pn.widgets.Select:
    """A filter, from its texts to its values."""
    return _Select(
        name=name,
        options=options,
        value=value,
        sizing_mode="stretch_width",
        margin=0,
        stylesheets=[shell.resource("card.css")],
    )


def place(search: str) -> pn.widgets.TextInput:
    """The query of the address, which the browser's follows at once, or another page to go to.

    Panel's own way waits until nothing is being drawn any more, which may be never.
    """
    made = pn.widgets.TextInput(value=search, visible=False)
    made.jscallback(
        value="cb_obj.value.startsWith('?')"
        " ? history.pushState({}, '', location.pathname + cb_obj.value)"
        " : location.assign(cb_obj.value)"
    )
    return made


def fault(language: Language) -> pn.Template:
    """A page in place of one that could not be made."""
    made = pn.Template(shell.resource("fault.html"))
    made.add_variable("said", say("dash.fault_page", language=language))
    return made
