"""Charts that PowerPoint draws itself, with the numbers behind them open to the reader."""

import copy
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml.ns import qn
from pptx.util import Pt

from heatqa.figures import style
from heatqa.review.forms import look, values
from heatqa.review.forms.look import Box
from heatqa.review.pages import Chart, Series

_TYPES = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
}
_LYING = ("bars", "stacked")
# Lines are told apart by dashes and marks, so that they are without colour, too.
_DASHES = (
    MSO_LINE_DASH_STYLE.SOLID,
    MSO_LINE_DASH_STYLE.DASH,
    MSO_LINE_DASH_STYLE.ROUND_DOT,
    MSO_LINE_DASH_STYLE.DASH_DOT,
)
_MARKS = (
    XL_MARKER_STYLE.CIRCLE,
    XL_MARKER_STYLE.SQUARE,
    XL_MARKER_STYLE.DIAMOND,
    XL_MARKER_STYLE.TRIANGLE,
)
# More numbers than this would lie over each other.
_MOST_LABELS = 26
# More names than this below a chart are written smaller, so that none is broken.
_MANY = 8
_GAP = 45
# Smaller numbers cannot be read from the back of a room, so that thin bars have none.
_LEAST_LABEL = 11
# A share may reach 1; the number behind its bar wants room beyond.
_BEYOND, _STEP = 1.12, 0.2
_SECOND_AXES = ("700000001", "700000002")
_FORMULA_STARTS = ("=", "+", "-", "@")


