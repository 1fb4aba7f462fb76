"""What complaints are read by is what phrases, told texts and clues give."""

import io
from importlib import resources

import numpy as np
import pytest

from heatqa.complaints import learning, lexicon, material, model


@pytest.fixture(scope="module")
def again() -> model.Model:
    return learning.learned(material.own(), lexicon.own())


def test_the_weights_are_those_of_the_words_of_today():
    """`make classifier` after a change of a phrase, a told text, a clue or a sign."""
    file = resources.files("heatqa.complaints") / model.OWN
    with np.load(io.BytesIO(file.read_bytes())) as held:
        assert str(held["origin"]) == learning.origin()


def test_learning_again_gives_the_same_weights(again):
    own = model.own()
    assert (again.leaves, again.lexicon, again.pairs) == (own.leaves, own.lexicon, own.pairs)
    for mine, shipped in ((again.first, own.first), (again.held, own.held)):
        np.testing.assert_allclose(mine.weights, shipped.weights, atol=1e-4)
        np.testing.assert_allclose(mine.offsets, shipped.offsets, atol=1e-4)
    np.testing.assert_allclose(again.urgency.weights, own.urgency.weights, atol=1e-4)
    np.testing.assert_allclose(again.urgency.of_signs, own.urgency.of_signs, atol=1e-4)


def test_a_file_gives_back_every_bit(again, tmp_path):
    again.save(tmp_path / "m")
    kept = model.load(tmp_path / "m")
    texts = [lesson.text for lesson in material.own()[::50]]
    read, read_again = again.read(texts), kept.read(texts)
    assert (kept.first.probabilities(read_again) == again.first.probabilities(read)).all()
    assert (kept.held.probabilities(read_again) == again.held.probabilities(read)).all()
    assert (kept.urgencies(read_again) == again.urgencies(read)).all()


def test_the_same_words_give_the_same_file(again, tmp_path):
    for name in ("one", "other"):
        again.save(tmp_path / name, "words")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
