"""What went astray in registers filled by hand, line by line."""

import polars as pl

from heatqa.language import number, say


def astray(frame: pl.DataFrame) -> list[str]:
    """A sentence for each number of a clause that a register cannot be about."""
    return [
        say(
            "audit.astray",
            file=row["file"] or row["register"],
            row=number(row["source_row"]),
            clause=row["clause"],
            rows=number(row["rows"]),
            because=row["because"],
        )
        for row in frame.iter_rows(named=True)
    ]
