"""Why a record got its verdict, line by line, and the records behind a clause."""

import datetime as dt

import polars as pl
from rich import box
from rich.table import Table

from heatqa import language
from heatqa.clauses import Catalogue, Clause, forms
from heatqa.judging import facts
from heatqa.judging.why import Explanation
from heatqa.language import pick, say
from heatqa.tables import moments

# What a form cannot be told without.
_UNTOLD: dict[type, str] = {
    forms.Hours: "no_call",
    forms.Absent: "no_report",
    forms.Phrase: "speakers",
}
_MEASURES = ("starts_at", "stops_at", "due_at", "value")


def lines(told: Explanation, catalogue: Catalogue) -> list[tuple[str, str]]:
    """The explanation as pairs of a heading and a sentence."""
    clause = told.clause
    document = catalogue.documents[clause.document]
    cited = say("why.document", title=document.title, number=clause.number)
    found = [("clause", f"{clause.id} · {cited} · {pick(clause.rule)}")]
    for name, option in told.variant.choice:
        reading = catalogue.readings[name]
        chosen = reading.options[option]
        said = f"{pick(reading.asks)} {pick(chosen.label)}: {pick(chosen.means)}"
        found.append(("reading", said))
    found.append(("record", told.record))
    found.append(("origin", _origin(told)))
    found += _arithmetic(told)
    found.append(("seen", _fields(told)))
    verdict = say(f"verdict.{told.verdict.replace(' ', '_')}")
    why = reason(told)
    found.append(("verdict", f"{verdict} ({why})" if why else verdict))
    return [(say(f"why.{heading}"), sentence) for heading, sentence in found]


def as_frame(told: Explanation, catalogue: Catalogue) -> pl.DataFrame:
    """The explanation as a frame of two columns, `about` and `found`."""
    return pl.DataFrame(lines(told, catalogue), schema=["about", "found"], orient="row")


def table(told: Explanation, catalogue: Catalogue) -> Table:
    """The explanation as a table of two columns."""
    made = Table(show_header=False, box=None, pad_edge=False)
    made.add_column(style="bold", no_wrap=True)
    made.add_column()
    for heading, sentence in lines(told, catalogue):
        made.add_row(heading, sentence)
    return made


def records_table(frame: pl.DataFrame, clause: Clause) -> Table:
    """The records behind a clause, each with its clock and the line it came from."""
    title = say("records.title", clause=clause.id, rule=pick(clause.rule))
    made = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False)
    # A clause has a clock or a value, seldom both; empty columns only take room.
    measures = [name for name in _MEASURES if frame[name].null_count() < len(frame)]
    for name in ("record", "verdict", *measures, "origin"):
        said = say(f"records.column.{name}")
        made.add_column(said, no_wrap=name == "record", overflow="fold")
    for row in frame.iter_rows(named=True):
        made.add_row(
            row["record"],
            say(f"verdict.{row['verdict'].replace(' ', '_')}"),
            *(_measure(row[name]) for name in measures),
            f"{row['file']}, {row['source_row']}" if row["file"] else "–",
        )
    return made


def _measure(value: dt.datetime | float | None) -> str:
    if value is None or isinstance(value, dt.datetime):
        return moments.moment(value)
    return f"{value:g}"


def _origin(told: Explanation) -> str:
    if told.file is None:
        return say("why.not_recorded")
    key = "why.origin_sheet" if told.sheet else "why.origin_of"
    return say(key, file=told.file, sheet=told.sheet, row=language.number(told.source_row))


def _fields(told: Explanation) -> str:
    """The fields that the clause looks at, with their names and codes in the user's language."""
    source = facts.sources()[told.variant.fact]
    return "; ".join(
        f"{pick(source.label(name))}: {_shown(source, name, value)}"
        for name, value in told.values.items()
    )


def _arithmetic(told: Explanation) -> list[tuple[str, str]]:
    form = told.variant.form
    if isinstance(form, forms.Deadline | forms.Kept):
        return _clock(told, form)
    if isinstance(form, forms.Phrase):
        return _phrases(told, form)
    found = []
    if told.value is not None:
        found.append(("value", f"{told.value:g}"))
    if isinstance(form, forms.Bound):
        found.append(("allowed", _allowed(form)))
    if isinstance(form, forms.Count):
        found.append(("allowed", say("why.at_most", high=form.limit)))
    if told.due_at is not None:
        found.append(("due", moments.moment(told.due_at)))
    return found


