"""Every clause on cases, visits, incoming calls, callers' attempts and complaints, hand-written."""

import datetime as dt
from typing import Any

from benchmarks.verdicts import forms
from benchmarks.verdicts.forms import Rows

_WRITTEN = ("phone", "city_hotline", "letter", "email", "steward")
_MINUTE, _HOUR, _SECOND = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(seconds=1)
_CLOSE = dt.timedelta(hours=17, minutes=30)
Verdicts = dict[tuple[str, str], Any]


def on_cases(rows: Rows) -> Verdicts:
    current = rows.other_than(rows["status"], "cancelled")
    alone, closed = ~rows["merged"], rows.given(rows["closed_at"])
    emergency, urgent = rows["urgency"] == "emergency", rows["urgent_category"]
    readings = {
        "as recorded": emergency,
        "by category": urgent,
        "either": emergency | urgent,
    }
    made: Verdicts = {}
    noticed = rows.other_than(rows["channel"], "patrol") & current
    over = ("finished_at", "closed_at")
    for name, is_urgent in readings.items():
        for share, counts, start in (
            ("once", alone, "first_accepted_at"),
            ("each", None, "accepted_at"),
        ):
            where = is_urgent & noticed if counts is None else is_urgent & noticed & counts
            made["S1-1.3", f"{name}, {share}"] = forms.within(
                rows, where, start, "arrived_at", 30 * _MINUTE, over=over
            )
        called = rows.given(rows["steward_called_at"]) & current
        for clause, where, minutes in (("S7-7c", is_urgent, 10), ("S7-7e", ~is_urgent, 60)):
            made[clause, name] = forms.within(
                rows,
                called & where,
                "steward_called_at",
                "hotline_reported_at",
                minutes * _MINUTE,
                over=("closed_at",),
            )
    written = rows.among(rows["channel"], _WRITTEN) & current
    for name, stop in (("first action", "handled_at"), ("finished", "settled_at")):
        made["S1-1.5b", name] = forms.within(
            rows, written, "accepted_at", stop, 24 * _HOUR, over=("closed_at",)
        )
    made["S1-2.9b", ""] = forms.present(
        rows, written, filled=("replied_at", "concluded_at"), due="a_day_later_at"
    )
    repair = (rows["record_type"] == "repair") & current & alone
    places = {
        "as recorded": rows["location"] == "indoor",
        "indoors": rows.else_(rows["location"], "indoor") == "indoor",
        "outdoors": rows.else_(rows["location"], "outdoor") == "indoor",
    }
    done = {"due": None, "finished": rows.given(rows["repaired_at"])}
    for place, inside in places.items():
        for denominator, finished in done.items():
            for pauses, pause in (("none", None), ("no access", "paused_seconds")):
                where = repair & inside if finished is None else repair & inside & finished
                made["S1-2.4b", f"{place}, {denominator}, {pauses}"] = forms.within(
                    rows,
                    where,
                    "reported_at",
                    "repaired_at",
                    24 * _HOUR,
                    over=("closed_at",),
                    pause=pause,
                )
    promised = rows.given(rows["promised_at"])
    is_repair = rows["record_type"] == "repair"
    due = promised & (is_repair | rows.given(rows["dispatched_at"]))
    due = due | is_repair & (rows["location"] == "indoor")
    made["S1-2.4e", ""] = forms.present(
        rows, due & rows["late"] & current & alone, true=("told_before_late",)
    )
    named = (rows["accepted_by"] != "") & (rows["closed_by"] != "")
    owned = closed & current & alone & named
    by_phone = rows.among(rows["channel"], ("phone", "city_hotline", "steward"))
    made["S1-1.6", ""] = forms.present(rows, owned & by_phone, true=("one_owner",))
    owner = forms.present(rows, owned, true=("one_owner",))
    made |= dict.fromkeys([("S1-3d", ""), ("S6-1.1a", ""), ("S6-5.1", "")], owner)
    reported = rows.else_(rows["channel"], "") != "patrol"
    reachable = ("customer_key", "phone_key", "address")
    made["S1-3a", ""] = forms.present(rows, reported & current, filled=reachable)
    phoned = forms.present(rows, (rows["channel"] == "phone") & current, filled=reachable)
    made |= dict.fromkeys([("S3-2.4.2", ""), ("S6-7.1e", "")], phoned)
    finished = rows.given(rows["finished_at"])
    made["S2-2.1.1.7", ""] = forms.present(
        rows, (finished | closed) & current & alone, filled=("rating_asked_at",), settled=closed
    )
    complaint = rows["record_type"] == "complaint"
    attended = finished & (rows.given(rows["arrived_at"]) | complaint) & current & alone
    made["S3-1.5a", ""] = forms.present(rows, attended, filled=("result_known_at",), settled=closed)
    sent = finished & rows.given(rows["dispatched_at"]) & current & alone
    followed = forms.present(rows, sent, filled=("followed_up_at",), settled=closed)
    made |= dict.fromkeys([("S6-1.3b", ""), ("S6-5.2", "")], followed)
    made["S5-5.4c", ""] = forms.kept(
        rows,
        promised & current,
        "replied_at",
        "promised_by_at",
        over=("closed_at",),
        start="accepted_at",
    )
    for clause, kind, days in (("S5-5.6c", "complaint", 5), ("S5-5.6d", "report", 10)):
        for name, ends in (("midnight", forms.REST_OF_DAY), ("close of business", _CLOSE)):
            made[clause, name] = forms.within_days(
                rows,
                (rows["record_type"] == kind) & current,
                "accepted_at",
                "replied_at",
                working_days=days,
                ends=ends,
                over=("closed_at",),
            )
    made["S5-5.6g", ""] = forms.within_days(
        rows, finished & rows["key_user"] & current, "finished_at", "followed_up_at", days=7
    )
    return made