def add(slide: Any, chart: Chart, box: Box, title: str) -> Any:
    """Put a chart on a slide.

    Args:
        slide: Where to.
        chart: What it shows.
        box: Its place.
        title: What it is of, shown above it.

    Returns:
        The shape that holds it.
    """
    form = values.chart_format(chart.kind)
    data = CategoryChartData(number_format=form)
    data.categories = [_text(category) for category in chart.categories]
    series = [*chart.series, chart.beside] if chart.beside else chart.series
    for one in series:
        data.add_series(_text(one.name), one.values)
    place = (Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    frame = slide.shapes.add_chart(_TYPES[chart.shape], *place, data)
    made = frame.chart
    size = look.sizes("chart")[0]
    made.font.size = Pt(size)
    made.font.color.rgb = _rgb(style.colour("text"))
    _titled(made, title)
    made.has_legend = len(series) > 1
    if made.has_legend:
        made.legend.position = XL_LEGEND_POSITION.TOP
        made.legend.include_in_layout = False
    _axes(made, chart)
    _coloured(made, chart)
    if chart.shape in ("bars", "columns") and len(_known(chart)) <= _MOST_LABELS:
        _labelled(made, chart, form, box)
    if chart.beside:
        _stand_apart(made, chart.beside)
    return frame


def _titled(made: Any, title: str) -> None:
    made.has_title = True
    frame = made.chart_title.text_frame
    frame.text = title
    frame.paragraphs[0].font.size = Pt(look.sizes("chart")[0])
    frame.paragraphs[0].font.bold = False
    made.chart_title.include_in_layout = False


def _axes(made: Any, chart: Chart) -> None:
    made.value_axis.tick_labels.number_format = values.chart_format(chart.kind, axis=True)
    made.value_axis.tick_labels.number_format_is_linked = False
    made.value_axis.major_gridlines.format.line.color.rgb = _rgb(style.colour("grid"))
    made.value_axis.format.line.fill.background()
    if chart.shape != "lines":
        made.value_axis.minimum_scale = min(0, *_known(chart), 0)
    if chart.kind == "share" and max(_known(chart), default=0) > 0.9:
        made.value_axis.maximum_scale = _BEYOND if chart.shape == "bars" else 1
        made.value_axis.major_unit = _STEP
    if chart.axis:
        made.value_axis.has_title = True
        made.value_axis.axis_title.text_frame.text = chart.axis
        paragraph = made.value_axis.axis_title.text_frame.paragraphs[0]
        paragraph.font.size, paragraph.font.bold = Pt(look.sizes("chart")[0] - 2), False
    made.category_axis.has_major_gridlines = False
    if chart.shape not in _LYING and len(chart.categories) > _MANY:
        made.category_axis.tick_labels.font.size = Pt(look.sizes("chart")[0] - 2)
    if chart.shape in _LYING:
        # The first category on top, and the values still below.
        made.category_axis.reverse_order = True
        values_below = made.value_axis._element
        values_below._remove_crosses()
        values_below._add_crosses(val=XL_AXIS_CROSSES.MAXIMUM)


def _coloured(made: Any, chart: Chart) -> None:
    (plot,) = made.plots
    lines = chart.shape == "lines"
    if not lines:
        plot.gap_width = _GAP
    if chart.shape == "stacked" or chart.layered:
        plot.overlap = 100
    series = [*chart.series, chart.beside] if chart.beside else chart.series
    for number, (drawn, one) in enumerate(zip(plot.series, series, strict=True)):
        colour = _rgb(style.colour(one.meaning))
        if lines:
            drawn.smooth = False
            drawn.format.line.color.rgb = colour
            drawn.format.line.width = Pt(2.5)
            drawn.format.line.dash_style = _DASHES[number % len(_DASHES)]
            drawn.marker.style = _MARKS[number % len(_MARKS)]
            drawn.marker.size = 6
            drawn.marker.format.fill.solid()
            drawn.marker.format.fill.fore_color.rgb = colour
            drawn.marker.format.line.color.rgb = colour
        else:
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = colour
            drawn.invert_if_negative = False


def _labelled(made: Any, chart: Chart, form: str, box: Box) -> None:
    """Numbers at the ends of bars, no larger than the bars are thick."""
    (plot,) = made.plots
    size = look.sizes("chart")[0]
    if chart.shape == "bars":
        rows = len(chart.categories) * (1 if chart.layered else len(chart.series))
        thick = (box.height - look.spacing("around_bars")) / rows
        if thick < _LEAST_LABEL:
            return
        size = min(size, thick)
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = form, False
    labels.show_value = True
    labels.font.size = Pt(int(size))


def _stand_apart(made: Any, beside: Series) -> None:
    """Give the last line an axis of its own at the right: it counts in other units."""
    (plot,) = made._chartSpace.chart.plotArea.findall(qn("c:lineChart"))
    *_, line = plot.findall(qn("c:ser"))
    plot.remove(line)
    other = copy.deepcopy(plot)
    for series in other.findall(qn("c:ser")):
        other.remove(series)
    other.find(qn("c:varyColors")).addnext(line)
    plot.addnext(other)
    axes = (made.category_axis._element, made.value_axis._element)
    own = [copy.deepcopy(axis) for axis in axes]
    for place, axis in enumerate(own):
        name, crossed = _SECOND_AXES[place], _SECOND_AXES[1 - place]
        other.findall(qn("c:axId"))[place].set("val", name)
        axis.find(qn("c:axId")).set("val", name)
        axis.find(qn("c:crossAx")).set("val", crossed)
    axes[1].addnext(own[1])
    own[1].addnext(own[0])
    names, scale = own
    names.find(qn("c:delete")).set("val", "1")
    scale.find(qn("c:axPos")).set("val", "r")
    scale.find(qn("c:crosses")).set("val", "max")
    scale.remove(scale.find(qn("c:majorGridlines")))
    scale.find(qn("c:numFmt")).set("formatCode", "General")
    title = scale.find(qn("c:title"))
    title.find(f".//{qn('a:t')}").text = beside.name


def _known(chart: Chart) -> list[float]:
    """Every value on the axis that the chart's bars or lines share."""
    return [value for series in chart.series for value in series.values if value is not None]


def _text(words: str) -> str:
    """A name that the sheet behind the chart does not take for a formula."""
    return f"'{words}" if words.startswith(_FORMULA_STARTS) else words


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())
