"""What `heatqa doctor` found, one line per check."""

import polars as pl
from rich.table import Table
from rich.text import Text

from heatqa.language import say

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def table(frame: pl.DataFrame) -> Table:
    """One line per check: its state as a word and a colour, what was found, what to do."""
    made = Table(show_header=False, box=None, pad_edge=False)
    made.add_column(no_wrap=True)
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for row in frame.iter_rows(named=True):
        state = Text(say(f"doctor.state.{row['state']}"), _COLOURS[row["state"]])
        said = "\n".join(filter(None, (row["found"], row["remedy"])))
        made.add_row(state, say(f"doctor.name.{row['name']}"), Text(said))
    return made


def summary(frame: pl.DataFrame) -> str:
    """How many checks failed and warned, in a sentence."""
    failed = frame.filter(pl.col("state") == "fail").height
    warned = frame.filter(pl.col("state") == "warn").height
    key = "failed" if failed else "warned" if warned else "fine"
    return say(f"doctor.{key}", failed=failed, warned=warned)
