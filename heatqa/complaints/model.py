"""A linear model over pairs of characters and clues: how much a text speaks for each leaf.

Chosen by measurement, see `benchmarks/complaints.py`: it learns in seconds, reads thousands of
texts a second, and every weight can be looked at. Beside it learns whether a text is urgent.
"""

import functools
import io
import json
import zipfile
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from heatqa import errors
from heatqa.complaints import lexicon as lexicons
from heatqa.complaints import material, normal, signs, urgency
from heatqa.complaints.lexicon import Lexicon
from heatqa.complaints.material import Lesson
from heatqa.complaints.urgency import Urgency

# What one clue weighs against the whole of a text's characters, and how little the weights are
# held back: both by accuracy on texts of hands that were not learned from.
_CLUE, _FREEDOM = 0.15, 10.0
# How much each kind of text counts for its leaf, and for its urgency: whole texts are what comes
# in; of a company's labels nothing is known about urgency.
_COUNTS = {"phrase": 1.0, "framed": 1.0, "whole": 10.0, "label": 1.0}
_COUNTS_URGENT = {"phrase": 0.1, "whole": 1.0}
_THREADS = 2
MODEL = "heatqa train"


@dataclass(frozen=True)
class Read:
    """Texts as the model reads them, a row each.

    Attributes:
        spoken: What the customer said.
        rewritten: The same rewritten.
        features: Weighted characters and pairs of them, then the clues.
        signs: Signs of an emergency.
    """

    spoken: list[str]
    rewritten: list[str]
    features: sparse.csr_array
    signs: np.ndarray


@dataclass(frozen=True)
class Weights:
    """A row of weights per leaf, one for each character, pair of them and clue."""

    weights: np.ndarray
    offsets: np.ndarray

    def probabilities(self, read: Read) -> np.ndarray:
        """One row per text, one column per leaf: how likely each is, by itself.

        A text may speak for two leaves, so a row need not add up to 1.
        """
        return 1 / (1 + np.exp(-(read.features @ self.weights.T + self.offsets)))


@dataclass(frozen=True)
class Model:
    """What was learned.

    Attributes:
        leaves: The leaves in order.
        lexicon: The clues.
        vectorizer: The characters and pairs of them.
        first: What speaks for a leaf as what a text is mainly about.
        held: What speaks for a leaf as something that a text holds at all.
        urgency: What speaks for an emergency.
    """

    leaves: tuple[str, ...]
    lexicon: Lexicon
    vectorizer: TfidfVectorizer
    first: Weights
    held: Weights
    urgency: Urgency

    def read(self, texts: Sequence[str]) -> Read:
        """Texts as somebody wrote them, made ready."""
        spoken = [normal.spoken(text) for text in texts]
        rewritten = [normal.reworded(text) for text in spoken]
        made = features(rewritten, self.vectorizer, self.lexicon)
        return Read(spoken, rewritten, made, signs.hits(spoken))

    def urgencies(self, read: Read) -> np.ndarray:
        """How likely each text is an emergency, 0 to 1."""
        return self.urgency.probabilities(read.features, read.signs)

    @functools.cached_property
    def pairs(self) -> list[str]:
        """Characters and pairs of them, in the order of their weights."""
        return list(self.vectorizer.get_feature_names_out())

    def save(self, path: Path) -> None:
        """Write the model as arrays and JSON; nothing in the file can run.

        Raises:
            OutputUnwritable: the file cannot be written.
        """
        head = {"leaves": self.leaves, "clues": self.lexicon.clues, "pairs": self.pairs}
        held = io.BytesIO()
        np.savez_compressed(
            held,
            head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8),
            idf=self.vectorizer.idf_,
            first=self.first.weights.astype(np.float32),
            first_offsets=self.first.offsets,
            held=self.held.weights.astype(np.float32),
            held_offsets=self.held.offsets,
            urgent=self.urgency.weights.astype(np.float32),
            urgent_signs=self.urgency.of_signs.astype(np.float32),
            urgent_offset=np.array(self.urgency.offset),
        )
        try:
            path.write_bytes(held.getvalue())
        except OSError as problem:
            raise errors.OutputUnwritable(path=path, found=problem.strerror) from None


def load(path: Path) -> Model:
    """A model that `save` wrote.

    Raises:
        FileMissing: there is no such file.
        FileBroken: it does not hold a model.
    """
    if not path.exists():
        raise errors.FileMissing(path=path)
    try:
        with np.load(path, allow_pickle=False) as held:
            head = json.loads(held["head"].tobytes())
            idf = held["idf"]
            first = Weights(held["first"], held["first_offsets"])
            beside = Weights(held["held"], held["held_offsets"])
            learned = Urgency(held["urgent"], held["urgent_signs"], float(held["urgent_offset"]))
        vectorizer = _vectorizer({pair: place for place, pair in enumerate(head["pairs"])})
        vectorizer.idf_ = idf
        clues = tuple((leaf, pattern) for leaf, pattern in head["clues"])
        leaves = tuple(head["leaves"])
        return Model(leaves, Lexicon(clues), vectorizer, first, beside, learned)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        begins = path.read_bytes()[:16] if path.is_file() else path.name
        raise errors.FileBroken(path=path, kind=MODEL, found=begins) from None


@functools.cache
def own() -> Model:
    """The model of heatqa's own phrases, texts and clues, learned on first use."""
    return fit(material.own(), lexicons.own())


def fit(lessons: Sequence[Lesson], lexicon: Lexicon) -> Model:
    """Learn from texts and their leaves, one weight per pair of characters, clue and leaf."""
    return prepare(lessons, lexicon).learned()


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
        return urgency.fit(
            self.features[told],
            [self.spoken[at] for at in told],
            [self.lessons[at].urgent is True for at in told],
            [_COUNTS_URGENT[self.lessons[at].kind] for at in told],
            pairs=len(self.vectorizer.vocabulary_),
            clues=len(self.lexicon.clues),
        )

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
            np.array([np.ravel(learner.coef_) for learner in learners]),
            np.array([np.ravel(learner.intercept_)[0] for learner in learners]),
        )


def prepare(lessons: Sequence[Lesson], lexicon: Lexicon) -> Prepared:
    """Read texts to learn from."""
    spoken = [normal.spoken(lesson.text) for lesson in lessons]
    rewritten = [normal.reworded(text) for text in spoken]
    vectorizer = _vectorizer().fit(rewritten)
    return Prepared(lessons, lexicon, vectorizer, spoken, features(rewritten, vectorizer, lexicon))


def features(texts: list[str], vectorizer: TfidfVectorizer, lexicon: Lexicon) -> sparse.csr_array:
    """Weighted characters and pairs of them, then the clues."""
    clues = sparse.csr_array(lexicon.hits(texts) * np.float32(_CLUE))
    return sparse.csr_array(sparse.hstack([vectorizer.transform(texts), clues]))


def _vectorizer(vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char",
        ngram_range=(1, 2),
        sublinear_tf=True,
        vocabulary=vocabulary,
        dtype=np.float32,  # type: ignore[arg-type]
    )
