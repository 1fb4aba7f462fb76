"""What customers said, as tables: counts by leaf, redacted texts, old against new labels."""

import polars as pl
from rich.table import Table

from heatqa.complaints.taxonomy import CANNOT_TELL, label
from heatqa.language import number, percent, say
from heatqa.tables.ruled import ruled

_LEAVES = ("leaf", "name", "texts", "share", "urgent")
_CONFUSION = ("old_leaf", "new_leaf", "texts", "share")


def by_leaf(frame: pl.DataFrame) -> Table:
    """How many texts each leaf has, how many of them are urgent; what cannot be told is shown."""
    counts = (
        frame.group_by("leaf")
        .agg(texts=pl.len(), urgent=pl.col("urgent").sum())
        .sort("texts", "leaf", descending=[True, False])
    )
    return ruled(
        say("complaints.by_leaf", texts=number(len(frame))),
        {name: say(f"complaints.column.{name}") for name in _LEAVES},
        (
            {
                "leaf": "–" if row["leaf"] == CANNOT_TELL else row["leaf"],
                "name": named(row["leaf"]),
                "texts": number(row["texts"]),
                "share": percent(row["texts"] / len(frame)),
                "urgent": number(row["urgent"]),
            }
            for row in counts.iter_rows(named=True)
        ),
        right=("texts", "share", "urgent"),
        caption=say("complaints.lines"),
    )


def redacted(frame: pl.DataFrame) -> Table:
    """Each text without its people."""
    headings = {name: say(f"complaints.column.{name}") for name in ("id", "redacted")}
    return ruled(
        say("complaints.redacted", texts=number(len(frame))),
        headings,
        ({"id": row["id"], "redacted": row["redacted"]} for row in frame.iter_rows(named=True)),
        whole=("id",),
    )


def confusion(frame: pl.DataFrame, agreement: float) -> Table:
    """Old labels against new ones; the share is of the texts with the same old label."""
    shares = frame.with_columns(share=pl.col("texts") / pl.col("texts").sum().over("old_leaf"))
    return ruled(
        say("complaints.confusion", agreement=percent(agreement)),
        {name: say(f"complaints.column.{name}") for name in _CONFUSION},
        (
            {
                "old_leaf": f"{row['old_leaf']} {label(row['old_leaf'])}",
                "new_leaf": named(row["new_leaf"], code=True),
                "texts": number(row["texts"]),
                "share": percent(row["share"]),
            }
            for row in shares.iter_rows(named=True)
        ),
        right=("texts", "share"),
        caption=say("complaints.held_out"),
    )


def named(leaf: str, *, code: bool = False) -> str:
    """A leaf's name, or the words for "cannot tell"."""
    if leaf == CANNOT_TELL:
        return say("verdict.cannot_tell")
    return f"{leaf} {label(leaf)}" if code else label(leaf)
