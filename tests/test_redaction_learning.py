"""The tagger is what its marked lines give, and it finds people nobody wrote a pattern for."""

import io
import itertools
from importlib import resources

import numpy as np
import pytest

from heatqa.redaction import learning, redact, tagger, tagging_kernel

THREE_TAGS = (np.array([0.0, 0.0, -1e6]), np.array([[0, 0, -1e6], [0, 0, 0], [0, 0, 0.0]]))


def test_the_weights_are_those_of_the_lines_and_lists_of_today():
    """`make tagger` after a change of a list, a pattern or a line."""
    file = resources.files("heatqa.redaction") / tagger.WEIGHTS
    with np.load(io.BytesIO(file.read_bytes())) as held:
        assert str(held["origin"]) == learning.origin()


@pytest.mark.soak
def test_learning_again_gives_the_same_weights(tmp_path):
    again = learning.learned(learning.authors())
    assert np.mean(again.weights != tagger.own().weights) < 1e-3
    assert again.steps == pytest.approx(tagger.own().steps, abs=1e-3)


def test_the_best_row_of_tags_is_the_best_of_all():
    """Against all 243 rows of three tags over five characters."""
    chance = np.random.default_rng(3)
    worth, steps = chance.normal(size=(5, 3)), chance.normal(size=(3, 3))
    first = chance.normal(size=3)
    rows = np.stack(np.meshgrid(*[range(3)] * 5, indexing="ij"), -1).reshape(-1, 5)

    def value(row):
        return (
            first[row[0]]
            + sum(worth[at, tag] for at, tag in enumerate(row))
            + sum(steps[one, other] for one, other in itertools.pairwise(row))
        )

    assert tagging_kernel.best(worth, first, steps).tolist() == max(rows, key=value).tolist()


def test_learning_reproduces_what_it_was_shown():
    """One feature per character, and each feature has a tag of its own."""
    found = np.array([[1], [2], [3], [1], [1], [2], [3], [3]], np.int32)
    tags = np.array([0, 1, 2, 0, 0, 1, 2, 2])
    counted = np.ones(1 << tagging_kernel.BITS, bool)
    weights, steps = tagging_kernel.learned(
        found, counted, tags, np.array([0, 4, 8]), THREE_TAGS, 50, 1e-3
    )
    row = tagging_kernel.best(weights[found[:4, 0]], THREE_TAGS[0], steps + THREE_TAGS[1])
    assert row.tolist() == [0, 1, 2, 0]


def test_every_author_marks_what_braces_can_hold():
    for author, lines in learning.authors().items():
        assert len(lines) == len(set(lines)), author
        for line in lines:
            assert line.count("{") == line.count("}") == len(learning.MARKED.findall(line)), line


@pytest.mark.parametrize("text", ["", "〓", "〓〓", "a", "〔电话〕"])
def test_short_and_filled_texts_have_nobody(text: str):
    assert redact(text).text == text
