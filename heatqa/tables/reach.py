"""Sentences about exports that do not reach as far as others."""

import polars as pl

from heatqa.language import number, pick, say


def early(frame: pl.DataFrame) -> list[str]:
    """A sentence for each table that ends long before the moment of judging."""
    return [
        say(
            "load.ends_early",
            table=row["label"],
            last=f"{row['last_day']:%Y-%m-%d}",
            days=number(row["days"]),
            as_of=f"{row['as_of']:%Y-%m-%d}",
        )
        for row in frame.iter_rows(named=True)
    ]


def uneven(frame: pl.DataFrame) -> list[str]:
    """A sentence for each file that lacks moments which others have."""
    return [
        say(
            "load.uneven",
            file=row["file"],
            columns=pick({"en": ", ", "zh": "、"}).join(row["columns"]),
            table=row["label"],
            rows=number(row["rows"]),
        )
        for row in frame.iter_rows(named=True)
    ]
