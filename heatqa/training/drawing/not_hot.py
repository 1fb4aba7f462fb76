"""Lesson 4: what to ask, whom to send, 18+2, four readings, and hotspots by homes."""

import polars as pl

from heatqa.clauses import forms
from heatqa.language import pick, say
from heatqa.statistics.rates import wilson
from heatqa.training.drawing.material import Drawn, agreed, exercise, picked, shuffled
from heatqa.training.exercises import Exercise, Item
from heatqa.training.texts import Words, read
from heatqa.workbench import Workbench

LESSON = 4
CLAUSE, READING = "S1-2.2b", "eighteen_plus_two"
_READINGS, _FEW, _SENT, _PLACES = 8, 4, 6, 4
# Readings outside this range are shown nowhere: nobody argues about them.
_ARGUED = (14, 23)


def draw(bench: Workbench) -> Drawn:
    """Readings of rooms by hand, in homes that are not told."""
    read_by_hand = rooms(bench)
    places = _places(bench)
    return Drawn(
        exercises=[
            questions(),
            send(agreed(bench), _SENT),
            eighteen(bench, read_by_hand, _READINGS),
            other_readings(bench, read_by_hand),
            four_readings(bench, read_by_hand),
            per_home(places),
        ],
        examples={"places": _shown(places)},
    )


def questions(name: str = "questions") -> Exercise:
    """The five questions among others."""
    words = Words(LESSON, name)
    labels = {entry["code"]: read(entry) for entry in words.rows("among")}
    right = [entry["code"] for entry in words.rows("among") if entry["ask_first"]]
    item = Item(
        ask=words("question"),
        answer=right,
        reason=words("reason"),
        pointed=(words("pointed"),),
        options=shuffled(labels, name),
    )
    return exercise(words, name, "several", [item])


def send(cases: pl.DataFrame, count: int, name: str = "send") -> Exercise:
    """What to do next about a case that is not hot."""
    words = Words(LESSON, name)
    next_step = words.rows("leaves")
    known = cases.filter(pl.col("leaf").is_in(list(next_step)), pl.col("second_leaf").is_null())
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=row["text"],
                answer=next_step[row["leaf"]],
                reason=words("reason", because=row["because"]),
                pointed=(words("pointed", because=row["because"]),),
            )
            for row in picked(known, count, name, by="leaf")
        ),
        options=words.options(),
    )


def eighteen(bench: Workbench, rooms: pl.DataFrame, count: int, name: str = "eighteen") -> Exercise:
    """Readings that the company's reading of 18+2 judges met or missed."""
    words = Words(LESSON, "eighteen")
    chosen = bench.settings.readings.get(READING)
    low, high, label = _bounds(bench, chosen)
    verdicts = {name: say(f"verdict.{name}") for name in ("met", "missed")}
    return exercise(
        words,
        name,
        "choice",
        (
            Item(
                ask=words("question", celsius=f"{row['celsius']:.1f}", room=row["room"]),
                answer="met" if _within(row["celsius"], low, high) else "missed",
                reason=words("reason", celsius=f"{row['celsius']:.1f}", label=label),
                pointed=(words("pointed", label=label),),
            )
            for row in picked(rooms, count, name, by="band")
        ),
        options=verdicts,
    )


def other_readings(bench: Workbench, rooms: pl.DataFrame, name: str = "other_readings") -> Exercise:
    """How many of the same readings meet it under each reading of the wording."""
    words = Words(LESSON, name)
    same = [row["celsius"] for row in picked(rooms, _READINGS, "eighteen", by="band")]
    items = []
    for option in bench.catalogue.readings[READING].options:
        low, high, label = _bounds(bench, option)
        met = sum(_within(celsius, low, high) for celsius in same)
        items.append(
            Item(
                ask=words("question", label=label),
                answer=met,
                reason=words("reason", met=met, readings=len(same), label=label),
                pointed=(words("pointed"),),
            )
        )
    return exercise(words, name, "number", items)


