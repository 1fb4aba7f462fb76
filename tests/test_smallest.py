"""Groups too small to publish cannot be worked out from the rest."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from heatqa.statistics import smallest

COUNTS = ("met", "missed", "pending")


def groups(rows: list[tuple[str | None, int, int, int]]) -> pl.DataFrame:
    schema = {"team": pl.String, "met": pl.Int64, "missed": pl.Int64, "pending": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_a_group_of_the_smallest_size_is_published():
    frame = groups([("a", 3, 2, 0), ("b", 2, 2, 9), ("c", 4, 2, 0), ("d", 1, 0, 0)])
    found = smallest.together(frame, "team", COUNTS, 5)
    assert found.rows() == [("a", 3, 2, 0), ("c", 4, 2, 0), (None, 3, 2, 9)]


def test_one_small_group_takes_the_next_larger_one_along():
    """Alone it would be the total less the published groups."""
    frame = groups([("a", 30, 0, 0), ("b", 4, 2, 0), ("c", 1, 1, 0)])
    found = smallest.together(frame, "team", COUNTS, 5)
    assert found.rows() == [("a", 30, 0, 0), (None, 5, 3, 0)]


def test_records_without_a_group_hide_a_small_one_too():
    frame = groups([("a", 30, 0, 0), ("b", 6, 2, 0), ("c", 1, 1, 0), (None, 9, 0, 1)])
    found = smallest.together(frame, "team", COUNTS, 5)
    assert found.rows() == [("a", 30, 0, 0), ("b", 6, 2, 0), (None, 10, 1, 1)]


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 12)] * 3), max_size=12), st.integers(1, 10))
def test_nothing_is_lost_and_no_small_count_is_left(rows, fewest):
    frame = groups([(f"t{n}", *row) for n, row in enumerate(rows)])
    found = smallest.together(frame, "team", COUNTS, fewest)
    for count in COUNTS:
        assert found[count].sum() == frame[count].sum()
    decided = found.with_columns(decided=pl.col("met") + pl.col("missed"))
    named = decided.drop_nulls("team")
    rest = decided.filter(pl.col("team").is_null())
    assert (named["decided"] >= fewest).all()
    if not named.is_empty() and not rest.is_empty():
        assert rest["decided"].item() == 0 or rest["decided"].item() >= fewest


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 12)] * 3), max_size=12), st.integers(1, 10))
def test_many_measures_at_once_hide_the_same_groups(rows, fewest):
    frame = groups([(f"t{n}" if n else None, *row) for n, row in enumerate(rows)])
    alone = smallest.together(frame, "team", COUNTS, fewest).drop_nulls("team")
    twice = pl.concat(
        [frame.with_columns(clause=pl.lit("x")), frame.with_columns(clause=pl.lit("y"))]
    )
    found = smallest.shown(twice, "team", "clause", fewest)
    for clause in ("x", "y"):
        assert found.filter(clause=clause)["team"].to_list() == alone["team"].to_list()
