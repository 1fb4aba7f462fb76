"""What binds in a clause, in a few words: its limit, or what must be on record."""

from collections.abc import Mapping

from heatqa.clauses import Catalogue, Clause, forms
from heatqa.language import has, percent, say
from heatqa.tables import moments

# The end of a column's name tells its unit.
_UNITS = ("celsius", "kelvin")


def clock(clause: Clause, catalogue: Catalogue, readings: Mapping[str, str] | None = None) -> str:
    """The limit of a clause as its data state it, under the readings chosen.

    Example:
        >>> from heatqa import clauses
        >>> catalogue = clauses.load()
        >>> clock(catalogue.clause("S1-1.3"), catalogue)
        '30 min'
    """
    form = catalogue.variant(clause, readings).form
    if clause.form == "unjudged":
        return say("clock.unjudged")
    if clause.form == "share":
        counted = say("clock.share", share=percent(clause.target, 0))
        return f"{counted} ({clause.terms['of']})"
    if isinstance(form, forms.Deadline):
        return moments.limit(form.limit)
    if isinstance(form, forms.Bound):
        return _range(form)
    if isinstance(form, forms.Count):
        return say("clock.count", most=form.limit) if form.limit else say("clock.not_once")
    name = type(form).__name__.lower()
    key = f"clock.{name}"
    return say(key) if has(key) else say(f"form.{name}")


def timed(clause: Clause, catalogue: Catalogue) -> bool:
    """Whether a clause states a number."""
    return catalogue.judged_as(clause).form in ("deadline", "bound", "count")


def _range(form: forms.Bound) -> str:
    unit = form.value.rpartition("_")[2]
    shown = say(f"clock.unit.{unit}") if unit in _UNITS else ""
    if form.low is not None and form.high is not None:
        return say("clock.between", low=f"{form.low:g}", high=f"{form.high:g}") + shown
    if form.low is not None:
        return say("clock.at_least", low=f"{form.low:g}") + shown
    return say("clock.at_most", high=f"{form.high:g}") + shown