def four_readings(bench: Workbench, rooms: pl.DataFrame, name: str = "four_readings") -> Exercise:
    """What four readings tell: a rate, a wide interval, and nothing to publish."""
    words = Words(LESSON, name)
    low, high, label = _bounds(bench, bench.settings.readings.get(READING))
    four = [row["celsius"] for row in picked(rooms, _FEW, name, by="band")]
    met = sum(_within(celsius, low, high) for celsius in four)
    listed = say("training.listed").join(f"{celsius:.1f}" for celsius in four)
    ends = {n: _interval(met * n // _FEW, n) for n in (_FEW, 10 * _FEW, 100 * _FEW)}
    spans = {f"{low_end:.0f}%–{high_end:.0f}%": n for n, (low_end, high_end) in ends.items()}
    codes = dict(zip("ABC", sorted(spans), strict=True))
    right = next(code for code, span in codes.items() if spans[span] == _FEW)
    yes_no = words.options("publish")
    items = [
        Item(
            ask=words("rate", listed=listed, label=label),
            answer=f"{100 * met / _FEW:.0f}%",
            reason=words("rate_reason", met=met, readings=_FEW),
            options=_shares(_FEW),
        ),
        Item(
            ask=words("interval"),
            answer=right,
            reason=words("interval_reason", span=codes[right], more=100 * _FEW),
            pointed=(words("interval_pointed"),),
            options=codes,
        ),
        Item(
            ask=words("publish_question", smallest=bench.settings.smallest_group),
            answer="yes" if bench.settings.smallest_group <= _FEW else "no",
            reason=words("publish_reason", smallest=bench.settings.smallest_group),
            options=yes_no,
        ),
    ]
    return exercise(words, name, "choice", items)


def per_home(places: pl.DataFrame, name: str = "per_home") -> Exercise:
    """Which community has most complaints for its size."""
    words = Words(LESSON, name)
    ranked = places.sort("per_1000", descending=True)
    told = words("between").join(
        words("told", place=row["place"], per_1000=f"{row['per_1000']:.1f}")
        for row in ranked.iter_rows(named=True)
    )
    item = Item(
        ask=words("question"),
        answer=ranked["place"].to_list(),
        reason=words("reason", told=told),
        pointed=(words("pointed"),),
        options={place: place for place in places["place"]},
    )
    return exercise(words, name, "order", [item])


def rooms(bench: Workbench) -> pl.DataFrame:
    """Readings by hand in living rooms and bedrooms, with the half degree they lie in."""
    words = Words(LESSON, "eighteen").options("rooms")
    return (
        bench.sql(
            "select room_celsius as celsius, room from temperatures where method = 'manual' "
            f"and room in ({', '.join(f'{chr(39)}{room}{chr(39)}' for room in words)}) "
            f"and room_celsius between {_ARGUED[0]} and {_ARGUED[1]} "
            "and coalesce(valid, true) group by all order by all"
        )
        .with_columns(pl.col("room").replace_strict(words), band=pl.col("celsius").round(0))
        .sort("celsius")
    )


def _places(bench: Workbench) -> pl.DataFrame:
    """Four communities, the most complaints of cold first, which is not the order by homes."""
    rows = bench.sql(
        "select community_id as place, count(*) as cases, any_value(c.households) as homes "
        "from tickets join communities c using (community_id) where record_type = 'complaint' "
        f"and c.households >= {bench.settings.smallest_group} group by 1 "
        f"having count(*) >= {bench.settings.smallest_group} order by cases desc, place"
    ).with_columns(per_1000=1000 * pl.col("cases") / pl.col("homes"))
    big = rows.sort("homes", descending=True).head(_PLACES // 2)
    rest = rows.filter(~pl.col("place").is_in(big["place"].to_list()))
    small = rest.sort("per_1000", descending=True).head(_PLACES // 2)
    return pl.concat([big, small]).unique("per_1000").sort("cases", "place", descending=True)


def _shown(places: pl.DataFrame) -> pl.DataFrame:
    words = Words(LESSON, "per_home")
    return places.select(
        pl.col("place").alias(words("place")),
        pl.col("cases").cast(pl.String).alias(words("cases")),
        pl.col("homes").cast(pl.String).alias(words("homes")),
    )


def _bounds(bench: Workbench, option: str | None) -> tuple[float | None, float | None, str]:
    """Lower and upper limit of a reading of 18+2, and what it is called."""
    clause = bench.catalogue.clause(CLAUSE)
    chosen = bench.settings.readings | ({READING: option} if option else {})
    variant = bench.catalogue.variant(clause, chosen)
    form = variant.form
    assert isinstance(form, forms.Bound)  # noqa: S101 - the form of this clause
    name = dict(variant.choice)[READING]
    label = pick(bench.catalogue.readings[READING].options[name].label)
    return form.low, form.high, label


def _within(celsius: float, low: float | None, high: float | None) -> bool:
    return (low is None or celsius >= low) and (high is None or celsius <= high)


def _interval(met: int, judged: int) -> tuple[float, float]:
    frame = pl.DataFrame({"met": [met], "judged": [judged]})
    low, high = frame.select(*wilson(pl.col("met"), pl.col("judged"))).row(0)
    return 100 * low, 100 * high


def _shares(whole: int) -> dict[str, str]:
    return {f"{100 * part / whole:.0f}%": f"{100 * part / whole:.0f}%" for part in range(whole + 1)}
