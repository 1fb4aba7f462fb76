"""The facts and the verdicts in pandas, as an analyst would write them: merges, groups, select.

Columns are backed by Arrow, so that nothing known is neither true nor false, as in SQL.
"""
# What an index into a frame gives is, to pandas' own types, a frame, a series or anything else.
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportAssignmentType=false, reportReturnType=false

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.verdicts import clauses, tables

DIMENSIONS = ["day", "community_id", "team", "leaf"]
_DAY = pd.Timedelta(days=1)


class Columns:
    """Columns of a data frame."""

    def __init__(self, frame: pd.DataFrame, given: tables.Tables) -> None:
        self._frame = frame
        self.now = pd.Timestamp(given.as_of)
        days = given.working_days.to_pandas().astype("timestamp[us][pyarrow]").set_index("day")
        self._after = {count: days[f"after_{count}"] for count in (5, 10)}

    def __getitem__(self, name: str) -> pd.Series:
        return self._frame[name]

    def given(self, column: pd.Series) -> pd.Series:
        return column.notna().astype("bool[pyarrow]")

    def among(self, column: pd.Series, values: Sequence[str]) -> pd.Series:
        return column.isin(values).astype("bool[pyarrow]").mask(column.isna())

    def other_than(self, column: pd.Series, value: str) -> pd.Series:
        return (column != value).fillna(True)

    def else_(self, column: pd.Series, value: str) -> pd.Series:
        return column.fillna(value)

    def day(self, column: pd.Series) -> pd.Series:
        return column.dt.floor("D")

    def working_day(self, column: pd.Series, after: int) -> pd.Series:
        return column.dt.floor("D").map(self._after[after]).astype("timestamp[us][pyarrow]")

    def seconds(self, column: pd.Series) -> pd.Series:
        micro = (column.fillna(0) * 1_000_000).astype("int64")
        return pd.to_timedelta(micro, unit="us").astype("duration[us][pyarrow]")

    def choose(self, branches: Sequence[tuple[pd.Series, int]], otherwise: int) -> np.ndarray:
        conditions = [true.fillna(False).to_numpy(dtype=bool) for true, _ in branches]
        numbers = [np.int8(number) for _, number in branches]
        return np.select(conditions, numbers, default=np.int8(otherwise))


def frames(given: tables.Tables) -> dict[str, pd.DataFrame]:
    """The tables as pandas has them."""
    return {
        name: frame.to_pandas(use_pyarrow_extension_array=True)
        for name, frame in given.frames.items()
    }


