"""The facts and the verdicts in polars: lazy, all clauses of a fact in one query."""

import datetime as dt
from collections.abc import Sequence

import polars as pl

from benchmarks.verdicts import clauses, tables

DIMENSIONS = ("day", "community_id", "team", "leaf")
_US = "us"


class Expressions:
    """Columns of a lazy frame."""

    def __init__(self, now: dt.datetime, working_days: pl.DataFrame) -> None:
        self.now = now
        days = working_days["day"]
        self._after = {
            count: dict(zip(days, working_days[f"after_{count}"], strict=True)) for count in (5, 10)
        }

    def __getitem__(self, name: str) -> pl.Expr:
        return pl.col(name)

    def given(self, column: pl.Expr) -> pl.Expr:
        return column.is_not_null()

    def among(self, column: pl.Expr, values: Sequence[str]) -> pl.Expr:
        return column.is_in(list(values))

    def other_than(self, column: pl.Expr, value: str) -> pl.Expr:
        return column.ne_missing(pl.lit(value))

    def else_(self, column: pl.Expr, value: str) -> pl.Expr:
        return column.fill_null(value)

    def day(self, column: pl.Expr) -> pl.Expr:
        return column.dt.truncate("1d")

    def working_day(self, column: pl.Expr, after: int) -> pl.Expr:
        day = column.dt.date().replace_strict(self._after[after], default=None)
        return day.cast(pl.Datetime(_US))

    def seconds(self, column: pl.Expr) -> pl.Expr:
        return pl.duration(microseconds=(column.fill_null(0) * 1_000_000).cast(pl.Int64))

    def choose(self, branches: Sequence[tuple[pl.Expr, int]], otherwise: int) -> pl.Expr:
        (first, number), *rest = branches
        chain = pl.when(first).then(pl.lit(number, pl.Int8))
        for condition, number in rest:
            chain = chain.when(condition).then(pl.lit(number, pl.Int8))
        return chain.otherwise(pl.lit(otherwise, pl.Int8))


def cube(given: tables.Tables) -> pl.DataFrame:
    """The counts of all clauses, as `judging.cube` has them."""
    seen = {name: _seen(given, name) for name in tables.NAMES}
    rows = Expressions(given.as_of, given.working_days)
    calls = _calls(seen["calls"])
    made = (
        (_cases(seen, given.urgent, given.as_of), clauses.on_cases),
        (_visits(seen, given.as_of), clauses.on_visits),
        (calls, clauses.on_calls),
        (_attempts(calls), clauses.on_attempts),
        (_complaints(seen["tickets"]), clauses.on_complaints),
    )
    return pl.concat([_counted(frame, verdicts(rows)) for frame, verdicts in made])


def _counted(frame: pl.LazyFrame, verdicts: clauses.Verdicts) -> pl.DataFrame:
    """One row per clause, reading, day and place with the verdicts counted."""
    have = frame.collect_schema().names()
    dimensions = [
        pl.col(name) if name in have else pl.lit(None, pl.String).alias(name) for name in DIMENSIONS
    ]
    judged = [verdict.alias(f"v{n}") for n, verdict in enumerate(verdicts.values())]
    counts = [
        (pl.col(f"v{n}") == number).sum().cast(pl.Int64).alias(f"{name}{n}")
        for n in range(len(verdicts))
        for number, name in enumerate(tables.COUNTS)
    ]
    wide = frame.select(*dimensions, *judged).group_by(DIMENSIONS).agg(counts).collect()
    return pl.concat(
        wide.select(
            pl.lit(clause).alias("clause"),
            pl.lit(reading).alias("reading"),
            *DIMENSIONS,
            *(pl.col(f"{name}{n}").alias(name) for name in tables.COUNTS),
        ).filter(pl.sum_horizontal(tables.COUNTS) > 0)
        for n, (clause, reading) in enumerate(verdicts)
    )


def _seen(given: tables.Tables, name: str) -> pl.LazyFrame:
    """A table as known at a moment."""
    described = tables.described(name)
    frame = given.frames[name].lazy()
    begun = pl.coalesce(described.times)
    happened = [
        pl.when(pl.col(moment) <= given.as_of).then(pl.col(moment)).alias(moment)
        for moment in described.events
    ]
    known = [
        pl.when(pl.col(code).is_in(list(spelled))).then(pl.col(code)).alias(code)
        for code, spelled in described.strict.items()
    ]
    return frame.filter((begun <= given.as_of).fill_null(True)).with_columns(
        *happened, *known, begun.dt.date().alias("day")
    )


def _first(frame: pl.LazyFrame, key: str, moment: str, name: str) -> pl.LazyFrame:
    found = frame.filter(pl.col(key).is_not_null())
    return found.group_by(key).agg(pl.col(moment).min().alias(name))


