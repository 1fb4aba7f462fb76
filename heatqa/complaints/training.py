"""Learning a company's own way of speaking: its words, its agents' labels, old against new."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from heatqa import errors
from heatqa.complaints import learning, material
from heatqa.complaints import lexicon as lexicons
from heatqa.complaints.classifying import classify
from heatqa.complaints.material import Lesson
from heatqa.complaints.model import Model
from heatqa.complaints.taxonomy import recognised
from heatqa.redaction import redact

_FOLDS = 5
_SHOWN_LABELS = 8


@dataclass(frozen=True)
class Trained:
    """A model learned with a company's texts.

    Attributes:
        model: The model, learned from all texts.
        confusion: One row per pair of labels: `old_leaf` (the agents'), `new_leaf` (what a model
            says that has not seen the text), `texts`.
        learned: Texts with a label of the taxonomy.
        passed_over: Texts without one.
    """

    model: Model
    confusion: pl.DataFrame
    learned: int
    passed_over: int

    @property
    def agreement(self) -> float:
        """The share of texts whose old and new label are the same, 0 to 1."""
        same = self.confusion.filter(pl.col("old_leaf") == pl.col("new_leaf"))
        return float(same.get_column("texts").sum()) / self.learned


def train(labelled: pl.DataFrame, path: Path, words: Path | None = None) -> Trained:
    """Learn from labelled texts besides heatqa's own phrases.

    Texts are redacted before they are learned from: no name enters the model.

    Args:
        labelled: `text` and `leaf`, the leaf by its code or name, as `texts.read` gives.
        path: The file they are from, for messages.
        words: A company's own clues and phrases.

    Raises:
        LabelsMissing: no text has a label that the taxonomy knows.
        FileMissing, WordsMistaken: the words cannot be read.
    """
    lexicon, phrases = lexicons.extended(words) if words else (lexicons.own(), {})
    known = labelled.with_columns(
        pl.col("leaf").map_elements(recognised, return_dtype=pl.String)
    ).filter(pl.col("leaf").is_not_null())
    if known.is_empty():
        found = labelled.get_column("leaf").drop_nulls().unique(maintain_order=True)
        raise errors.LabelsMissing(path=path, found=", ".join(found.head(_SHOWN_LABELS)) or "–")
    texts = [redact(text).text for text in known.get_column("text")]
    leaves = known.get_column("leaf").to_list()
    base = [
        *material.own(),
        *(Lesson(line, leaf, None, "phrase") for leaf, lines in phrases.items() for line in lines),
    ]
    own = [Lesson(text, leaf, None, "label") for text, leaf in zip(texts, leaves, strict=True)]
    prepared = learning.prepare([*base, *own], lexicon)
    new: dict[int, str] = {}
    for fold in range(_FOLDS):
        held_out = list(range(fold, len(texts), _FOLDS))
        if held_out:
            learned = prepared.learned(without={len(base) + place for place in held_out})
            said = classify([texts[place] for place in held_out], learned)
            new |= dict(zip(held_out, said.get_column("leaf"), strict=True))
    confusion = (
        pl.DataFrame({"old_leaf": leaves, "new_leaf": [new[at] for at in range(len(texts))]})
        .group_by("old_leaf", "new_leaf")
        .agg(texts=pl.len())
        .sort("old_leaf", "texts", "new_leaf", descending=[False, True, False])
    )
    return Trained(prepared.learned(), confusion, len(texts), len(labelled) - len(texts))
