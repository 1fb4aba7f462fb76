"""Which cases are about one fault: same place, near in time, alike in leaf or words.

Links between neighbouring cases are joined to faults by union-find, so that a burst reported by
thirty callers is one fault, and a household that had to ask four times is one chain.
"""

from typing import Any

import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from heatqa.complaints.data import read
from heatqa.complaints.normal import rewritten
from heatqa.complaints.taxonomy import CANNOT_TELL

FIRST, DUPLICATE, REPEAT, SAME_FAULT = "first", "duplicate", "repeat", "same fault"
_LINKS = {"id": pl.String, "earlier": pl.String, "rule": pl.String}
_AGAIN = {"id": pl.String, "earlier": pl.String, "still_open": pl.Boolean}
_OPTIONAL = {"closed_at": pl.Datetime("us"), "text": pl.String}


def links(cases: pl.DataFrame) -> pl.DataFrame:
    """Pairs of cases that a rule of `linking.toml` holds for one thing.

    Args:
        cases: One row per case or call: `id`, `at` (when it came in), `leaf`, and as far as known
            `household_key`, `community_id`, `building`, `station`, `text`, `closed_at`.

    Returns:
        One row per pair: `id`, the `earlier` case, and the `rule` that links them.
    """
    known = _known(cases)
    rules = read("linking.toml")
    own = _again(known, rules["household"]).select("id", "earlier", rule=pl.lit("household"))
    shared = [_beside(known, rule) for rule in rules["place"]]
    return pl.concat([pl.DataFrame(schema=_LINKS), own, *shared])


def faults(cases: pl.DataFrame) -> pl.DataFrame:
    """Cases with the fault each is about, and what each is to it.

    Args:
        cases: As for `links`, with `closed_at` where known.

    Returns:
        `cases` in order of time with `fault`, the id of the first case about it, and `relation`:
        `first`; `duplicate`, the same household while its earlier case was open; `repeat`, the
        same household after its earlier case was closed, a false closing; `same fault`, somebody
        else about the same. `returns_to` is the case that a household comes back to.
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
    return _related(marked).drop("place", "component")


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
        One row per leaf that any household came back to, the most first: `leaf`, `cases` of
        households known, `duplicates` (asked again while it was open), `repeats` (came back after
        closing, a false closing), and the `share` of the cases that somebody came back to.
    """
    known = linked.filter(pl.col("household_key").is_not_null())
    first = known.select("leaf", returns_to="id")
    returned = (
        known.select("returns_to", "relation")
        .join(first, on="returns_to")
        .group_by("leaf")
        .agg(
            duplicates=(pl.col("relation") == DUPLICATE).sum(),
            repeats=(pl.col("relation") == REPEAT).sum(),
            again=pl.col("returns_to").n_unique(),
        )
        .join(known.group_by("leaf").agg(cases=pl.len()), on="leaf")
    )
    share = (pl.col("again") / pl.col("cases")).alias("share")
    most = pl.col("duplicates") + pl.col("repeats")
    return returned.sort(most, "leaf", descending=[True, False]).select(
        "leaf", "cases", "duplicates", "repeats", share
    )


def _known(cases: pl.DataFrame) -> pl.DataFrame:
    """The cases whose leaf could be told, in order of time, with their group."""
    lacking = {name: kind for name, kind in _OPTIONAL.items() if name not in cases.columns}
    return (
        cases.filter(pl.col("leaf") != CANNOT_TELL, pl.col("at").is_not_null())
        .with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in lacking.items())
        .with_columns(group=pl.col("leaf").str.split(".").list.first())
        .sort("at", "id", maintain_order=True)
    )


def _again(known: pl.DataFrame, rule: dict[str, Any]) -> pl.DataFrame:
    """Each further case of a household about one matter.

    Returns:
        One row per case: `id`, the `earlier` one that it comes back to, and whether any of them
        was `still_open`.
    """
    if "household_key" not in known.columns:
        return pl.DataFrame(schema=_AGAIN)
    of_another = pl.col("leaf").is_in(rule["of_another"])
    matter = pl.when(~of_another).then("group").forward_fill().over("household_key")
    after = pl.duration(hours=rule["hours_after_closing"])
    closed = pl.when(pl.col("closed_at") >= pl.col("at")).then("closed_at")
    keys = ["household_key", "matter"]
    own = known.filter(pl.col("household_key").is_not_null()).with_columns(
        matter=pl.coalesce(matter, "group"),
        # A case that nobody closed is not open for ever.
        open_until=pl.coalesce(closed, pl.col("at") + pl.duration(hours=rule["hours_open"])),
    )
    # Any of its earlier cases may be the one that is open still.
    before = own.with_columns(
        # Who complains that nobody came comes back to what nobody came for.
        earlier=pl.coalesce(
            pl.when(~of_another).then("id").shift().forward_fill().over(keys),
            pl.col("id").shift().over(keys),
        ),
        open_until=pl.col("open_until").cum_max().shift().over(keys),
        within=pl.coalesce(closed + after, "open_until").cum_max().shift().over(keys),
    )
    linked = before.filter(pl.col("at") <= pl.col("within"))
    return linked.select("id", "earlier", still_open=pl.col("at") < pl.col("open_until"))


