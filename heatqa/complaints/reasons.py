"""The words of a text that decided: those whose weights added most to what was said of it."""

import re
from collections.abc import Iterable

import numpy as np
from scipy import sparse

from heatqa.complaints import signs
from heatqa.complaints.model import Model, Read

Span = tuple[int, int]

# How many pieces of a text are named.
_NAMED = 3
# A piece that adds less than this share of what the heaviest adds is not named.
_LEAST = 0.25
# How many of the weights that add to a score are gone through for them.
_LOOKED_AT = 12
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def for_leaf(model: Model, read: Read, row: int, leaf: str) -> list[Span]:
    """What spoke most for the leaf of a text."""
    columns, added = _added(read.features, row, model.first.weights[model.leaves.index(leaf)])
    text = read.rewritten[row]
    return _heaviest(
        (weight, _places(model, column, text))
        for column, weight in zip(columns, added, strict=True)
    )


def for_urgency(model: Model, read: Read, row: int) -> list[Span]:
    """What spoke most for calling a text urgent: signs, pairs of characters, clues."""
    learned = model.urgency
    of_signs = read.signs[row] * learned.of_signs
    strongest = [
        (float(of_signs[column]), signs.places(column, read.spoken[row]))
        for column in np.flatnonzero(of_signs > 0).tolist()
    ]
    columns, added = _added(read.features, row, learned.weights)
    text = read.rewritten[row]
    # One character alone says nothing to whoever reads it.
    strongest = [
        (weight, [span for span in spans if span[1] - span[0] > 1]) for weight, spans in strongest
    ]
    strongest += [
        (weight, _places(model, column, text))
        for column, weight in zip(columns, added, strict=True)
    ]
    return _heaviest(sorted(strongest, key=lambda found: -found[0]))


def joined(spans: Iterable[Span]) -> list[Span]:
    """Pieces in the order of the text, those that share a character as one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def shown(text: str, spans: Iterable[Span]) -> list[Span]:
    """Pieces joined, each with the whole of a number it begins or ends in: 18.3度, not 8.3度."""
    return joined(_with_numbers(text, *span) for span in spans)


def _with_numbers(text: str, start: int, end: int) -> Span:
    if any(sign.isdigit() for sign in text[start:end]):
        for number in _NUMBER.finditer(text):
            if number.start() < end and start < number.end():
                start, end = min(start, number.start()), max(end, number.end())
    return start, end


def _heaviest(pieces: Iterable[tuple[float, list[Span]]]) -> list[Span]:
    """The first few pieces, the heaviest first, none that adds next to nothing."""
    kept: list[Span] = []
    heaviest = 0.0
    for weight, spans in pieces:
        if not spans:
            continue
        heaviest = max(heaviest, weight)
        if weight < heaviest * _LEAST:
            break
        more = joined([*kept, *spans])
        if len(more) > _NAMED:
            break
        kept = more
    return kept


def _added(made: sparse.csr_array, row: int, weights: np.ndarray) -> tuple[list[int], list[float]]:
    """The columns that added to a text's score, the heaviest first, and what each added."""
    start, end = made.indptr[row], made.indptr[row + 1]
    columns = made.indices[start:end]
    added = made.data[start:end] * weights[columns]
    most = np.argsort(added)[::-1][:_LOOKED_AT]
    most = most[added[most] > 0]
    return columns[most].tolist(), added[most].tolist()


def _places(model: Model, column: int, text: str) -> list[Span]:
    """Where a pair of characters or a clue first lies; single characters say too little."""
    if column < len(model.pairs):
        pair = model.pairs[column]
        place = text.find(pair) if len(pair) == 2 and pair.isalnum() else -1
        return [(place, place + 2)] if place >= 0 else []
    match = re.search(model.lexicon.clues[column - len(model.pairs)][1], text)
    return [match.span()] if match else []
