"""A linear model over pairs of characters and clues: how much a text speaks for each leaf.

Chosen by measurement, see `benchmarks/complaints.py`: it learns in a second, reads some 15,000
texts a second, and every weight can be looked at.
"""

import functools
import io
import itertools
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from heatqa import errors
from heatqa.complaints import lexicon as lexicons
from heatqa.complaints.data import read
from heatqa.complaints.lexicon import Lexicon
from heatqa.complaints.normal import rewritten

# What one clue weighs against the whole of a text's characters, and how little the weights are
# held back: both by accuracy on the development texts.
_CLUE, _FREEDOM = 0.2, 20.0
_AT_ONCE = 20_000
MODEL = "heatqa train"


@dataclass(frozen=True)
class Model:
    """What was learned: leaves in order, the weights of pairs of characters and of clues."""

    leaves: tuple[str, ...]
    lexicon: Lexicon
    vectorizer: TfidfVectorizer
    weights: np.ndarray
    offsets: np.ndarray

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """One row per rewritten text, one column per leaf: how likely each is, by itself.

        A text may speak for two leaves, so a row need not add up to 1.
        """
        parts = [
            self._scores(list(texts[start : start + _AT_ONCE]))
            for start in range(0, len(texts), _AT_ONCE)
        ]
        scores = np.vstack(parts) if parts else np.zeros((0, len(self.leaves)))
        return 1 / (1 + np.exp(-scores))

    def telling(self, leaf: str, text: str, most: int = 3) -> list[str]:
        """The pairs of characters that spoke most for a leaf, where no clue did."""
        weights = self.weights[self.leaves.index(leaf)]
        places = self.vectorizer.vocabulary_
        pairs = {first + second for first, second in itertools.pairwise(text)}
        spoke = [
            (weights[places[pair]], pair)
            for pair in pairs
            if pair in places and pair.strip() == pair
        ]
        return [pair for weight, pair in sorted(spoke, reverse=True)[:most] if weight > 0]

    def _scores(self, texts: list[str]) -> np.ndarray:
        return features(texts, self.vectorizer, self.lexicon) @ self.weights.T + self.offsets

    def save(self, path: Path) -> None:
        """Write the model as arrays and JSON; nothing in the file can run.

        Raises:
            OutputUnwritable: the file cannot be written.
        """
        names = self.vectorizer.get_feature_names_out()
        head = {"leaves": self.leaves, "clues": self.lexicon.clues, "pairs": list(names)}
        held = io.BytesIO()
        np.savez_compressed(
            held,
            head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8),
            idf=self.vectorizer.idf_,
            weights=self.weights.astype(np.float32),
            offsets=self.offsets,
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
            idf, weights, offsets = held["idf"], held["weights"], held["offsets"]
        vectorizer = _vectorizer({pair: place for place, pair in enumerate(head["pairs"])})
        vectorizer.idf_ = idf
        clues = tuple((leaf, pattern) for leaf, pattern in head["clues"])
        return Model(tuple(head["leaves"]), Lexicon(clues), vectorizer, weights, offsets)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        begins = path.read_bytes()[:16] if path.is_file() else path.name
        raise errors.FileBroken(path=path, kind=MODEL, found=begins) from None


@functools.cache
def own() -> Model:
    """The model of heatqa's own phrases and clues, learned on first use."""
    texts, leaves = phrases()
    return fit(texts, leaves, lexicons.own())


def phrases() -> tuple[list[str], list[str]]:
    """Heatqa's own training phrases and their leaves: each alone, then each as somebody says it."""
    pairs = [
        (line, leaf)
        for leaf, lines in read("phrases.toml")["phrases"].items()
        for line in lines.strip().splitlines()
    ]
    leaves = [leaf for _, leaf in pairs]
    alone = [line for line, _ in pairs]
    return alone + _told(alone), leaves + leaves


def _told(phrases: list[str]) -> list[str]:
    """Each phrase between what people say before and after the matter, in turn."""
    before, after = (read("phrases.toml")["around"][name] for name in ("before", "after"))
    return [
        before[place % len(before)] + phrase + after[place % len(after)]
        for place, phrase in enumerate(phrases)
    ]


def fit(texts: Iterable[str], leaves: Sequence[str], lexicon: Lexicon) -> Model:
    """Learn from texts and their leaves, one weight per pair of characters, clue and leaf."""
    read_as = [rewritten(text) for text in texts]
    vectorizer = _vectorizer().fit(read_as)
    made = features(read_as, vectorizer, lexicon)
    known = tuple(sorted(set(leaves)))
    weights, offsets = [], []
    for leaf in known:
        learner = LogisticRegression(solver="liblinear", dual=True, C=_FREEDOM, random_state=0)
        learner.fit(made, [found == leaf for found in leaves])
        weights.append(np.ravel(learner.coef_))
        offsets.append(np.ravel(learner.intercept_)[0])
    return Model(known, lexicon, vectorizer, np.array(weights), np.array(offsets))


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
