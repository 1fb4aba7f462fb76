"""Plotly figures from statistics, in one style: frames in, figure out, nothing computed."""

from heatqa.figures.books import books, reasons
from heatqa.figures.control_chart import control_chart
from heatqa.figures.coverage import coverage
from heatqa.figures.differences import differences
from heatqa.figures.filled import filled
from heatqa.figures.funnel import case_funnel, funnel
from heatqa.figures.hotspots import hotspots
from heatqa.figures.icons import icons
from heatqa.figures.months import months, slider
from heatqa.figures.ranking import ranking
from heatqa.figures.readings import readings
from heatqa.figures.standing import standing
from heatqa.figures.tornado import tornado
from heatqa.figures.verdicts import verdicts

__all__ = [
    "books",
    "case_funnel",
    "control_chart",
    "coverage",
    "differences",
    "filled",
    "funnel",
    "hotspots",
    "icons",
    "months",
    "ranking",
    "readings",
    "reasons",
    "slider",
    "standing",
    "tornado",
    "verdicts",
]
