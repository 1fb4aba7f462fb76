"""The hotline's service level in its three formulas, and how many callers gave up."""

import polars as pl

from heatqa.statistics import rates

# What the share of calls answered in time is a share of.
FORMULAS = ("of_answered", "of_offered", "of_offered_without_early_hang_ups")


def service_level(calls: pl.DataFrame, *, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """The share of calls answered in time under each formula: same calls, three numbers.

    Of those answered, a caller who never got through does not count at all; of those offered,
    every caller counts; the third leaves out those who hung up before the time was over, since
    nobody could have answered them late.

    Args:
        calls: One row per group: the columns of `by`; counts of calls `offered`, `answered`,
            `answered_in_time`, `gave_up_in_time` (unanswered and over before the limit).
        by: Columns that name a group.

    Returns:
        One row per group and formula: the columns of `by`, `formula`, `met`, `judged`, `rate`
        with its 95 % Wilson interval `low` to `high` (0 to 1).

    Source: the formulas as call-centre practice uses them: Cleveland, Call Center Management on
    Fast Forward (2012), chapter 3.

    Example:
        >>> counts = {"offered": [100], "answered": [90], "answered_in_time": [72]}
        >>> frame = pl.DataFrame(counts | {"gave_up_in_time": [4]})
        >>> service_level(frame)["rate"].round(3).to_list()
        [0.8, 0.72, 0.75]
    """
    offered = pl.col("offered")
    judged = (pl.col("answered"), offered, offered - pl.col("gave_up_in_time"))
    long = pl.concat(
        calls.select(
            *by,
            formula=pl.lit(formula),
            met=pl.col("answered_in_time"),
            judged=count,
        )
        for formula, count in zip(FORMULAS, judged, strict=True)
    )
    return _rated(long)


def abandonment(calls: pl.DataFrame, *, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """The share of callers who got no answer, all and without those who hung up at once.

    Args:
        calls: As for `service_level`.
        by: Columns that name a group.

    Returns:
        One row per group: the columns of `by`, `met` (unanswered), `judged` (offered), `rate`
        with its 95 % Wilson interval; `late_rate` leaves early hang-ups out of both.
    """
    gave_up = pl.col("offered") - pl.col("answered")
    late = pl.col("offered") - pl.col("gave_up_in_time")
    return _rated(
        calls.select(
            *by,
            met=gave_up,
            judged=pl.col("offered"),
            late_rate=pl.when(late > 0).then((gave_up - pl.col("gave_up_in_time")) / late),
        )
    )


def patience(calls: pl.DataFrame) -> float | None:
    """Mean seconds that callers wait before they hang up; null where nobody did.

    Args:
        calls: One row: `waited_seconds` of all callers together, `gave_up` how many hung up.

    Source: the exponential law's maximum likelihood with answered calls as censored, as in
    Mandelbaum and Zeltyn (2004), The Palm/Erlang-A Queue, with Applications to Call Centers.
    """
    waited, gave_up = calls.select("waited_seconds", "gave_up").row(0)
    return waited / gave_up if gave_up else None


def _rated(frame: pl.DataFrame) -> pl.DataFrame:
    low, high = rates.wilson(pl.col("met"), pl.col("judged"))
    rate = pl.when(pl.col("judged") > 0).then(pl.col("met") / pl.col("judged"))
    return frame.with_columns(rate=rate).with_columns(low, high)
