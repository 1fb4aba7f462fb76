"""Texts in, leaves out: what each customer wants, how sure that is, and which words said so."""

from collections.abc import Iterable

import polars as pl

from heatqa.complaints import model as models
from heatqa.complaints.model import Model
from heatqa.complaints.normal import rewritten
from heatqa.complaints.precedence import choose
from heatqa.complaints.record_types import record_type
from heatqa.complaints.taxonomy import CANNOT_TELL
from heatqa.complaints.urgency import urgent

SCHEMA = {
    "leaf": pl.String,
    "second_leaf": pl.String,
    "group": pl.String,
    "record_type": pl.String,
    "urgent": pl.Boolean,
    "confidence": pl.Float64,
    "because": pl.List(pl.String),
}


def classify(texts: Iterable[str | None], model: Model | None = None) -> pl.DataFrame:
    """What each text is about.

    Args:
        texts: What customers said or wrote, or agents noted.
        model: A company's own model; heatqa's if left out.

    Returns:
        One row per text in order: `leaf` and `second_leaf` (codes of the taxonomy), `group`,
        `record_type` (codes of the dictionary), `urgent`, `confidence` (0 to 1), and `because`,
        the phrases of the text that decided. Where no leaf fits, `leaf` is "cannot tell"; the
        group may still be known.

    Example:
        >>> classify(["阀门往外喷水了"]).select("leaf", "urgent").row(0)
        ('T3.1', True)
    """
    model = models.own() if model is None else model
    said = [text or "" for text in texts]
    # Agents paste: what many rows say in the same words is read once.
    distinct = list(dict.fromkeys(said))
    read_as = [rewritten(text) for text in distinct]
    rows = []
    for original, text, likely in zip(distinct, read_as, model.probabilities(read_as), strict=True):
        choice = choose(text, model.leaves, likely)
        rows.append(
            (
                choice.leaf,
                choice.second_leaf,
                choice.group,
                record_type(text, original, choice.leaf),
                urgent(original, text, choice),
                choice.confidence,
                _because(model, choice.leaf, original, text),
            )
        )
    columns = zip(*rows, strict=True) if rows else ([] for _ in SCHEMA)
    answers = pl.DataFrame(dict(zip(SCHEMA, map(list, columns), strict=True)), schema=SCHEMA)
    places = {text: place for place, text in enumerate(distinct)}
    return answers[[places[text] for text in said]] if said else answers


def _because(model: Model, leaf: str, original: str, text: str) -> list[str]:
    """The words of the original that spoke for the leaf."""
    if leaf == CANNOT_TELL:
        return []
    places = model.lexicon.places(leaf, text)
    if places:
        return [original[start:end].strip() for start, end in places]
    return [
        original[start : start + len(pair)]
        for pair in model.telling(leaf, text)
        if (start := text.find(pair)) >= 0
    ]