def _cases(
    seen: dict[str, pl.LazyFrame], urgent: Sequence[str], as_of: dt.datetime
) -> pl.LazyFrame:
    tickets, visits = seen["tickets"], seen["visits"]
    main = tickets.select(pl.col("ticket_id").alias("main"), pl.lit(True).alias("merged"))
    members = (
        tickets.with_columns(
            main=pl.when(pl.col("parent_ticket_id") != pl.col("ticket_id")).then("parent_ticket_id")
        )
        .join(main, on="main", how="left")
        .with_columns(pl.col("merged").fill_null(False))
        .with_columns(case_id=pl.when("merged").then("main").otherwise("ticket_id"))
    )
    families = members.group_by("case_id").agg(
        first_accepted_at=pl.col("accepted_at").min(),
        reported_at=pl.min_horizontal("found_at", "accepted_at").min(),
        last_finished_at=pl.col("finished_at").max(),
    )
    came = pl.concat(
        [
            members.select("case_id", "arrived_at"),
            members.select("case_id", "ticket_id")
            .join(visits.select("ticket_id", "arrived_at"), on="ticket_id")
            .select("case_id", "arrived_at"),
        ]
    ).filter(pl.col("arrived_at").is_not_null())
    after = pl.col("arrived_at") >= pl.col("first_accepted_at")
    crews = (
        came.join(families.select("case_id", "first_accepted_at"), on="case_id")
        .group_by("case_id")
        .agg(
            arrived_at=pl.coalesce(
                pl.col("arrived_at").filter(after).min(), pl.col("arrived_at").min()
            )
        )
    )
    reported = visits.filter(pl.col("ticket_id").is_not_null())
    reported = reported.group_by("ticket_id").agg(visit_fed_back_at=pl.col("fed_back_at").max())
    turns = (
        visits.filter(pl.col("ticket_id").is_not_null() & pl.col("arrived_at").is_not_null())
        .sort("arrived_at")
        .with_columns(next_arrived_at=pl.col("arrived_at").shift(-1).over("ticket_id"))
        .filter(pl.col("outcome") == "no_access")
        .join(tickets.select("ticket_id", "finished_at"), on="ticket_id", suffix="_case")
    )
    done = pl.when(pl.col("finished_at_case").is_not_null())
    over = done.then(pl.max_horizontal("finished_at_case", "arrived_at"))
    end = pl.coalesce("next_arrived_at", over, pl.lit(as_of))
    waited = (end - pl.col("arrived_at")).dt.total_microseconds().clip(lower_bound=0)
    pauses = turns.group_by("ticket_id").agg(paused_seconds=waited.sum() / 1_000_000)
    late = seen["notices"].filter(pl.col("about") == "late_repair")
    told = _first(late, "about_id", "sent_at", "told_at").rename({"about_id": "ticket_id"})
    asked = _first(seen["ratings"], "ticket_id", "asked_at", "rating_asked_at")
    cases = members.drop("arrived_at").join(families, on="case_id")
    cases = cases.join(crews, on="case_id", how="left")
    for more in (reported, asked, told, pauses):
        cases = cases.join(more, on="ticket_id", how="left")
    return cases.with_columns(
        urgent_category=pl.col("leaf").is_in(list(urgent)),
        address=pl.coalesce("household_key", "building"),
        repaired_at=pl.when(pl.col("finished_at").is_not_null()).then("last_finished_at"),
        result_known_at=pl.coalesce("fed_back_at", "visit_fed_back_at"),
        handled_at=pl.min_horizontal(
            "first_action_at", "dispatched_at", "replied_at", "finished_at"
        ),
        settled_at=pl.min_horizontal("replied_at", "finished_at"),
        concluded_at=pl.min_horizontal("finished_at", "closed_at"),
        a_day_later_at=pl.col("accepted_at") + dt.timedelta(hours=24),
        promised_by_at=pl.col("promised_at"),
        one_owner=(pl.col("accepted_by") == pl.col("closed_by"))
        & (pl.col("transfers").fill_null(0) == 0),
        repair_due_at=pl.coalesce(
            "promised_at",
            pl.when(pl.col("location") == "indoor").then(
                pl.col("reported_at") + dt.timedelta(hours=24)
            ),
        ),
    ).with_columns(
        late=pl.coalesce("repaired_at", pl.lit(as_of)) > pl.col("repair_due_at"),
        told_before_late=(pl.col("told_at") < pl.col("repair_due_at")).fill_null(False),
    )