def cube(given: tables.Tables, loaded: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The counts of all clauses, as `judging.cube` has them."""
    now = pd.Timestamp(given.as_of)
    seen = {name: _seen(loaded[name], name, now) for name in tables.NAMES}
    calls = _calls(seen["calls"])
    made = (
        (_cases(seen, given.urgent, now), clauses.on_cases),
        (_visits(seen, now), clauses.on_visits),
        (calls, clauses.on_calls),
        (_attempts(calls), clauses.on_attempts),
        (_complaints(seen["tickets"]), clauses.on_complaints),
    )
    return pd.concat(
        [_counted(frame, verdicts(Columns(frame, given))) for frame, verdicts in made],
        ignore_index=True,
    )


def _counted(frame: pd.DataFrame, verdicts: clauses.Verdicts) -> pd.DataFrame:
    """One row per clause, reading, day and place with the verdicts counted."""
    places = frame.reindex(columns=DIMENSIONS)
    group = places.groupby(DIMENSIONS, dropna=False, sort=False).ngroup().to_numpy()
    names = places.assign(group=group).drop_duplicates("group").set_index("group")
    counted = []
    for (clause, reading), verdict in verdicts.items():
        about = verdict >= 0
        counts = pd.crosstab(group[about], verdict[about])
        counts = counts.reindex(columns=range(len(tables.COUNTS)), fill_value=0)
        counts.columns = tables.COUNTS
        counted.append(names.join(counts, how="inner").assign(clause=clause, reading=reading))
    return pd.concat(counted, ignore_index=True)


def _seen(frame: pd.DataFrame, name: str, now: pd.Timestamp) -> pd.DataFrame:
    """A table as known at a moment."""
    described = tables.described(name)
    begun = _first_of(frame, described.times)
    frame = frame[(begun <= now).fillna(True)].copy()
    frame["day"] = begun.dt.floor("D")
    for moment in described.events:
        frame[moment] = frame[moment].where(frame[moment] <= now)
    for code, spelled in described.strict.items():
        frame[code] = frame[code].where(frame[code].isin(spelled))
    return frame


def _first_of(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """The first of some columns that has a value, row by row."""
    found = frame[names[0]]
    for name in names[1:]:
        found = found.fillna(frame[name])
    return found


def _least(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """The earliest of some columns, row by row."""
    found = frame[names[0]]
    for name in names[1:]:
        other = frame[name]
        found = found.mask(((other < found) | found.isna()).fillna(False), other)
    return found


def _earliest(frame: pd.DataFrame, key: str, moment: str, name: str) -> pd.DataFrame:
    return frame.groupby(key)[moment].min().rename(name).reset_index()


def _members(tickets: pd.DataFrame) -> pd.DataFrame:
    parent = tickets["parent_ticket_id"]
    parent = parent.where((parent != tickets["ticket_id"]).fillna(False))
    merged = parent.isin(tickets["ticket_id"]) & parent.notna()
    return tickets.assign(
        merged=merged.astype("bool[pyarrow]"),
        case_id=parent.where(merged, tickets["ticket_id"]),
    )


def _cases(seen: dict[str, pd.DataFrame], urgent: Sequence[str], now: pd.Timestamp) -> pd.DataFrame:
    tickets, visits = seen["tickets"], seen["visits"]
    members = _members(tickets)
    members["begun_at"] = _least(members, ["found_at", "accepted_at"])
    families = members.groupby("case_id").agg(
        first_accepted_at=("accepted_at", "min"),
        reported_at=("begun_at", "min"),
        last_finished_at=("finished_at", "max"),
    )
    of_visits = members[["case_id", "ticket_id"]].merge(
        visits[["ticket_id", "arrived_at"]].dropna(), on="ticket_id"
    )
    came = pd.concat([members[["case_id", "arrived_at"]], of_visits[["case_id", "arrived_at"]]])
    came = came.dropna().merge(families[["first_accepted_at"]], left_on="case_id", right_index=True)
    any_time = came.groupby("case_id")["arrived_at"].min()
    after = came[(came["arrived_at"] >= came["first_accepted_at"]).fillna(False)]
    crews = after.groupby("case_id")["arrived_at"].min().reindex(any_time.index).fillna(any_time)

    turns = visits.dropna(subset=["ticket_id", "arrived_at"]).sort_values("arrived_at")
    turns["next_arrived_at"] = turns.groupby("ticket_id")["arrived_at"].shift(-1)
    turns = turns[(turns["outcome"] == "no_access").fillna(False)]
    turns = turns[["ticket_id", "arrived_at", "next_arrived_at"]].merge(
        tickets[["ticket_id", "finished_at"]], on="ticket_id"
    )
    arrived, finished = turns["arrived_at"], turns["finished_at"]
    over = finished.where((finished > arrived).fillna(True), arrived)
    end = turns["next_arrived_at"].fillna(over).fillna(now)
    turns["paused_seconds"] = (end - arrived).dt.total_seconds().clip(lower=0)
    pauses = turns.groupby("ticket_id")["paused_seconds"].sum().reset_index()

    late = seen["notices"][(seen["notices"]["about"] == "late_repair").fillna(False)]
    told = _earliest(late, "about_id", "sent_at", "told_at")
    cases = (
        members.drop(columns="arrived_at")
        .merge(families, left_on="case_id", right_index=True)
        .merge(crews.rename("arrived_at"), left_on="case_id", right_index=True, how="left")
        .merge(
            visits.groupby("ticket_id")["fed_back_at"].max().rename("visit_fed_back_at"),
            left_on="ticket_id",
            right_index=True,
            how="left",
        )
        .merge(
            _earliest(seen["ratings"], "ticket_id", "asked_at", "rating_asked_at"),
            on="ticket_id",
            how="left",
        )
        .merge(told.rename(columns={"about_id": "ticket_id"}), on="ticket_id", how="left")
        .merge(pauses, on="ticket_id", how="left")
    )
    leaf = cases["leaf"]
    cases["urgent_category"] = leaf.isin(urgent).astype("bool[pyarrow]").mask(leaf.isna())
    cases["address"] = cases["household_key"].fillna(cases["building"])
    cases["repaired_at"] = cases["last_finished_at"].where(cases["finished_at"].notna())
    cases["result_known_at"] = cases["fed_back_at"].fillna(cases["visit_fed_back_at"])
    steps = ["first_action_at", "dispatched_at", "replied_at", "finished_at"]
    cases["handled_at"] = _least(cases, steps)
    cases["settled_at"] = _least(cases, ["replied_at", "finished_at"])
    cases["concluded_at"] = _least(cases, ["finished_at", "closed_at"])
    cases["a_day_later_at"] = cases["accepted_at"] + _DAY
    cases["promised_by_at"] = cases["promised_at"]
    same = cases["accepted_by"] == cases["closed_by"]
    cases["one_owner"] = same & (cases["transfers"].fillna(0) == 0)
    indoors = (cases["location"] == "indoor").fillna(False)
    due = cases["promised_at"].fillna((cases["reported_at"] + _DAY).where(indoors))
    cases["late"] = cases["repaired_at"].fillna(now) > due
    cases["told_before_late"] = (cases["told_at"] < due).fillna(False)
    return cases


def _visits(seen: dict[str, pd.DataFrame], now: pd.Timestamp) -> pd.DataFrame:
    late = seen["notices"][(seen["notices"]["about"] == "late_repair").fillna(False)]
    told = _earliest(late, "about_id", "sent_at", "told_at")
    of_case = told.rename(columns={"about_id": "ticket_id", "told_at": "case_told_at"})
    scores = _earliest(seen["ratings"], "ticket_id", "score", "rated")
    tickets = seen["tickets"][["ticket_id", "urgency", "location", "score"]]
    visits = (
        seen["visits"]
        .merge(tickets, on="ticket_id", how="left")
        .merge(scores, on="ticket_id", how="left")
        .merge(told.rename(columns={"about_id": "visit_id"}), on="visit_id", how="left")
        .merge(of_case, on="ticket_id", how="left")
    )
    visits["satisfaction"] = visits["score"].fillna(visits["rated"])
    due = visits["appointment_to_at"].fillna(visits["appointment_from_at"])
    visits["appointment_ends_at"] = due
    visits["quarter_hour_later_at"] = due + pd.Timedelta(minutes=15)
    told_at = _least(visits, ["told_at", "case_told_at"])
    visits["late"] = visits["arrived_at"].fillna(now) > due
    visits["told_before_late"] = (told_at < due).fillna(False)
    return visits


def _calls(calls: pd.DataFrame) -> pd.DataFrame:
    inbound = calls["direction"].fillna("inbound") != "outbound"
    calls = calls[inbound & (calls["outcome"].fillna("") != "phantom")].copy()
    answered_at, outcome = calls["answered_at"], calls["outcome"]
    denied = (outcome == "unanswered") & answered_at.notna()
    contradicts = (denied | (calls["ended_at"] < answered_at)).fillna(False).to_numpy(dtype=bool)
    micro = (calls["ring_seconds"] * 1_000_000).round().astype("int64[pyarrow]")
    rang = micro.astype("duration[us][pyarrow]")
    calls["team"] = calls["skill_group"]
    calls["rang_at"] = calls["ring_started_at"].fillna(answered_at - rang)
    yes = (answered_at.notna() | (outcome == "answered")).fillna(False).to_numpy(dtype=bool)
    no = ((outcome == "unanswered") | calls["ended_at"].notna()).fillna(False).to_numpy(dtype=bool)
    calls["answered"] = pd.Series(
        np.select([contradicts, yes, no], [None, True, False], default=None), index=calls.index
    ).astype("bool[pyarrow]")
    calls["answered_at"] = answered_at.mask(contradicts)
    calls["customer_hung_up"] = calls["hung_up_by"] == "customer"
    return calls


def _attempts(calls: pd.DataFrame) -> pd.DataFrame:
    half_an_hour = pd.Timedelta(minutes=30)
    hotline = (calls["line_type"].fillna("hotline") == "hotline") & calls["started_at"].notna()
    tried = calls[hotline].copy()
    tried["caller"] = tried["caller_key"].fillna(tried["call_id"])
    tried = tried.sort_values(["caller", "started_at", "call_id"])
    tried["answered"] = tried["answered"].fillna(False)
    by_caller = tried.groupby("caller", sort=False)
    before, answered_before = by_caller["started_at"].shift(), by_caller["answered"].shift()
    again = (tried["started_at"] <= before + half_an_hour) & ~answered_before.astype(
        "bool[pyarrow]"
    )
    tried["begins"] = (~again.fillna(False).to_numpy(dtype=bool)).astype("int64")
    tried["run"] = tried.groupby("caller", sort=False)["begins"].cumsum()
    runs = tried.groupby(["caller", "run"], sort=False)
    tried["attempt"] = runs.cumcount() + 1
    first = tried["attempt"] == 1
    taken = tried["answered"].to_numpy(dtype=bool)
    tried["answered_at_attempt"] = tried["attempt"].where(taken).astype("int64[pyarrow]")
    tried["community_id"] = tried["community_id"].where(first)
    tried["team"] = tried["team"].where(first)
    made = tried.groupby(["caller", "run"], sort=False).agg(
        day=("day", "min"),
        community_id=("community_id", "first"),
        team=("team", "first"),
        answered_at_attempt=("answered_at_attempt", "min"),
        last_at=("started_at", "max"),
    )
    made["window_ends_at"] = made["last_at"] + half_an_hour
    return made


def _complaints(tickets: pd.DataFrame) -> pd.DataFrame:
    members = _members(tickets)
    complaints = members[(members["record_type"] == "complaint").fillna(False)]
    others = tickets.dropna(subset=["household_key"])
    both = complaints[["ticket_id", "household_key", "accepted_at"]].merge(
        others, on="household_key", suffixes=("", "_other")
    )
    open_then = [
        (both[name] > both["accepted_at"]).fillna(True) for name in ("finished_at", "closed_at")
    ]
    earlier = both[
        (both["ticket_id_other"] != both["ticket_id"])
        & (both["accepted_at_other"] < both["accepted_at"]).fillna(False)
        & (both["promised_at"] < both["accepted_at"]).fillna(False)
        & open_then[0]
        & open_then[1]
        & (both["status"] != "cancelled").fillna(True)
    ]
    count = earlier.groupby("ticket_id").size().astype("int64[pyarrow]")
    found = complaints["ticket_id"].map(count).astype("int64[pyarrow]").fillna(0)
    found = found.where(complaints["household_key"].notna())
    return complaints.drop(columns="leaf").assign(overdue_before=found)


def as_rows(made: pd.DataFrame) -> Any:
    """The counts as plain columns, to be compared."""
    return made.assign(day=made["day"].dt.date)
