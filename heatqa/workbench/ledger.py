"""What became of the rows that were loaded."""

import polars as pl

from heatqa.intake import rules
from heatqa.warehouse import quality
from heatqa.workbench.session import Session


class Ledger(Session):
    """Answers about the data themselves."""

    def books(self) -> pl.DataFrame:
        """What became of the rows read, a row per table, see `warehouse.quality.books`."""
        return quality.books(self.connection())

    def reasons(self) -> pl.DataFrame:
        """The rules that rows broke, see `warehouse.quality.reasons`, each with its `label`."""
        frame = quality.reasons(self.connection())
        labels = [rules.label(rule) for rule in frame["rule"]]
        return frame.insert_column(1, pl.Series("label", labels, dtype=pl.String))

    def filled(self, table: str, kind: str = "time") -> pl.DataFrame:
        """How often each column of a kind holds a value, see `warehouse.quality.filled`."""
        return quality.filled(self.connection(), table, kind)
