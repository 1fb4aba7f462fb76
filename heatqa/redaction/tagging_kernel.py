"""The tagger's inner loops, compiled: features, the best row of tags, and learning.

A linear chain: each tag of a character is worth the weights of its features and of the tag before
it. Features are hashed into a table of fixed size, so that no dictionary of them is needed.
Learning makes the marked row of tags as likely as may be among all rows (Lafferty, McCallum and
Pereira 2001), by steps along the gradient of one text at a time, each weight with a pace of its
own (Duchi, Hazan and Singer 2011); the mean of the weights over all steps is what is kept.
"""

import numba
import numpy as np
import numpy.typing as npt

BITS = 20
_BEYOND = np.uint64(0xABCDEF)
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_PACE = 0.1
_SURE = 1e-3
_START = 1e-2

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@numba.njit(cache=True, nogil=True, inline="always")
def _mixed(code: np.uint64) -> np.uint64:
    code = (code ^ (code >> np.uint64(31))) * _FIRST
    code = (code ^ (code >> np.uint64(29))) * _SECOND
    return code ^ (code >> np.uint64(32))


@numba.njit(cache=True, nogil=True)
def features(codes: npt.NDArray[np.uint64], templates: Whole) -> npt.NDArray[np.int32]:
    """The places in the table of each character's features, one row per character."""
    length, many = codes.shape[0], templates.shape[0]
    found = np.empty((length, many), np.int32)
    for at in range(length):
        for row in range(many):
            code = _mixed(np.uint64(row + 1))
            for part in range(templates.shape[1]):
                column, beside = templates[row, part]
                if column < 0:
                    break
                place = at + beside
                inside = 0 <= place < length
                value = codes[place, column] if inside else _BEYOND
                code = _mixed(np.uint64(code * _SECOND + value))
            found[at, row] = np.int32(code >> np.uint64(64 - BITS))
    return found


@numba.njit(cache=True, nogil=True)
def worth(found: npt.NDArray[np.int32], weights: npt.NDArray[np.int8], scale: float) -> Floats:
    """What each tag of each character is worth by its features; weights are whole `scale`s."""
    tags = weights.shape[1]
    sums = np.zeros((found.shape[0], tags))
    for at in range(found.shape[0]):
        for one in found[at]:
            for tag in range(tags):
                sums[at, tag] += weights[one, tag]
    return sums * scale


@numba.njit(cache=True, nogil=True)
def best(worth: Floats, first: Floats, steps: Floats) -> Whole:
    """The row of tags worth most.

    Args:
        worth: One row per character, one column per tag.
        first: What a tag is worth at the head of a text.
        steps: What a tag (column) is worth after another (row).
    """
    length, tags = worth.shape
    so_far, came = first + worth[0], np.zeros((length, tags), np.int64)
    for at in range(1, length):
        then = np.empty(tags)
        for tag in range(tags):
            before = 0
            for other in range(1, tags):
                if so_far[other] + steps[other, tag] > so_far[before] + steps[before, tag]:
                    before = other
            came[at, tag] = before
            then[tag] = so_far[before] + steps[before, tag] + worth[at, tag]
        so_far = then
    row = np.empty(length, np.int64)
    row[-1] = np.argmax(so_far)
    for at in range(length - 1, 0, -1):
        row[at - 1] = came[at, row[at]]
    return row


@numba.njit(cache=True, nogil=True)
def _log_sum(values: Floats) -> float:
    most = values.max()
    return most + np.log(np.exp(values - most).sum())


@numba.njit(cache=True, nogil=True)
def _ways(worth: Floats, first: Floats, steps: Floats) -> tuple[Floats, Floats, float]:
    """Logarithms of the sums over all rows of tags up to, and after, each tag; and of all."""
    length, tags = worth.shape
    before, after = np.zeros((length, tags)), np.zeros((length, tags))
    before[0] = first + worth[0]
    for at in range(1, length):
        for tag in range(tags):
            before[at, tag] = _log_sum(before[at - 1] + steps[:, tag]) + worth[at, tag]
    for at in range(length - 2, -1, -1):
        for tag in range(tags):
            after[at, tag] = _log_sum(steps[tag] + worth[at + 1] + after[at + 1])
    return before, after, _log_sum(before[-1])


@numba.njit(cache=True, nogil=True)
def learned(  # noqa: PLR0917 - compiled code takes no records
    found: npt.NDArray[np.int32],
    counted: npt.NDArray[np.bool_],
    tags: Whole,
    starts: Whole,
    allowed: tuple[Floats, Floats],
    rounds: int,
    held: float,
) -> tuple[Floats, Floats]:
    """Weights of features and of steps from texts laid end to end.

    Args:
        found: Features of every character of every text.
        counted: Whether a feature has a weight at all.
        tags: The tag of every character.
        starts: Where each text begins, and where the last ends.
        allowed: What is added to a tag at the head of a text, and to a step, to forbid some.
        rounds: How often every text is learned from.
        held: How strongly weights are held back.
    """
    first, forbidden = allowed
    many, size = first.shape[0], 1 << BITS
    weights, squares = np.zeros((size, many)), np.full((size, many), _START)
    sums, summed = np.zeros((size, many)), np.zeros(size, np.int64)
    steps, step_squares = np.zeros((many, many)), np.full((many, many), _START)
    step_sums = np.zeros((many, many))
    np.random.seed(1)
    done, texts = 0, len(starts) - 1
    for _ in range(rounds):
        for text in np.random.permutation(texts):
            done += 1
            ours = found[starts[text] : starts[text + 1]]
            right = tags[starts[text] : starts[text + 1]]
            value = np.zeros((len(right), many))
            for at in range(len(right)):
                for one in ours[at]:
                    for tag in range(many):
                        value[at, tag] += weights[one, tag]
            whole = steps + forbidden
            excess, of_steps = _excess(value, first, whole, right)
            for at in range(len(right)):
                if np.abs(excess[at]).sum() < _SURE:
                    continue
                for one in ours[at]:
                    if not counted[one]:
                        continue
                    for tag in range(many):
                        sums[one, tag] += weights[one, tag] * (done - 1 - summed[one])
                        slope = excess[at, tag] + held * weights[one, tag]
                        squares[one, tag] += slope * slope
                        weights[one, tag] -= _PACE * slope / np.sqrt(squares[one, tag])
                    summed[one] = done - 1
            step_squares += of_steps * of_steps
            steps -= _PACE * of_steps / np.sqrt(step_squares)
            step_sums += steps
    for one in range(size):
        sums[one] += weights[one] * (done - summed[one])
    return sums / done, step_sums / done


@numba.njit(cache=True, nogil=True)
def _excess(value: Floats, first: Floats, steps: Floats, right: Whole) -> tuple[Floats, Floats]:
    """How much likelier than they should be the tags of each character, and the steps, are."""
    before, after, total = _ways(value, first, steps)
    excess, of_steps = np.exp(before + after - total), np.zeros_like(steps)
    for at in range(len(right)):
        excess[at, right[at]] -= 1
        if at:
            for tag in range(len(first)):
                of_steps[tag] += np.exp(
                    before[at - 1, tag] + steps[tag] + value[at] + after[at] - total
                )
            of_steps[right[at - 1], right[at]] -= 1
    return excess, of_steps
