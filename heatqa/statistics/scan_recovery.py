"""How much of what was planted a scan finds: for simulated cities, whose truth is known."""

import polars as pl

from heatqa.statistics.scan import Scan


def recovery(planted: pl.DataFrame, found: Scan, level: float = 0.05) -> pl.DataFrame:
    """Each planted hotspot beside the strongest clear one that shares a place and a day with it.

    Args:
        planted: One row per hotspot and place: `hotspot`, `place`, `begins`, `ends`.
        found: What the scan found.
        level: The highest p-value of a hotspot that counts as found.

    Returns:
        One row per planted hotspot: `hotspot`, `cluster`, `p_value`, `recall` (share of its places
        that the cluster holds) and `precision` (share of the cluster's places that are its own),
        all four null where it was missed.
    """
    clear = found.significant(level).select("cluster", "p_value", from_="begins", to="ends")
    held = found.members.join(clear, on="cluster").select("cluster", "place")
    sizes = held.group_by("cluster").agg(size=pl.len())
    met = (
        planted.join(held, on="place")
        .join(clear, on="cluster")
        .filter((pl.col("from_") <= pl.col("ends")) & (pl.col("begins") <= pl.col("to")))
        .group_by("hotspot", "cluster", "p_value")
        .agg(shared=pl.len())
        .sort("cluster")
        .unique("hotspot", keep="first", maintain_order=True)
        .join(sizes, on="cluster")
    )
    return (
        planted.group_by("hotspot", maintain_order=True)
        .agg(own=pl.len())
        .join(met, on="hotspot", how="left", maintain_order="left")
        .select(
            "hotspot",
            "cluster",
            "p_value",
            recall=pl.col("shared") / pl.col("own"),
            precision=pl.col("shared") / pl.col("size"),
        )
    )