def on_visits(rows: Rows) -> Verdicts:
    arrived, finished = rows.given(rows["arrived_at"]), rows.given(rows["finished_at"])
    inside = rows.other_than(rows["location"], "outdoor")
    current = rows.other_than(rows["outcome"], "cancelled")
    outcome = rows.else_(rows["outcome"], "")
    entered = arrived & inside & (outcome != "no_access") & (outcome != "cancelled")
    solved = arrived & inside & (rows.else_(rows["outcome"], "solved") == "solved")
    agreed = rows.given(rows["appointment_ends_at"])
    made: Verdicts = {}

    def flags(where: Any, *true: str) -> Any:
        return forms.present(rows, where, true=true, settled=finished)

    for name, where in (
        ("apart", inside & current & (rows["urgency"] != "emergency")),
        ("counted", inside & current),
    ):
        made["S3-1.4", name] = forms.present(
            rows, where, filled=("appointment_from_at",), settled=arrived
        )
    made["S3-1.4A", ""] = flags(entered, "tool_bag", "shoe_covers")
    made["S3-1.4C", ""] = made["S6-3.3f", ""] = flags(entered, "cleaned_up")
    made["S3-1.4D", ""] = flags(entered, "signed")
    made["S6-3.2b", ""] = flags(entered, "id_shown")
    made["S6-4.1a", ""] = flags(entered, "tool_bag")
    made["S6-3.3e", ""] = flags(solved, "cleaned_up", "signed")
    known = ("staff_id", "household_key", "finished_at", "outcome", "satisfaction")
    made["S3-1.5b", ""] = forms.present(rows, rows.given(rows["fed_back_at"]), filled=known)
    again = ("next_appointment_at",)
    made["S6-3.1b", ""] = forms.present(
        rows, rows["outcome"] == "no_access", filled=again, settled=arrived | finished
    )
    unsolved = (rows["outcome"] == "unsolved") & (arrived | finished)
    made["S6-3.3b", ""] = forms.present(rows, unsolved, filled=again)
    made["S6-3.6a", ""] = forms.within(rows, finished, "finished_at", "fed_back_at", _HOUR)
    for name, due in (("none", "appointment_ends_at"), ("15 min", "quarter_hour_later_at")):
        made["S6-4.2a", name] = forms.kept(
            rows, agreed & current, "arrived_at", due, over=("finished_at",)
        )
    made["S6-4.2b", ""] = forms.present(
        rows, agreed & rows["late"] & current, true=("told_before_late",)
    )
    return made


def on_calls(rows: Rows) -> Verdicts:
    hotline = rows.else_(rows["line_type"], "hotline") == "hotline"
    answered = rows["answered"]
    made: Verdicts = {}

    def in_time(where: Any, seconds: int) -> Any:
        return forms.within(
            rows,
            where,
            "rang_at",
            "answered_at",
            seconds * _SECOND,
            over=("ended_at",),
            lost=~answered,
        )

    for seconds in (15, 12, 10):
        made["S3-2.1.1a", f"{seconds} s, offered"] = in_time(hotline, seconds)
        made["S3-2.1.1a", f"{seconds} s, answered"] = in_time(hotline & answered, seconds)
        made["S6-7.1a", f"{seconds} s, offered"] = in_time(None, seconds)
        made["S6-7.1a", f"{seconds} s, answered"] = in_time(answered, seconds)
    made["S4-6.4", "rings"] = in_time(hotline, 15)
    made["S6-7.3b", ""] = forms.present(
        rows, answered & (rows["hung_up_by"] != "system"), true=("customer_hung_up",)
    )
    return made


def on_attempts(rows: Rows) -> Verdicts:
    return {
        ("S4-6.4", "attempts"): forms.at_most(
            rows, None, "answered_at_attempt", 3, "window_ends_at"
        )
    }


def on_complaints(rows: Rows) -> Verdicts:
    where = rows.other_than(rows["status"], "cancelled") & ~rows["merged"]
    return {("S6-1.4a", ""): forms.at_most(rows, where, "overdue_before", 0)}