def _phrases(told: Explanation, form: forms.Phrase) -> list[tuple[str, str]]:
    """Each list with the phrase of it that was found, written as the list writes it."""
    headings = {"when": "occasion", "required": "required", "forbidden": "forbidden"}
    lines = []
    for one in told.phrases:
        if one.use == "when" and one.phrase is None:
            continue
        listed = pick(form.lists[one.name].means)
        within = say(f"why.within.{form.within}")
        sentence = say("why.phrase_absent", list=listed, within=within)
        if one.phrase is not None:
            sentence = say("why.phrase_found", list=listed, phrase=one.phrase)
        lines.append((headings[one.use], sentence))
    return lines


def _clock(told: Explanation, form: forms.Deadline | forms.Kept) -> list[tuple[str, str]]:
    source = facts.sources()[told.variant.fact]

    def named(column: str) -> str:
        return pick(source.label(column))

    found = []
    if form.start:
        start = say("why.not_recorded")
        if told.starts_at:
            start = f"{moments.moment(told.starts_at)} ({named(form.start)})"
        found.append(("start", start))
    stop = say("why.no_stop", as_of=moments.moment(told.as_of))
    if told.stops_at:
        stop = f"{moments.moment(told.stops_at)} ({named(form.stop)})"
    found.append(("stop", stop))
    if told.due_at:
        due = moments.moment(told.due_at)
        if isinstance(form, forms.Deadline):
            due = say("why.limit", due=due, limit=moments.limit(form.limit))
        found.append(("due", due))
    if told.elapsed is not None:
        found.append(("elapsed", moments.length(told.elapsed)))
    if told.passed_over:
        found.append(("passed_over", _days(told.passed_over)))
    if told.provisional and told.due_at:
        found.append(("passed_over", say("why.provisional", year=told.due_at.year)))
    return found


def _days(days: list[tuple[dt.date, str]]) -> str:
    """Days that a working-day clock skips, as month-day."""
    return ", ".join(f"{day:%m-%d}" for day, _ in days)


def _allowed(form: forms.Bound) -> str:
    if form.low is not None and form.high is not None:
        return say("why.between", low=form.low, high=form.high)
    if form.low is not None:
        return say("why.at_least", low=form.low)
    return say("why.at_most", high=form.high)


def reason(told: Explanation) -> str:
    """What decided a clock's verdict; other forms speak through their value."""
    form = told.variant.form
    if told.verdict == "cannot tell" and type(form) in _UNTOLD:
        return say(f"why.reason.{_UNTOLD[type(form)]}")
    if not isinstance(form, forms.Deadline | forms.Kept):
        return ""
    start, stop, due, bare = told.starts_at, told.stops_at, told.due_at, told.days_only
    if told.verdict == "cannot tell":
        if start is None and form.start:
            return say("why.reason.no_start")
        if start and stop and (stop.date() < start.date() or (stop < start and not bare)):
            return say("why.reason.backwards")
        if stop and bare:
            return say("why.reason.no_clock")
        steps = [told.values.get(step) for step in form.over]
        key = "no_stop" if stop is None and any(steps) else "meant"
        return say(f"why.reason.{key}")
    if due is None or (told.verdict == "missed" and stop is None and told.as_of <= due):
        return say("why.reason.never")
    if told.verdict == "met" and stop:
        return say("why.reason.in_time", spare=moments.length(due - stop))
    if told.verdict == "pending":
        return say("why.reason.pending", spare=moments.length(due - told.as_of))
    if stop:
        return say("why.reason.late", late=moments.length(stop - due))
    if isinstance(form, forms.Deadline) and form.lost and told.verdict == "missed":
        return say("why.reason.never")
    return say("why.reason.open_late", late=moments.length(told.as_of - due))


def _shown(source: facts.Source, column: str, value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("why.yes" if value else "why.no")
    if isinstance(value, dt.datetime):
        return moments.moment(value)
    return pick(source.worded(column, value))
