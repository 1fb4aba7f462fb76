"""Hotspots: where and when there were more complaints than chance explains, and who stays."""

from typing import Any

import polars as pl

from heatqa import errors, figures
from heatqa.figures import levels
from heatqa.language import number, say
from heatqa.review import layout, said
from heatqa.review.pages import Kind, Page, Picture, Table
from heatqa.review.question import Question

KEY = "hotspots"
_SHOWN = 5


def page(question: Question) -> Page:
    """The hotspots on the map; their leading matter and team; communities season after season."""
    cases = question.matters()
    matters = int(cases["first_of_matter"].sum()) if len(cases) else 0
    if not matters:
        return layout.empty(question, KEY)
    found, members = _scanned(question)
    if found is None:
        return layout.page(
            question,
            KEY,
            say("review.hotspots.title_nowhere", n=number(matters)),
            number=say("review.hotspots.number", n=number(matters), cases=number(len(cases))),
            cases=matters,
            tables=[_persistent(question)],
        )
    key = {0: "none", 1: "one"}.get(len(found), "many")
    strongest = found.row(0, named=True) if len(found) else {}
    title = say(
        f"review.hotspots.title_{key}",
        count=len(found),
        place=strongest.get("place", ""),
        when=_when(strongest) if strongest else "",
        n=number(matters),
    )
    told = say("review.hotspots.number", n=number(matters), cases=number(len(cases)))
    if strongest and strongest["cases"] >= question.smallest:
        told = say(
            "review.hotspots.strongest",
            place=strongest["place"],
            cases=number(strongest["cases"]),
            expected=number(strongest["expected"], 1),
        )
    return layout.page(
        question,
        KEY,
        title,
        number=told,
        caveat=said.in_turn([say("review.hotspots.caveat"), _chronic(question)]),
        cases=matters,
        picture=_picture(question, found),
        tables=[_hotspots(question, found, members, cases), _persistent(question)],
    )


def _when(row: dict[str, Any]) -> str:
    """The days of a hotspot, or its day."""
    key = "day" if row["begins"] == row["ends"] else "days"
    return say(f"review.hotspots.{key}", begins=row["begins"], ends=row["ends"])


def _shortly(row: dict[str, Any]) -> str:
    """The days of a hotspot without their year, which the page names."""
    return "–".join(dict.fromkeys(f"{row[end]:%m-%d}" for end in ("begins", "ends")))


def _scanned(question: Question) -> tuple[pl.DataFrame | None, pl.DataFrame]:
    """The hotspots of the period and their places; None where nothing could be scanned."""
    try:
        scan = question.once(lambda: question.bench.hotspots(question.period.name), "scan")
    except (errors.CoordinatesImpossible, errors.NoCases, errors.OnePlace):
        return None, pl.DataFrame()
    return scan.significant(), scan.members


def _picture(question: Question, found: pl.DataFrame) -> Picture | None:
    """The map of the communities that may be published."""
    rates = question.bench.complaint_rates(question.period.name)
    shown = rates.filter(pl.col("matters") >= question.smallest)
    if shown.drop_nulls(["longitude", "latitude"]).is_empty():
        return None
    drawn = figures.hotspots(shown, found, source=question.bench.source, ranked=False)
    return Picture(drawn, say("review.hotspots.picture", count=len(found)))


def _hotspots(
    question: Question, found: pl.DataFrame, members: pl.DataFrame, cases: pl.DataFrame
) -> Table:
    rows = []
    for row in found.iter_rows(named=True):
        if row["cases"] < question.smallest:
            continue
        places = members.filter(cluster=row["cluster"])["place"].to_list()
        inside = cases.filter(
            pl.col("community_id").is_in(places)
            & pl.col("day").is_between(row["begins"], row["ends"])
        )
        rows.append(
            {
                "place": _where(row["place"], len(places)),
                "when": _shortly(row),
                "places": say("reading.joined").join(places),
                "begins": row["begins"],
                "ends": row["ends"],
                "cases": row["cases"],
                "expected": row["expected"],
                "p_value": row["p_value"],
                "matter": _leading(question, inside, "leaf"),
                "owner": _leading(question, inside, "team"),
            }
        )
    columns: dict[str, Kind] = {
        "place": "text",
        "when": "text",
        "places": "text",
        "begins": "day",
        "ends": "day",
        "cases": "count",
        "expected": "decimal",
        "matter": "text",
        "owner": "text",
    }
    texts = ("place", "when", "places", "matter", "owner")
    schema = dict.fromkeys(texts, pl.String) | {"begins": pl.Date, "ends": pl.Date}
    schema |= {"cases": pl.Int64, "expected": pl.Float64, "p_value": pl.Float64}
    on_page = ("place", "when", "cases", "expected", "matter")
    frame = pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)
    return layout.table(KEY, frame, columns, shown=_SHOWN, on_page=on_page)


def _where(place: str, places: int) -> str:
    """The community in the middle of a hotspot, and how many are in it."""
    return say("review.hotspots.where", place=place, more=places - 1) if places > 1 else place


def _leading(question: Question, inside: pl.DataFrame, by: str) -> str:
    """The value that most cases inside have, if enough of them have it to be published."""
    counts = inside.drop_nulls(by).group_by(by).len().sort("len", by, descending=[True, False])
    if counts.is_empty() or counts["len"][0] < question.smallest:
        return say("review.no_value")
    return levels.name(by, counts[by][0])


def _lasting(question: Question) -> pl.DataFrame:
    return question.once(question.bench.persistence, "persistence")


def _chronic(question: Question) -> str:
    """How many communities complain season after season."""
    chronic = len(_lasting(question).filter(standing="chronic"))
    return say("review.hotspots.chronic", n=number(chronic)) if chronic else ""


def _persistent(question: Question) -> Table:
    """Communities with more than five matters in a season: every season, new, or again."""
    found = _lasting(question).filter(
        (pl.col("standing") != "below") & (pl.col("cases") >= question.smallest)
    )
    words = [say(f"review.persistent.{word}") for word in found["standing"]]
    # A community of which few cases are new has few of the latest season to tell of.
    latest = pl.col("latest").fill_null(0)
    frame = found.with_columns(
        pl.Series("standing", words, dtype=pl.String),
        latest=pl.when(~latest.is_between(1, question.smallest - 1)).then(latest),
    )
    columns: dict[str, Kind] = {
        "community_id": "text",
        "cases": "count",
        "latest": "count",
        "seasons": "count",
        "standing": "text",
    }
    return layout.table("persistent", frame, columns)