def _visits(seen: dict[str, pl.LazyFrame], as_of: dt.datetime) -> pl.LazyFrame:
    late = seen["notices"].filter(pl.col("about") == "late_repair")
    told = _first(late, "about_id", "sent_at", "told_at")
    scored = seen["ratings"].filter(pl.col("ticket_id").is_not_null())
    scored = scored.group_by("ticket_id").agg(rated=pl.col("score").min())
    of_case = seen["tickets"].select("ticket_id", "urgency", "location", "score")
    return (
        seen["visits"]
        .join(of_case, on="ticket_id", how="left")
        .join(scored, on="ticket_id", how="left")
        .join(told.rename({"about_id": "visit_id"}), on="visit_id", how="left")
        .join(
            told.rename({"about_id": "ticket_id", "told_at": "case_told_at"}),
            on="ticket_id",
            how="left",
        )
        .with_columns(
            satisfaction=pl.coalesce("score", "rated"),
            appointment_ends_at=pl.coalesce("appointment_to_at", "appointment_from_at"),
            told_at=pl.min_horizontal("told_at", "case_told_at"),
        )
        .with_columns(
            quarter_hour_later_at=pl.col("appointment_ends_at") + dt.timedelta(minutes=15),
            late=pl.coalesce("arrived_at", pl.lit(as_of)) > pl.col("appointment_ends_at"),
            told_before_late=(pl.col("told_at") < pl.col("appointment_ends_at")).fill_null(False),
        )
    )


def _calls(calls: pl.LazyFrame) -> pl.LazyFrame:
    denied = (pl.col("outcome") == "unanswered") & pl.col("answered_at").is_not_null()
    contradicts = (denied | (pl.col("ended_at") < pl.col("answered_at"))).fill_null(False)
    rang = pl.duration(microseconds=(pl.col("ring_seconds") * 1_000_000).round().cast(pl.Int64))
    unanswered = (pl.col("outcome") == "unanswered") | pl.col("ended_at").is_not_null()
    return calls.filter(
        (pl.col("direction").fill_null("inbound") != "outbound")
        & (pl.col("outcome").fill_null("") != "phantom")
    ).with_columns(
        contradicts=contradicts,
        team=pl.col("skill_group"),
        rang_at=pl.coalesce("ring_started_at", pl.col("answered_at") - rang),
        answered=pl.when(contradicts)
        .then(None)
        .when(pl.col("answered_at").is_not_null() | (pl.col("outcome") == "answered"))
        .then(True)
        .when(unanswered)
        .then(False),
        answered_at=pl.when(~contradicts).then("answered_at"),
        customer_hung_up=pl.col("hung_up_by") == "customer",
    )


def _attempts(calls: pl.LazyFrame) -> pl.LazyFrame:
    half_an_hour = dt.timedelta(minutes=30)
    again = (pl.col("started_at") <= pl.col("before") + half_an_hour) & ~pl.col("answered_before")
    first = pl.col("attempt") == 1
    return (
        calls.filter(
            (pl.col("line_type").fill_null("hotline") == "hotline")
            & pl.col("started_at").is_not_null()
        )
        .with_columns(caller=pl.coalesce("caller_key", "call_id"))
        .sort("caller", "started_at", "call_id")
        .with_columns(
            before=pl.col("started_at").shift().over("caller"),
            answered_before=pl.col("answered").fill_null(False).shift().over("caller"),
        )
        .with_columns(run=(~again).fill_null(True).cum_sum().over("caller"))
        .with_columns(attempt=pl.int_range(1, pl.len() + 1).over("caller", "run"))
        .group_by("caller", "run")
        .agg(
            day=pl.col("day").min(),
            community_id=pl.col("community_id").filter(first).min(),
            team=pl.col("team").filter(first).min(),
            answered_at_attempt=pl.col("attempt").filter(pl.col("answered")).min(),
            window_ends_at=pl.col("started_at").max() + half_an_hour,
        )
    )


def _complaints(tickets: pl.LazyFrame) -> pl.LazyFrame:
    main = tickets.select(pl.col("ticket_id").alias("main"), pl.lit(True).alias("merged"))
    complaints = (
        tickets.filter(pl.col("record_type") == "complaint")
        .with_columns(
            main=pl.when(pl.col("parent_ticket_id") != pl.col("ticket_id")).then("parent_ticket_id")
        )
        .join(main, on="main", how="left")
        .with_columns(pl.col("merged").fill_null(False))
    )
    earlier = (
        complaints.select("ticket_id", "household_key", "accepted_at")
        .join(tickets, on="household_key", suffix="_other")
        .filter(
            (pl.col("ticket_id_other") != pl.col("ticket_id"))
            & (pl.col("accepted_at_other") < pl.col("accepted_at"))
            & (pl.col("promised_at") < pl.col("accepted_at"))
            & (pl.col("finished_at") > pl.col("accepted_at")).fill_null(True)
            & (pl.col("closed_at") > pl.col("accepted_at")).fill_null(True)
            & pl.col("status").ne_missing(pl.lit("cancelled"))
        )
        .group_by("ticket_id")
        .agg(overdue_before=pl.len().cast(pl.Int64))
    )
    count = pl.col("overdue_before").fill_null(0)
    return (
        complaints.drop("leaf")
        .join(earlier, on="ticket_id", how="left")
        .with_columns(overdue_before=pl.when(pl.col("household_key").is_not_null()).then(count))
    )
