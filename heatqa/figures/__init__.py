"""Plotly figures from statistics, in one style: frames in, figure out, nothing computed.

A picture is handed on in slides and messages, so its Chinese is set as in print.
"""

from heatqa.figures.absurd import absurd
from heatqa.figures.ageing import ageing
from heatqa.figures.books import books, reasons
from heatqa.figures.changes import changes
from heatqa.figures.class_confusion import class_confusion
from heatqa.figures.control_chart import control_chart, wait_chart
from heatqa.figures.corrected import corrected, tilted
from heatqa.figures.coverage import coverage
from heatqa.figures.demand import (
    contacts_and_cold,
    expected_days,
    repeats,
    season_beside_last,
    surges,
)
from heatqa.figures.differences import differences
from heatqa.figures.distributions import distributions
from heatqa.figures.drivers import drivers
from heatqa.figures.filled import filled
from heatqa.figures.funnel import case_funnel, funnel
from heatqa.figures.heard import heard
from heatqa.figures.hotline import hours_of_week, ring_days, service_level, staffing
from heatqa.figures.hotspots import hotspots
from heatqa.figures.icons import icons
from heatqa.figures.leaf_heat import leaf_heat
from heatqa.figures.months import months, slider
from heatqa.figures.pareto import pareto
from heatqa.figures.paths import paths
from heatqa.figures.ranking import ranking
from heatqa.figures.readings import readings
from heatqa.figures.returns import returns
from heatqa.figures.scores import scores
from heatqa.figures.simple import simple
from heatqa.figures.standing import standing
from heatqa.figures.steps import step_times, steps
from heatqa.figures.time_used import time_used
from heatqa.figures.together import together
from heatqa.figures.tornado import tornado
from heatqa.figures.verdicts import verdicts
from heatqa.figures.waiting_curves import waiting_curves
from heatqa.figures.waiting_times import waiting_times
from heatqa.figures.warmth import (
    degree_hours,
    pass_rates,
    plan_coverage,
    sensors,
    silent_cold,
    winters,
)
from heatqa.figures.who_heard import who_was_heard

__all__ = [
    "absurd",
    "ageing",
    "books",
    "case_funnel",
    "changes",
    "class_confusion",
    "contacts_and_cold",
    "control_chart",
    "corrected",
    "coverage",
    "degree_hours",
    "differences",
    "distributions",
    "drivers",
    "expected_days",
    "filled",
    "funnel",
    "heard",
    "hotspots",
    "hours_of_week",
    "icons",
    "leaf_heat",
    "months",
    "pareto",
    "pass_rates",
    "paths",
    "plan_coverage",
    "ranking",
    "readings",
    "reasons",
    "repeats",
    "returns",
    "ring_days",
    "scores",
    "season_beside_last",
    "sensors",
    "service_level",
    "silent_cold",
    "simple",
    "slider",
    "staffing",
    "standing",
    "step_times",
    "steps",
    "surges",
    "tilted",
    "time_used",
    "together",
    "tornado",
    "verdicts",
    "wait_chart",
    "waiting_curves",
    "waiting_times",
    "who_was_heard",
    "winters",
]
