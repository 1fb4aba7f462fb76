"""How well texts are read whose leaves are known: leaves, groups and emergencies right."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from heatqa.complaints.classifying import classify
from heatqa.complaints.model import Model
from heatqa.complaints.taxonomy import CANNOT_TELL, group


@dataclass(frozen=True)
class Score:
    """Labelled texts beside what the classifier said of them.

    Attributes:
        frame: One row per text: `text`, `voice`, `wanted` (the leaf it is about), `beside` (the
            second one, empty if there is none), `is_urgent`, and what `classify` gives.
    """

    frame: pl.DataFrame

    @property
    def leaf(self) -> float:
        """Share of the texts of a leaf whose leaf is right, 0 to 1."""
        return _share(self._of_leaves.get_column("leaf") == self._of_leaves.get_column("wanted"))

    @property
    def group(self) -> float:
        """Share of the texts of a leaf whose group is right, 0 to 1."""
        wanted = self._of_leaves.get_column("wanted").map_elements(group, return_dtype=pl.String)
        return _share(self._of_leaves.get_column("group") == wanted)

    @property
    def urgent_found(self) -> float:
        """Share of the emergencies that are called urgent, 0 to 1."""
        return _share(self.frame.filter("is_urgent").get_column("urgent"))

    @property
    def urgent_false(self) -> float:
        """Share of the other texts that are called urgent, 0 to 1."""
        return _share(self.frame.filter(~pl.col("is_urgent")).get_column("urgent"))

    @property
    def second_found(self) -> float:
        """Share of the texts about two leaves of which both are named, 0 to 1."""
        two = self.frame.filter(pl.col("beside") != "")
        wanted = pl.concat_list(
            pl.min_horizontal("wanted", "beside"), pl.max_horizontal("wanted", "beside")
        )
        said = pl.concat_list(
            pl.min_horizontal("leaf", "second_leaf"), pl.max_horizontal("leaf", "second_leaf")
        )
        return _share(two.select(wanted == said).to_series())

    @property
    def second_false(self) -> float:
        """Share of the texts about one leaf that are said to be about two, 0 to 1."""
        one = self.frame.filter(pl.col("beside") == "")
        return _share(one.get_column("second_leaf").is_not_null())

    @property
    def confusion(self) -> pl.DataFrame:
        """Texts that went wrong: `texts` by the leaf `wanted` and the leaf `said`."""
        wrong = self.frame.filter(pl.col("leaf") != pl.col("wanted"))
        return wrong.group_by("wanted", said="leaf").agg(texts=pl.len()).sort("wanted", "said")

    @property
    def by_leaf(self) -> pl.DataFrame:
        """Texts `right` of all `texts`, a row per leaf `wanted`."""
        right = (pl.col("leaf") == pl.col("wanted")).sum()
        return self.frame.group_by("wanted").agg(right=right, texts=pl.len()).sort("wanted")

    @property
    def by_voice(self) -> pl.DataFrame:
        """The share `right` of all `texts`, a row per `voice`."""
        share = (pl.col("leaf") == pl.col("wanted")).mean().round(3)
        return self.frame.group_by("voice").agg(right=share, texts=pl.len()).sort("voice")

    @property
    def _of_leaves(self) -> pl.DataFrame:
        return self.frame.filter(pl.col("wanted") != CANNOT_TELL)


def read(file: Path) -> pl.DataFrame:
    """The labelled texts of a file, as `tests/texts` has them.

    Returns:
        One row per text: `id`, `voice`, `leaf` and `second_leaf` (codes of the taxonomy),
        `record_type`, `urgent` (yes or no), `text`.
    """
    return pl.read_csv(file, infer_schema=False)


def score(labelled: pl.DataFrame, model: Model | None = None) -> Score:
    """Classify labelled texts.

    Args:
        labelled: One row per text with `text`, `voice`, `leaf`, `second_leaf` and `urgent`, as
            `read` gives.
        model: A company's own model; heatqa's if left out.
    """
    texts = labelled.select(
        "text",
        "voice",
        wanted="leaf",
        beside=pl.col("second_leaf").fill_null(""),
        is_urgent=pl.col("urgent") == "yes",
    )
    said = classify(texts.get_column("text"), model)
    return Score(pl.concat([texts, said], how="horizontal"))


def _share(flags: pl.Series) -> float:
    return float(flags.sum()) / len(flags)