def _beside(known: pl.DataFrame, rule: dict[str, Any]) -> pl.DataFrame:
    """Cases of one place that are near in time, and alike in words where the rule asks for it."""
    if not set(rule["by"]) <= set(known.columns):
        return pl.DataFrame(schema=_LINKS)
    keys = [*rule["by"], *([rule["same"]] if "same" in rule else [])]
    here = known.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))
    if "similar" in rule:
        found = _alike(here.filter(pl.col("leaf").is_in(rule["leaves"])), keys, rule)
    else:
        found = _near(here, keys, rule)
    return found.select("id", "earlier", rule=pl.lit(rule["name"]))


def _near(here: pl.DataFrame, keys: list[str], rule: dict[str, Any]) -> pl.DataFrame:
    """Each case with the one before that tells of the fault; who feels it also with the next."""
    tells = pl.col("leaf").is_in(rule["leaves"])
    feels = pl.col("leaf").is_in(rule.get("felt_as", []))
    chosen = here.filter(tells | feels)
    told = {name: pl.when(tells).then(name) for name in ("id", "at")}
    placed = chosen.with_columns(
        before=told["id"].shift().forward_fill().over(keys),
        before_at=told["at"].shift().forward_fill().over(keys),
        next=told["id"].backward_fill().over(keys),
        next_at=told["at"].backward_fill().over(keys),
    )
    near = pl.duration(hours=rule["hours"])
    earlier = placed.filter(pl.col("at") - pl.col("before_at") <= near)
    later = placed.filter(feels, pl.col("next_at") - pl.col("at") <= near)
    return pl.concat(
        [
            earlier.select("id", earlier="before"),
            later.select(pl.col("next").alias("id"), earlier="id"),
        ]
    )


def _alike(here: pl.DataFrame, keys: list[str], rule: dict[str, Any]) -> pl.DataFrame:
    """Each case with those of the last ones whose texts have enough in common."""
    told = here.filter(pl.col("text").is_not_null()).select("id", "at", "text", *keys)
    pairs = dict(zip(told["id"], map(_pairs, told["text"]), strict=True))
    found = []
    for back in range(1, rule["compared"] + 1):
        both = told.select(
            "id",
            "at",
            earlier=pl.col("id").shift(back).over(keys),
            earlier_at=pl.col("at").shift(back).over(keys),
        ).filter(pl.col("at") - pl.col("earlier_at") <= pl.duration(hours=rule["hours"]))
        shares = [_share(pairs[one], pairs[other]) for one, other in both["id", "earlier"].rows()]
        found.append(both.filter(pl.Series(shares, dtype=pl.Float64) >= rule["similar"]))
    return pl.concat(found).select("id", "earlier")


def similarity(one: str | None, other: str | None) -> float:
    """The share of pairs of characters that two texts have in common (Jaccard), 0 to 1.

    Example:
        >>> similarity("管井漏水", "楼道管井漏水")
        0.6
    """
    return _share(_pairs(one), _pairs(other))


def _share(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second) if first and second else 0.0


def _pairs(text: str | None) -> set[str]:
    read_as = "".join(rewritten(text or "").split())
    return {read_as[at : at + 2] for at in range(len(read_as) - 1)}


def _related(marked: pl.DataFrame) -> pl.DataFrame:
    """What each case is to its fault; a household's own earlier case counts first."""
    own = _again(_known(marked), read("linking.toml")["household"]).rename(
        {"earlier": "returns_to"}
    )
    relation = (
        pl.when(pl.col("still_open"))
        .then(pl.lit(DUPLICATE))
        .when(pl.col("still_open").is_not_null())
        .then(pl.lit(REPEAT))
        .when(pl.col("fault") == pl.col("id"))
        .then(pl.lit(FIRST))
        .otherwise(pl.lit(SAME_FAULT))
    )
    joined = marked.join(own, on="id", how="left", maintain_order="left")
    return joined.with_columns(relation=relation).drop("still_open")
