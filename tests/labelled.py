"""Texts whose leaves are known, and how many of them the classifier gets right."""

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from heatqa.complaints.classifying import classify
from heatqa.complaints.taxonomy import CANNOT_TELL, group

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Score:
    """Labelled texts beside what the classifier said of them."""

    frame: pl.DataFrame

    @property
    def leaf(self) -> float:
        """Share of texts of a leaf whose leaf is right."""
        return self._of_leaves.select((pl.col("leaf") == pl.col("wanted")).mean()).item()

    @property
    def group(self) -> float:
        wanted = pl.col("wanted").map_elements(group, return_dtype=pl.String)
        return self._of_leaves.select((pl.col("group") == wanted).mean()).item()

    @property
    def urgent_found(self) -> float:
        urgent = self.frame.filter(pl.col("is_urgent"))
        return urgent.get_column("urgent").mean()  # type: ignore[return-value]

    @property
    def urgent_false(self) -> float:
        calm = self.frame.filter(~pl.col("is_urgent"))
        return calm.get_column("urgent").mean()  # type: ignore[return-value]

    @property
    def confusion(self) -> pl.DataFrame:
        """Texts that went wrong, by the leaf wanted and the leaf said."""
        wrong = self.frame.filter(pl.col("leaf") != pl.col("wanted"))
        return wrong.group_by("wanted", said="leaf").agg(texts=pl.len()).sort("wanted", "said")

    @property
    def by_leaf(self) -> pl.DataFrame:
        right = (pl.col("leaf") == pl.col("wanted")).sum()
        return self.frame.group_by("wanted").agg(right=right, texts=pl.len()).sort("wanted")

    @property
    def by_voice(self) -> pl.DataFrame:
        share = (pl.col("leaf") == pl.col("wanted")).mean().round(3)
        return self.frame.group_by("voice").agg(right=share, texts=pl.len()).sort("voice")

    @property
    def _of_leaves(self) -> pl.DataFrame:
        return self.frame.filter(pl.col("wanted") != CANNOT_TELL)


def rows(name: str) -> list[dict[str, str]]:
    with (TEXTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def score(name: str) -> Score:
    read = pl.DataFrame(rows(name)).select(
        "text", "voice", wanted="leaf", is_urgent=pl.col("urgent") == "yes"
    )
    return Score(pl.concat([read, classify(read.get_column("text"))], how="horizontal"))
