"""Hotspots as tables: a row per hotspot, what was counted, and which places could not be placed."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from rich.console import RenderableType

from heatqa.language import has, number, percent, say
from heatqa.statistics.scan import Scan
from heatqa.tables.ruled import ruled

_COLUMNS = ("cluster", "places", "days", "cases", "expected", "risk", "ratio", "chance")
# Below this a hotspot is called one; above it is listed as what chance brings, too.
LEVEL = 0.05
_MOST = 10


def parts(
    found: Scan,
    linked: pl.DataFrame,
    nowhere: pl.DataFrame,
    shared: pl.DataFrame,
    *,
    around: pl.DataFrame,
    source: str,
) -> Iterator[RenderableType]:
    """The hotspots beyond chance, the strongest of the rest, and what to know about the counts.

    Args:
        found: What the scan found.
        linked: As `judging.matters.linked` gives.
        nowhere: Places without usable coordinates.
        shared: Points that several places share, as `scan_circles.default_points` gives.
        around: What stands beside the hotspots, as `beside` gives.
        source: The line that says what the data are.
    """
    counts = {name: number(value) for name, value in linked.row(0, named=True).items()}
    yield say("hotspots.linked", language=None, **counts)
    if left := linked["matters"][0] - found.cases:
        yield say("hotspots.left_out", count=number(left))
    clear = found.significant(LEVEL)
    rows = clear if len(clear) else found.clusters.head(3)
    if clear.is_empty():
        yield say("hotspots.none")
    if len(rows):
        yield ruled(
            say("hotspots.title" if len(clear) else "hotspots.title_weak"),
            {name: say(f"hotspots.column.{name}") for name in _COLUMNS},
            (_cells(row, found) for row in rows.head(_MOST).iter_rows(named=True)),
            right=("cluster", "cases", "expected", "risk", "ratio", "chance"),
            whole=("days",),
        )
    if len(around):
        yield ruled(
            say("hotspots.beside"),
            {name: say(f"column.{name}") for name in around.columns},
            (
                {name: str(cell) for name, cell in row.items()}
                for row in around.iter_rows(named=True)
            ),
            right=("cluster", "inside", "elsewhere", "records_inside"),
        )
    if found.shape == "prospective" and len(rows):
        days = number(rows["recurrence"][0])
        yield say("hotspots.recurrence", days=days)
    if len(nowhere):
        names = ", ".join(nowhere["place"].head(5).to_list())
        yield say("hotspots.unplaced", count=number(len(nowhere)), places=names)
    for point in shared.iter_rows(named=True):
        yield say("hotspots.shared_point", **point)
    yield say("hotspots.footnote")
    yield say("figure.source_line", source=source)


def beside(frame: pl.DataFrame) -> pl.DataFrame:
    """What stands beside each hotspot, in words.

    Args:
        frame: As `Workbench.circumstances` gives.

    Returns:
        One row per hotspot and factor: `cluster`, `factor`, `inside`, `elsewhere` (texts with
        their units), `records_inside`.
    """
    rows = [
        {
            "cluster": row["cluster"],
            "factor": say(f"hotspots.factor.{row['factor']}", team=row["team"] or "–"),
            "inside": _measured(row["factor"], row["inside"]),
            "elsewhere": _measured(row["factor"], row["elsewhere"]),
            "records_inside": row["records_inside"],
        }
        for row in frame.iter_rows(named=True)
    ]
    texts = dict.fromkeys(("factor", "inside", "elsewhere"), pl.String)
    return pl.DataFrame(rows, {"cluster": pl.Int64, **texts, "records_inside": pl.Int64})


def _measured(factor: str, value: float | None) -> str:
    if value is None:
        untold = f"hotspots.untold.{factor}"
        return say(untold) if has(untold) else "–"
    if factor == "team_share":
        return percent(value, 0)
    if factor == "built_year":
        return f"{value:.0f}"
    return number(value, 1)


def as_rows(found: Scan) -> list[dict[str, Any]]:
    """One object per hotspot with the places it holds."""
    members = found.members.group_by("cluster", maintain_order=True).agg(members="place")
    return found.clusters.join(members, on="cluster", how="left", maintain_order="left").to_dicts()


def _cells(row: dict[str, Any], found: Scan) -> dict[str, str]:
    names = found.members.filter(cluster=row["cluster"])["place"].to_list()
    days = f"{row['begins']:%Y-%m-%d}"
    if row["ends"] != row["begins"]:
        days += f"..{row['ends']:%m-%d}"
    everywhere = found.shape == "temporal"
    return {
        "cluster": number(row["cluster"]),
        "places": say("hotspots.everywhere") if everywhere else ", ".join(names),
        "days": days,
        "cases": number(row["cases"]),
        "expected": number(row["expected"], 1),
        "risk": number(row["relative_risk"], 1),
        "ratio": number(row["log_likelihood_ratio"], 2),
        "chance": number(row["p_value"], 3),
    }
