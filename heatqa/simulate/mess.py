"""Faults planted into an export, each noted in a ledger so that a loader can be checked."""

from dataclasses import asdict, dataclass, field

import numpy as np

from heatqa.simulate.cells import Cell, Speller
from heatqa.simulate.parameters import parameters

FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
ROOM = "room:"  # columns of the wide sheet of temperatures


@dataclass(frozen=True)
class Plant:
    """One planted fault.

    Attributes:
        row: line of the file, 1 is the first line, titles and header counted.
        kind: what was planted.
        expect: what a loader should do: reject, duplicate, flag, read or skip.
    """

    file: str
    row: int
    kind: str
    column: str
    true: str
    written: str
    expect: str


@dataclass
class Ledger:
    """What is in the files.

    Attributes:
        plants: every planted fault.
        rows: counts of each file.
        loadable: for each kind of file, the first cells of the lines that can be read.
    """

    plants: list[Plant] = field(default_factory=list)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    loadable: dict[str, set[str]] = field(default_factory=dict)

    def as_rows(self) -> list[dict]:
        """The plants as plain records."""
        return [asdict(plant) for plant in self.plants]


@dataclass(frozen=True)
class Table:
    """The lines of one file between its titles and its footer, the header apart."""

    headers: list[str]
    lines: list[list[Cell]]


class Page:
    """The lines of one file as they are written, with faults planted on the way."""

    def __init__(self, layout: dict, file: str, rng: np.random.Generator, ledger: Ledger) -> None:
        self._layout, self._file, self._rng, self._ledger = layout, file, rng, ledger
        self._rule = parameters()["mess"]
        self._speller = Speller(layout, rng)
        self._headers = list(layout["columns"])
        self._fields = list(layout["columns"].values())
        self._titles = 2 if "title" in layout else 0
        self._lines: list[list[Cell]] = []
        self._counts = dict.fromkeys(("duplicates", "rejects", "repeated_headers"), 0)
        self._readings = {"readings": 0, "readings_rejected": 0}
        self._written = 0
        self._good: set[str] = set()

    def add(self, row: dict) -> list[Cell]:
        """Write one record as it is."""
        cells = [self._speller.cell(name, row.get(name)) for name in self._fields]
        self._lines.append(cells)
        self._written += 1
        return cells

    def add_messily(self, row: dict) -> None:
        """Write one record, now and then with a fault."""
        rng, rule = self._rng, self._rule
        if self._written and self._written % rule["repeated_header_every"] == 0:
            self._lines.append(list(self._headers))
            self._counts["repeated_headers"] += 1
            self._note("repeated_header", "skip")
        record = self._swapped(row)
        cells = self.add(record)
        if record is not row:
            self._note(
                "order_violation", "flag", "finished_at", row["finished_at"], row["arrived_at"]
            )
        spoiled = self._spoil_temperatures(record, cells)
        if rng.random() < rule["unparseable_time"] and not spoiled:
            self._spoil_time(cells)
            return
        self._good.add(str(cells[0]))
        self._readings["readings"] += self._count_readings(cells) - spoiled
        self._readings["readings_rejected"] += spoiled
        if rng.random() < rule["duplicate"] and not spoiled:
            self._lines.append(list(cells))
            self._counts["duplicates"] += 1
            self._note("duplicate", "duplicate")

    def finish(self, kind: str) -> Table:
        """The table to write; its counts go to the ledger under the file's name."""
        rows = {
            "data_rows": len(self._lines) - self._counts["repeated_headers"],
            "real_rows": self._written,
            **self._counts,
            "title_rows": self._titles,
            "footer_rows": self._titles,
        }
        if any(name.startswith(ROOM) for name in self._fields):
            rows |= self._readings
        self._ledger.rows[self._file] = rows
        if self._fields[0].endswith("_id") and self._good:
            self._ledger.loadable.setdefault(kind, set()).update(self._good)
        return Table(self._headers, self._lines)

    def _note(
        self, kind: str, expect: str, name: str = "", true: Cell = "", written: Cell = ""
    ) -> None:
        """Note a fault in the line written last."""
        header = self._headers[self._fields.index(name)] if name else ""
        row = self._titles + 1 + len(self._lines)
        self._ledger.plants.append(
            Plant(self._file, row, kind, header, str(true), str(written), expect)
        )

    def _swapped(self, row: dict) -> dict:
        """Now and then arrival and finish are entered the wrong way round."""
        arrived, finished = row.get("arrived_at"), row.get("finished_at")
        if not arrived or not finished or self._rng.random() >= self._rule["order_violation"]:
            return row
        return row | {"arrived_at": finished, "finished_at": arrived}

    def _spoil_time(self, cells: list[Cell]) -> None:
        name = self._layout["main_time"]
        position = self._fields.index(name)
        texts = self._rule["unreadable_times"]
        true, cells[position] = cells[position], texts[int(self._rng.integers(len(texts)))]
        self._counts["rejects"] += 1
        self._readings["readings_rejected"] += self._count_readings(cells)
        self._note("unparseable_time", "reject", name, true, cells[position])

    def _spoil_temperatures(self, record: dict, cells: list[Cell]) -> int:
        """Write temperatures as people type them; returns how many are impossible."""
        spoiled = 0
        for position, name in enumerate(self._fields):
            if not name.startswith(ROOM):
                continue
            cells[position], kind, expect = self._typed(record[name])
            if kind:
                self._note(kind, expect, name, record[name], cells[position])
                spoiled += expect == "reject"
        return spoiled

    def _typed(self, celsius: float | None) -> tuple[Cell, str, str]:
        """A temperature as somebody typed it: the cell, what is odd, what a loader should do."""
        if celsius is None:
            return "", "", ""
        unit = self._rng.choice(self._rule["degree_signs"])
        ways: list[tuple[str, Cell, str]] = [
            ("text_temperature", f"{celsius}{unit}", "read"),
            ("full_width_temperature", str(celsius).translate(FULL_WIDTH), "read"),
            ("empty_temperature", "", "skip"),
            ("lost_point", round(celsius * 10), "reject"),
            ("sentinel_temperature", -9999, "reject"),
        ]
        luck = self._rng.random()
        for kind, cell, expect in ways:
            luck -= self._rule[kind]
            if luck < 0:
                return cell, kind, expect
        return celsius, "", ""

    def _count_readings(self, cells: list[Cell]) -> int:
        return sum(
            name.startswith(ROOM) and cell != ""
            for name, cell in zip(self._fields, cells, strict=True)
        )
