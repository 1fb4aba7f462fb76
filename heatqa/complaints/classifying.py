"""Texts in, leaves out: what each customer wants, how sure that is, and which words said so."""

from collections.abc import Iterable, Iterator

import polars as pl

from heatqa.complaints import model as models
from heatqa.complaints import reasons, signs, urgency
from heatqa.complaints.model import Model
from heatqa.complaints.precedence import choose
from heatqa.complaints.record_types import record_type
from heatqa.complaints.taxonomy import CANNOT_TELL

SCHEMA = {
    "leaf": pl.String,
    "second_leaf": pl.String,
    "group": pl.String,
    "record_type": pl.String,
    "urgent": pl.Boolean,
    "confidence": pl.Float64,
    "because": pl.List(pl.String),
}
# So many texts are weighed at a time, so that memory does not grow with the file.
_AT_ONCE = 20_000


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
    rows = [
        row
        for start in range(0, len(distinct), _AT_ONCE)
        for row in _answers(model, distinct[start : start + _AT_ONCE])
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in SCHEMA)
    answers = pl.DataFrame(dict(zip(SCHEMA, map(list, columns), strict=True)), schema=SCHEMA)
    places = {text: place for place, text in enumerate(distinct)}
    return answers[[places[text] for text in said]] if said else answers


def _answers(model: Model, texts: list[str]) -> Iterator[tuple[object, ...]]:
    """A row of `SCHEMA` for each text."""
    read = model.read(texts)
    first, held = model.first.probabilities(read), model.held.probabilities(read)
    urgencies = model.urgencies(read).tolist()
    least = urgency.least()
    for row, original in enumerate(texts):
        choice = choose(read.rewritten[row], model.leaves, first[row], held[row])
        told = choice.leaf != CANNOT_TELL
        because = reasons.for_leaf(model, read, row, choice.leaf) if told else []
        because += [choice.found] if choice.found else []
        danger = signs.danger(read.spoken[row])
        ours = told and signs.of_heating(read.spoken[row], choice.confidence)
        urgent = danger is not None or (ours and urgencies[row] >= least)
        if urgent:
            because += [danger] if danger else reasons.for_urgency(model, read, row)
        yield (
            choice.leaf,
            choice.second_leaf,
            choice.group,
            record_type(read.rewritten[row], original, choice.leaf),
            urgent,
            choice.confidence,
            [original[start:end].strip() for start, end in reasons.shown(original, because)],
        )
