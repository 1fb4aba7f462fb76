"""Lesson 5: safety first, clocks on a timeline, the breach, what cannot be, one burst, one typo."""

import polars as pl

from heatqa.redaction import redact
from heatqa.statistics.means import AS_RECORDED, with_one_absurd
from heatqa.training.drawing import judged
from heatqa.training.drawing.first_minute import in_order, written
from heatqa.training.drawing.judged import moment
from heatqa.training.drawing.material import Drawn, exercise, picked
from heatqa.training.exercises import Exercise, Item
from heatqa.training.texts import Words
from heatqa.workbench import Workbench

LESSON = 5
CLOCKS = ("S1-1.3", "S1-2.4b", "S6-3.6a", "S7-7c")
_DUE, _KEPT, _IMPOSSIBLE, _CALLS, _WAITS = 6, 8, 6, 8, 9
# Calls about one fault among others of the same days.
_OF_ONE = 5
_MINUTE = 60


def draw(bench: Workbench) -> Drawn:
    """Leaks and bursts, by the records of the crews."""
    rows = judged.records(bench, CLOCKS)
    waits = _waits(bench)
    calls = _one_burst(bench)
    return Drawn(
        exercises=[
            in_order(LESSON, "safety"),
            said(),
            judged.due(bench, Words(LESSON, "due"), rows, _DUE),
            judged.kept(bench, Words(LESSON, "kept"), rows, _KEPT),
            impossible(bench, _IMPOSSIBLE),
            one_burst(calls),
            middle(waits),
        ],
        examples={"calls": _shown(calls), "waits": _shown_waits(waits)},
    )


def said(name: str = "said") -> Exercise:
    """What to say while water runs."""
    words = Words(LESSON, name)
    return exercise(words, name, "choice", (written(entry, name) for entry in words.rows("items")))


def impossible(bench: Workbench, count: int, name: str = "impossible") -> Exercise:
    """Cases whose times contradict each other are flagged, not corrected by guessing."""
    words = Words(LESSON, "impossible")
    rows = bench.sql(
        "select accepted_at, arrived_at, finished_at, "
        "exists (from flags f where f.table_name = 'tickets' and f.source_id = t.source_id "
        "and f.source_row = t.source_row and f.rule like '%\\_before\\_%' escape '\\') as flagged "
        "from tickets t where accepted_at is not null and arrived_at is not null "
        "and finished_at is not null and urgency = 'emergency' or exists (from flags f where "
        "f.table_name = 'tickets' and f.source_id = t.source_id and f.source_row = t.source_row "
        "and f.rule = 'tickets.finished_before_arrived') order by accepted_at, ticket_id"
    ).drop_nulls()
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=words(
                    "question",
                    accepted=moment(row["accepted_at"]),
                    arrived=moment(row["arrived_at"]),
                    finished=moment(row["finished_at"]),
                ),
                answer="flag" if row["flagged"] else "keep",
                reason=words("reason_flag" if row["flagged"] else "reason_keep"),
                pointed=(words("pointed"),),
            )
            for row in picked(rows, count, name, by="flagged")
        ),
        options=words.options(),
    )


def one_burst(calls: pl.DataFrame, name: str = "one_burst") -> Exercise:
    """Which calls are about one fault, and how many faults there are."""
    words = Words(LESSON, name)
    letters = [chr(ord("A") + place) for place in range(len(calls))]
    mine = [letter for letter, one in zip(letters, calls["one"], strict=True) if one]
    faults = calls["fault"].n_unique()
    items = [
        Item(
            ask=words("which"),
            answer=mine,
            reason=words("which_reason", calls=len(mine)),
            pointed=(words("which_pointed"),),
            options={letter: letter for letter in letters},
        ),
    ]
    counted = Item(
        ask=words("how_many", calls=len(calls)),
        answer=[str(faults)],
        reason=words("how_many_reason", calls=len(calls), faults=faults),
        options={str(n): str(n) for n in range(1, len(calls) + 1)},
    )
    return exercise(words, name, "several", [*items, counted])


def middle(waits: pl.DataFrame, name: str = "middle") -> Exercise:
    """Mean and median of nine arrivals, and with one mistyped year among them."""
    words = Words(LESSON, name)
    found = with_one_absurd(waits)
    before, after = found.sort(pl.col("rows") != AS_RECORDED).to_dicts()
    items = [
        Item(
            ask=words(question),
            answer=row[f"{figure}_seconds"] / _MINUTE,
            reason=words("reason", minutes=f"{row[f'{figure}_seconds'] / _MINUTE:,.0f}"),
            pointed=(words(f"{figure}_pointed"),),
        )
        for question, row, figure in (
            ("mean", before, "mean"),
            ("median", before, "median"),
            ("median_after", after, "median"),
        )
    ]
    return exercise(words, name, "number", items, unit=words("unit"), tolerance=1)


def _waits(bench: Workbench) -> pl.DataFrame:
    """Nine emergencies, whole minutes from the call to the crew on site."""
    rows = bench.waits("arrival").filter("ended", pl.col("wait_seconds").is_between(60, 7200))
    minutes = rows.select(
        wait_seconds=(pl.col("wait_seconds") / _MINUTE).round() * _MINUTE, ended=pl.lit(value=True)
    )
    return pl.DataFrame(picked(minutes, _WAITS, "middle", by="wait_seconds"))


def _shown_waits(waits: pl.DataFrame) -> pl.DataFrame:
    words = Words(LESSON, "middle")
    minutes = [f"{seconds / _MINUTE:.0f}" for seconds in waits["wait_seconds"]]
    numbers = [str(number) for number in range(1, len(minutes) + 1)]
    return pl.DataFrame({words("case"): numbers, words("unit"): minutes})


def _one_burst(bench: Workbench) -> pl.DataFrame:
    """Calls about the fault with most callers, and others of the same days, in order of time."""
    cases = bench.complaints().drop_nulls("text").filter(pl.col("group").is_in(["T2", "T3", "T5"]))
    sizes = cases.group_by("fault").agg(pl.len()).sort("len", "fault", descending=[True, False])
    fault = sizes["fault"][0]
    mine = cases.filter(fault=fault).unique("text", keep="first", maintain_order=True)
    around = cases.sort((pl.col("at") - mine["at"][0]).abs())
    others = around.filter(pl.col("fault") != fault).unique("fault", maintain_order=True)
    chosen = [*picked(mine, _OF_ONE, "one_burst"), *others.head(_CALLS - _OF_ONE).to_dicts()]
    return (
        pl.DataFrame(chosen)
        .select("at", "community_id", "building", "text", "fault", one=pl.col("fault") == fault)
        .sort("at")
    )


def _shown(calls: pl.DataFrame) -> pl.DataFrame:
    words = Words(LESSON, "one_burst")
    return pl.DataFrame(
        [
            {
                words("letter"): chr(ord("A") + place),
                words("at"): moment(row["at"]),
                words("place"): row["community_id"] or "–",
                words("text"): redact(row["text"]).text,
            }
            for place, row in enumerate(calls.iter_rows(named=True))
        ]
    )
