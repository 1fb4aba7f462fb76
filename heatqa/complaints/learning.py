"""How the models are learned: a linear one per leaf, and one of urgency, from texts and clues.

`python -m heatqa.complaints.learning` writes the weights that come with heatqa (`make classifier`).
"""

import functools
import hashlib
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from heatqa.complaints import lexicon as lexicons
from heatqa.complaints import material, model, normal, signs
from heatqa.complaints.lexicon import Lexicon
from heatqa.complaints.material import Lesson
from heatqa.complaints.model import Model, Weights
from heatqa.complaints.urgency import Urgency

# How little the weights are held back, and how much each kind of text counts for its leaf: by
# accuracy on texts of hands that were not learned from. Whole texts are what comes in.
_FREEDOM = 10.0
_COUNTS = {"phrase": 1.0, "framed": 1.0, "whole": 10.0, "label": 1.0}
# The same of urgency, and how much characters, clues and signs weigh against each other: by how
# many emergencies are found, and how many others. Of a company's labels nothing is known about it.
_FREEDOM_URGENT = 3.0
_COUNTS_URGENT = {"phrase": 0.1, "whole": 1.0}
_CHARACTERS, _CLUES, _SIGNS = 3.0, 2.0, 0.5
_THREADS = 2
# All that heatqa's own weights come from, besides the code.
_FILES = ("lexicon.toml", "normal.toml", "phrases.toml", "told.csv", "urgency.toml")


@dataclass(frozen=True)
class Prepared:
    """Texts to learn from, read once, so that several models can be learned from parts of them."""

    lessons: Sequence[Lesson]
    lexicon: Lexicon
    vectorizer: TfidfVectorizer
    spoken: list[str]
    features: sparse.csr_array

    def learned(self, without: Collection[int] = ()) -> Model:
        """The model of all texts, its first leaf not learned from those at some places."""
        places = [at for at in range(len(self.lessons)) if at not in without]
        first = self._weights(places, lambda lesson, leaf: leaf == lesson.leaf)
        return Model(self._leaves, self.lexicon, self.vectorizer, first, self._held, self._urgency)

    @functools.cached_property
    def _leaves(self) -> tuple[str, ...]:
        return tuple(sorted({lesson.leaf for lesson in self.lessons}))

    @functools.cached_property
    def _held(self) -> Weights:
        return self._weights(
            list(range(len(self.lessons))),
            lambda lesson, leaf: leaf in (lesson.leaf, lesson.second_leaf),
        )

    @functools.cached_property
    def _urgency(self) -> Urgency:
        """Learned from the texts of which somebody said whether they are emergencies."""
        told = [at for at, lesson in enumerate(self.lessons) if lesson.urgent is not None]
        found = signs.hits([self.spoken[at] for at in told])
        of_signs = found.shape[1]
        made = sparse.csr_array(sparse.hstack([self.features[told], sparse.csr_array(found)]))
        scale = np.concatenate(
            [
                np.full(len(self.vectorizer.vocabulary_), _CHARACTERS),
                np.full(len(self.lexicon.clues), _CLUES),
                np.full(of_signs, _SIGNS),
            ]
        )
        learner = LogisticRegression(
            solver="liblinear", dual=True, C=_FREEDOM_URGENT, random_state=0
        )
        learner.fit(
            made @ sparse.diags_array(scale),
            [self.lessons[at].urgent is True for at in told],
            sample_weight=[_COUNTS_URGENT[self.lessons[at].kind] for at in told],
        )
        learned = model.single(np.ravel(learner.coef_) * scale)
        offset = float(np.ravel(learner.intercept_)[0])
        return Urgency(learned[:-of_signs], learned[-of_signs:], offset)

    def _weights(self, places: list[int], wanted: Callable[[Lesson, str], bool]) -> Weights:
        """What tells the texts at some places that are wanted for a leaf from the others."""
        lessons, made = [self.lessons[at] for at in places], self.features[places]
        counts = [_COUNTS[lesson.kind] for lesson in lessons]

        def of(leaf: str) -> LogisticRegression:
            learner = LogisticRegression(solver="liblinear", C=_FREEDOM, random_state=0)
            return learner.fit(
                made, [wanted(lesson, leaf) for lesson in lessons], sample_weight=counts
            )

        # The solver adds up short rows: many threads for each would only wait for each other.
        with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(_THREADS) as threads:
            learners = list(threads.map(of, self._leaves))
        return Weights(
            model.single(np.array([np.ravel(learner.coef_) for learner in learners])),
            np.array([np.ravel(learner.intercept_)[0] for learner in learners]),
        )


def learned(lessons: Sequence[Lesson], lexicon: Lexicon) -> Model:
    """Learn from texts and their leaves, one weight per pair of characters, clue and leaf."""
    return prepare(lessons, lexicon).learned()


def prepare(lessons: Sequence[Lesson], lexicon: Lexicon) -> Prepared:
    """Read texts to learn from."""
    spoken = [normal.spoken(lesson.text) for lesson in lessons]
    rewritten = [normal.reworded(text) for text in spoken]
    vectorizer = model.vectorizer().fit(rewritten)
    made = model.features(rewritten, vectorizer, lexicon)
    return Prepared(lessons, lexicon, vectorizer, spoken, made)


def origin() -> str:
    """A fingerprint of all that heatqa's own model is learned from."""
    folder = resources.files("heatqa.complaints")
    texts = [(folder / name).read_text(encoding="utf-8") for name in _FILES]
    how = (
        _FREEDOM,
        _COUNTS,
        _FREEDOM_URGENT,
        _COUNTS_URGENT,
        _CHARACTERS,
        _CLUES,
        _SIGNS,
        model.CLUE,
    )
    return hashlib.sha256("".join([*texts, repr(how)]).encode()).hexdigest()


if __name__ == "__main__":
    file = Path(__file__).with_name(model.OWN)
    learned(material.own(), lexicons.own()).save(file, origin())
