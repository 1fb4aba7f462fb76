"""Do groups wait differently long? The log-rank test, open cases as censored."""

import numpy as np
import polars as pl

# Below this, after Holm's correction, a difference is called clear.
SIGNIFICANCE = 0.05
SLOWER, FASTER, UNCLEAR = "slower", "faster", "unclear"
_ACROSS = {
    "groups": pl.Int64,
    "n": pl.Int64,
    "chi_square": pl.Float64,
    "degrees": pl.Int64,
    "p_value": pl.Float64,
}
_EACH = {
    "n": pl.Int64,
    "ended": pl.Int64,
    "expected": pl.Float64,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "difference": pl.String,
}


def across(waits: pl.DataFrame, by: str) -> pl.DataFrame:
    """Whether the groups differ at all.

    Args:
        waits: One row per wait: the group, `wait_seconds` and `ended`, as `survival.curve` takes.
        by: The column that tells groups apart; waits without a group are left out.

    Returns:
        One row: `groups`, `n` waits, `chi_square` with its `degrees` of freedom, `p_value`. The
        last three are null where nothing can be compared: one group only, no wait that has
        ended, or all at one time. A group that left before the first wait ended, as one whose
        cases came in today, is compared with nothing and counts in neither.

    Source: Mantel (1966), Cancer Chemotherapy Reports 50, 163-170.
    """
    known = _known(waits, by)
    groups = known[by].n_unique()
    row = (groups, len(known), *_test(known, known[by]))
    return pl.DataFrame([row], schema=_ACROSS, orient="row")


def each(waits: pl.DataFrame, by: str) -> pl.DataFrame:
    """Each group against all the others together, corrected for the number of groups.

    Args:
        waits: As `across` takes.
        by: The column that tells groups apart; waits without a group are left out.

    Returns:
        One row per group, sorted by it: the group, `n` waits, `ended`, the number that would
        have ended by then at the pace of all (`expected`), `p_value` of the log-rank test,
        `p_adjusted` by Holm's method, both null where nothing can be compared as for `across`,
        and the `difference`: `slower`, `faster` or `unclear`.

    Source: Mantel (1966); Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    from statsmodels.stats.multitest import multipletests

    known = _known(waits, by)
    rows = []
    for (name,), mine in known.partition_by(by, as_dict=True).items():
        p_value = _test(known, known[by] == name)[2]
        rows.append((name, len(mine), int(mine["ended"].sum()), _expected(mine, known), p_value))
    schema = {by: waits.schema[by]} | {name: _EACH[name] for name in list(_EACH)[:4]}
    frame = pl.DataFrame(rows, schema=schema, orient="row").sort(by)
    tested = frame["p_value"].drop_nulls().to_numpy()
    adjusted = iter(np.asarray(multipletests(tested, method="holm")[1]) if len(tested) else ())
    corrected = [None if p is None else float(next(adjusted)) for p in frame["p_value"]]
    pace = (
        pl.when(pl.col("ended") < pl.col("expected")).then(pl.lit(SLOWER)).otherwise(pl.lit(FASTER))
    )
    clear = pl.col("p_adjusted") < SIGNIFICANCE
    return frame.with_columns(p_adjusted=pl.Series(corrected, dtype=pl.Float64)).with_columns(
        difference=pl.when(clear).then(pace).otherwise(pl.lit(UNCLEAR))
    )


def _known(waits: pl.DataFrame, by: str) -> pl.DataFrame:
    return waits.drop_nulls(["wait_seconds", "ended", by])


def _test(
    known: pl.DataFrame, group: pl.Series
) -> tuple[float, int, float] | tuple[None, None, None]:
    """Chi-square, degrees of freedom and p-value; nothing where nothing can be compared."""
    from statsmodels.duration.survfunc import survdiff

    if not known["ended"].any():
        return None, None, None
    first = known.filter("ended")["wait_seconds"].min()
    # Risk sets only shrink: who had left by the first end was never beside anybody.
    there = known["wait_seconds"] >= first
    at_risk, sides = known.filter(there), group.filter(there)
    degrees = sides.n_unique() - 1
    at_once = (at_risk["ended"] & (at_risk["wait_seconds"] == first)).all()
    if degrees < 1 or at_once:
        return None, None, None
    seconds = at_risk["wait_seconds"].cast(pl.Float64).to_numpy()
    ended = at_risk["ended"].cast(pl.Int64).to_numpy()
    chi_square, p_value = survdiff(seconds, ended, sides.to_numpy())
    return float(chi_square), degrees, float(p_value)


def _expected(mine: pl.DataFrame, known: pl.DataFrame) -> float:
    """How many of a group's waits would have ended if all had gone at one pace."""
    ends, count = np.unique(
        known.filter("ended")["wait_seconds"].cast(pl.Float64).to_numpy(), return_counts=True
    )
    lasted, lasted_mine = (
        len(frame) - np.searchsorted(frame["wait_seconds"].cast(pl.Float64).sort().to_numpy(), ends)
        for frame in (known, mine)
    )
    return float((count * lasted_mine / lasted).sum())
