"""Which cases are about one fault: same place, near in time, alike in leaf or words.

Links between neighbouring cases are joined to faults by union-find, so that a burst reported by
thirty callers is one fault, and a household that had to ask four times is one chain.
"""

import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from heatqa.complaints.data import read
from heatqa.complaints.normal import rewritten
from heatqa.complaints.taxonomy import CANNOT_TELL

FIRST, DUPLICATE, REPEAT, SAME_FAULT = "first", "duplicate", "repeat", "same fault"
_LINKS = {"id": pl.String, "earlier": pl.String, "rule": pl.String}


def links(cases: pl.DataFrame) -> pl.DataFrame:
    """Pairs of cases that a rule of `linking.toml` holds for one thing.

    Args:
        cases: One row per case or call: `id`, `at` (when it came in), `leaf`, and as far as known
            `household_key`, `community_id`, `building`, `station`, `text`.

    Returns:
        One row per pair: `id`, the `earlier` case, and the `rule` that links them.
    """
    known = cases.with_columns(group=pl.col("leaf").str.split(".").list.first()).filter(
        pl.col("leaf") != CANNOT_TELL
    )
    found = [_linked(known, rule) for rule in read("linking.toml")["rule"]]
    return pl.concat([pl.DataFrame(schema=_LINKS), *found])


def faults(cases: pl.DataFrame) -> pl.DataFrame:
    """Cases with the fault each is about, and what each is to it.

    Args:
        cases: As for `links`, with `closed_at` where known.

    Returns:
        `cases` in order of time with `fault`, the id of the first case about it, and `relation`:
        `first`; `duplicate`, the same household while its earlier case was open; `repeat`, the
        same household after its earlier case was closed, a false closing; `same fault`, somebody
        else about the same.
    """
    ordered = cases.sort("at", "id", maintain_order=True).with_row_index("place")
    pairs = links(ordered)
    places = ordered.select("id", "place")
    ends = pairs.join(places, on="id").join(
        places.rename({"id": "earlier", "place": "earlier_place"}), on="earlier"
    )
    size = len(ordered)
    matrix = sparse.coo_array(
        ([1] * len(ends), (ends["place"].to_numpy(), ends["earlier_place"].to_numpy())),
        shape=(size, size),
    )
    _, labels = connected_components(matrix, directed=False) if size else (0, [])
    marked = ordered.with_columns(
        component=pl.Series(labels, dtype=pl.Int64), fault=pl.lit(None, dtype=pl.String)
    ).with_columns(fault=pl.col("id").first().over("component"))
    return _related(marked, pairs).drop("place", "component")


def chains(linked: pl.DataFrame) -> pl.DataFrame:
    """Households that had to ask more than once about one thing.

    Args:
        linked: As `faults` gives.

    Returns:
        One row per household and fault with more than one case, the longest first:
        `household_key`, `fault`, `cases`, `repeats` (false closings), `first_at`, `last_at`, and
        `days` from the first case to the last.
    """
    own = linked.filter(pl.col("household_key").is_not_null())
    counted = own.group_by("household_key", "fault").agg(
        cases=pl.len(),
        repeats=(pl.col("relation") == REPEAT).sum(),
        first_at=pl.col("at").min(),
        last_at=pl.col("at").max(),
    )
    days = (pl.col("last_at") - pl.col("first_at")).dt.total_seconds() / 86_400
    return (
        counted.filter(pl.col("cases") > 1)
        .with_columns(days=days)
        .sort("cases", "repeats", "fault", descending=[True, True, False])
    )


def returns(linked: pl.DataFrame) -> pl.DataFrame:
    """After which complaints households come back about the same thing.

    Args:
        linked: As `faults` gives.

    Returns:
        One row per leaf that any household came back with, the most first: `leaf`, `cases` of
        households known, `duplicates` (asked again while it was open), `repeats` (came back after
        closing, a false closing), and the `share` of both among the cases.
    """
    known = linked.filter(pl.col("household_key").is_not_null())
    back = pl.col("duplicates") + pl.col("repeats")
    return (
        known.group_by("leaf")
        .agg(
            cases=pl.len(),
            duplicates=(pl.col("relation") == DUPLICATE).sum(),
            repeats=(pl.col("relation") == REPEAT).sum(),
        )
        .filter(back > 0)
        .with_columns(share=back / pl.col("cases"))
        .sort(back, "leaf", descending=[True, False])
    )


def _linked(cases: pl.DataFrame, rule: dict) -> pl.DataFrame:
    """Each case with the one before it of the same place, where the rule holds."""
    if not set(rule["by"]) <= set(cases.columns):
        return pl.DataFrame(schema=_LINKS)
    keys = [*rule["by"], *([rule["same"]] if "same" in rule else [])]
    chosen = cases.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))
    if "leaves" in rule:
        chosen = chosen.filter(pl.col("leaf").is_in(rule["leaves"]))
    chosen = chosen.sort("at", "id", maintain_order=True)
    paired = chosen.with_columns(
        earlier=pl.col("id").shift().over(keys),
        earlier_at=pl.col("at").shift().over(keys),
    ).filter((pl.col("at") - pl.col("earlier_at")) <= pl.duration(hours=rule["hours"]))
    if "similar" in rule:
        paired = _alike(paired, chosen, rule["similar"])
    return paired.select("id", "earlier", rule=pl.lit(rule["name"]))


def _alike(paired: pl.DataFrame, cases: pl.DataFrame, least: float) -> pl.DataFrame:
    """The pairs whose texts have enough in common."""
    if "text" not in cases.columns:
        return paired.clear()
    texts = dict(cases.select("id", "text").iter_rows())
    shares = [
        similarity(texts[one], texts[other])
        for one, other in paired.select("id", "earlier").iter_rows()
    ]
    return paired.filter(pl.Series(shares, dtype=pl.Float64) >= least)


def similarity(one: str | None, other: str | None) -> float:
    """The share of pairs of characters that two texts have in common (Jaccard), 0 to 1.

    Example:
        >>> similarity("管井漏水", "楼道管井漏水")
        0.6
    """
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _pairs(text: str | None) -> set[str]:
    read_as = "".join(rewritten(text or "").split())
    return {read_as[at : at + 2] for at in range(len(read_as) - 1)}


def _related(marked: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """What each case is to its fault; a household's own earlier case counts first."""
    hours = read("linking.toml")["repeat"]["hours_after_closing"]
    if "closed_at" not in marked.columns:
        marked = marked.with_columns(closed_at=pl.lit(None, dtype=pl.Datetime("us")))
    own = pairs.filter(pl.col("rule") == "household").select("id", own_earlier="earlier")
    closed = marked.select(own_earlier="id", earlier_closed="closed_at")
    joined = marked.join(own, on="id", how="left").join(closed, on="own_earlier", how="left")
    after = pl.col("at") - pl.col("earlier_closed")
    repeat = (after >= pl.duration(hours=0)) & (after <= pl.duration(hours=hours))
    relation = (
        pl.when(pl.col("own_earlier").is_not_null() & repeat)
        .then(pl.lit(REPEAT))
        .when(pl.col("own_earlier").is_not_null())
        .then(pl.lit(DUPLICATE))
        .when(pl.col("fault") == pl.col("id"))
        .then(pl.lit(FIRST))
        .otherwise(pl.lit(SAME_FAULT))
    )
    return (
        joined.with_columns(relation=relation).sort("place").drop("own_earlier", "earlier_closed")
    )
