"""What became of the rows that were loaded, and taking a load back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from heatqa import errors
from heatqa.intake import rules
from heatqa.judging import facts
from heatqa.warehouse import described, ends, loads, quality
from heatqa.workbench.later import later
from heatqa.workbench.session import Session

if TYPE_CHECKING:
    from heatqa.intake import corrections, leaks
else:
    corrections = later("heatqa.intake.corrections")
    leaks = later("heatqa.intake.leaks")


class Ledger(Session):
    """Answers about the data themselves."""

    def tables(self, name: str | None = None) -> pl.DataFrame:
        """What the warehouse holds: every table, or the columns of one with their meaning.

        See `warehouse.described.tables` and `warehouse.described.columns`.

        Raises:
            TableNotFound: there is no table of that name.
        """
        if name is None:
            return described.tables(self.connection())
        return described.columns(name)

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

    def quality(self, load_id: int | None = None) -> pl.DataFrame:
        """The rules that rows broke, of one load or all, each with its `meaning`.

        Beside each stands the first such row, see `warehouse.quality.examples`.
        """
        if load_id is not None and load_id not in self.loads()["load_id"].to_list():
            known = ", ".join(map(str, self.loads()["load_id"])) or "–"
            raise errors.LoadUnknown(load=load_id, known=known)
        frame = quality.reasons(self.connection(), load_id)
        own = quality.own_rules(self.connection())
        meanings = [rules.meaning(rule, own) for rule in frame["rule"]]
        told = frame.with_columns(pl.Series("meaning", meanings, dtype=pl.String))
        first = quality.examples(self.connection(), load_id)
        return told.join(first, on=["rule", "severity"], how="left", maintain_order="left")

    def loads(self) -> pl.DataFrame:
        """What was loaded when, see `warehouse.loads.loads`."""
        return loads.loads(self.connection())

    def ended_early(self) -> pl.DataFrame:
        """Tables that end long before the moment of judging, see `warehouse.ends.early`."""
        any_fact = facts.latest(self.connection()) is not None
        return ends.early(self.connection(), self.as_of if any_fact else None)

    def uneven(self, load_id: int | None = None) -> pl.DataFrame:
        """Exports without moments that others of their table have, see `warehouse.ends.uneven`."""
        return ends.uneven(self.connection(), load_id)

    def history(self, table: str, record: str) -> pl.DataFrame:
        """The states that one record went through, see `warehouse.loads.history`."""
        return loads.history(self.connection(), table, record)

    def undo(self, load_id: int) -> None:
        """Take a load back, judge what is left and publish both together.

        Raises:
            LoadUnknown, LoadBuiltUpon: it cannot be undone; nothing changes.
        """
        self.warehouse.published()
        with self._written() as connection:
            loads.undo(connection, load_id)

    def corrections(self, path: Path, target: Path, profile: str | Path | None = None) -> int:
        """Write an export's rejected rows into a workbook, see `intake.corrections.write`."""
        chosen = profile or self.settings.profile
        return corrections.write(self.connection(), path, target, chosen)

    def leaks(self, paths: Sequence[Path] = ()) -> tuple[pl.DataFrame, list[Path]]:
        """Numbers of people in the warehouse and in files, see `intake.leaks`."""
        frame, unread = leaks.in_files(paths)
        if paths and not (self.settings.warehouse / "CURRENT").exists():
            return frame, unread
        return pl.concat([leaks.in_warehouse(self.connection()), frame]), unread
