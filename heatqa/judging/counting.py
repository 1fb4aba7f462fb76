"""How the records of a source are counted: under all clauses on it in one pass, in any engine."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from heatqa import clauses
from heatqa.clauses import Variant
from heatqa.judging import alike, calendars, facts, seen, source_sql, verdicts
from heatqa.judging.engine import Engine, Local
from heatqa.judging.questions import Questions, worth_asking
from heatqa.settings import Settings
from heatqa.sql import literal

COUNTS = ("met", "missed", "pending", "cannot_tell")
# A source without a category (`leaf`) of its own has none in the cube.
DIMENSIONS = ("day", "community_id", "team", "leaf")


@dataclass(frozen=True)
class Ready:
    """Clauses whose sources have been made ready in an engine, as known at a moment.

    Attributes:
        engine: Where the records are.
        variants: The clauses on sources that have rows.
        as_of: The moment.
        bare: The columns of which some load brought the days only.
        sums: What was summed beforehand.
        weighed: Whether the four counts of a clause are taken by one sum.
    """

    engine: Engine
    variants: list[Variant]
    as_of: dt.datetime
    bare: frozenset[str]
    sums: alike.Sums
    weighed: bool


def ready(
    engine: Engine,
    variants: Iterable[Variant],
    settings: Settings,
    as_of: dt.datetime,
    *,
    within: seen.Within | None = None,
) -> Ready:
    """Make the views on which clauses are judged.

    Args:
        engine: Where the records are.
        variants: The clauses.
        settings: The company's choices.
        as_of: The moment as of which records are judged.
        within: The days of one table that are judged, if not all.
    """
    every = list(variants)
    # A company's own clauses are judged on nothing, too: that is how their mistakes come out.
    shipped = clauses.load().documents
    own = {variant.fact for variant in every if variant.clause.document not in shipped}
    empty = source_sql.without_rows(engine, {variant.fact for variant in every} - own)
    every = [variant for variant in every if variant.fact not in empty]
    judged_on = {variant.fact for variant in every}
    facts.arrange(engine, as_of, settings, within, wanted=judged_on)
    sums = facts.arrange_sums(engine, as_of, settings, within, wanted=judged_on)
    calendars.add(engine, every, as_of)
    # Counts that leave their database have no numbers of that size on the way.
    weighed = type(engine) is Local
    return Ready(engine, every, as_of, facts.days_only(engine), sums, weighed)


def queries(ready: Ready, rows: Mapping[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """How to judge the records of one source after the other.

    Args:
        ready: What `ready` gave.
        rows: The sources that are judged, and SQL for those of their records that are; all if not
            given.

    Yields:
        A query for the engine that judges a source and counts, one row per day and place with all
        clauses side by side; and one that makes rows of the cube of them, kept as `counted`.
    """
    every = sorted(ready.variants, key=lambda variant: variant.fact)
    for source, group in itertools.groupby(every, key=lambda variant: variant.fact):
        view = f"fact_{source}"
        if rows is not None and source not in rows:
            continue
        judged = list(group)
        columns = ready.engine.columns(view)
        made = _counts(ready, judged, columns, rows[source] if rows else view)
        yield made, " union all ".join(_long(judged, weighed=ready.weighed))


def _counts(
    ready: Ready,
    group: list[Variant],
    columns: list[str],
    rows: str,
) -> str:
    """A query that judges every row of a source under all variants at once, and counts."""
    kept = [name for name in DIMENSIONS if name in columns]
    made = [verdicts.expressions(each, columns, ready.as_of, ready.bare) for each in group]
    joins = dict.fromkeys(join for each in made for join in each.joins)
    together = alike.counted(group, [each.verdict for each in made], kept, ready.sums, rows)
    if not together and worth_asking(group):
        questions = Questions()
        made = [
            verdicts.expressions(each, columns, ready.as_of, ready.bare, questions.ask)
            for each in group
        ]
        together, joins = questions.counted(kept, rows, joins), ()
    number = verdicts.weighed if ready.weighed else str
    judged = ", ".join(f"{number(each.verdict)} as v{n}" for n, each in enumerate(made))
    records = alike.RECORDS if together else "1"
    if ready.weighed:
        times = f" * {records}" if together else ""
        counts = ", ".join(f"sum(v{n}{times}) as counts{n}" for n in range(len(group)))
    else:
        counts = ", ".join(
            f"sum(case when v{n} = {literal(verdict)} then records else 0 end) as {count}{n}"
            for n in range(len(group))
            for verdict, count in zip(verdicts.VERDICTS, COUNTS, strict=True)
        )
    names = ", ".join(DIMENSIONS)
    dimensions = ", ".join(
        f"fact.{name}" if name in columns else f"cast(null as varchar) as {name}"
        for name in DIMENSIONS
    )
    return (
        f"select {names}, {counts} from (select {dimensions}, {records} as records, {judged} "
        f"from {together or rows} as fact {' '.join(joins)}) group by all"
    )


def _long(group: list[Variant], *, weighed: bool) -> Iterable[str]:
    for n, variant in enumerate(group):
        counts = [f"{count}{n}" for count in COUNTS]
        some = f"{' + '.join(counts)} > 0"
        if weighed:
            counts, some = verdicts.unpacked(f"counts{n}"), f"counts{n} > 0"
        yield (
            f"select {literal(variant.clause.id)}, {literal(variant.reading)}, "
            f"{', '.join([*DIMENSIONS, *counts])} from counted where {some}"
        )
