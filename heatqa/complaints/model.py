"""A linear model over pairs of characters and clues: how much a text speaks for each leaf.

Chosen by measurement, see `benchmarks/complaints.py`: it learns in seconds (learning.py), reads
thousands of texts a second, and every weight can be looked at. Beside it is one of urgency.
"""

import functools
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from heatqa import errors
from heatqa.complaints import normal, signs
from heatqa.complaints.lexicon import Lexicon
from heatqa.complaints.urgency import Urgency
from heatqa.intake import files

# What one clue weighs against the whole of a text's characters: by accuracy on texts of hands
# that were not learned from.
CLUE = 0.15
OWN = "classifier.npz"
MODEL = "heatqa train"
# What reading an archive of arrays raises where it is damaged, or is none.
_DAMAGED = (OSError, ValueError, KeyError, TypeError, RuntimeError, *files.DAMAGED)


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

    def save(self, path: Path, origin: str = "") -> None:
        """Write the model as arrays and JSON; nothing in the file can run.

        Args:
            path: The file.
            origin: A fingerprint of what it was learned from.

        Raises:
            OutputUnwritable: the file cannot be written.
        """
        head = {"leaves": self.leaves, "clues": self.lexicon.clues, "pairs": self.pairs}
        rows = [self.first.weights, self.held.weights, self.urgency.weights[np.newaxis]]
        # Pairs that stand in the same texts weigh the same: half of all are written once.
        columns, places = np.unique(
            np.concatenate(rows).astype(np.float32), axis=1, return_inverse=True
        )
        held = io.BytesIO()
        np.savez_compressed(
            held,
            head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8),
            idf=self.vectorizer.idf_,
            columns=columns,
            places=places.astype(np.uint32),
            first_offsets=self.first.offsets,
            held_offsets=self.held.offsets,
            urgent_signs=self.urgency.of_signs.astype(np.float32),
            urgent_offset=self.urgency.offset,
            origin=origin,
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
        return _read(path.read_bytes())
    except _DAMAGED:
        begins = path.read_bytes()[:16] if path.is_file() else path.name
        raise errors.FileBroken(path=path, kind=MODEL, found=begins) from None


@functools.cache
def own() -> Model:
    """The model that comes with heatqa."""
    return _read((resources.files("heatqa.complaints") / OWN).read_bytes())


def _read(written: bytes) -> Model:
    with np.load(io.BytesIO(written), allow_pickle=False) as held:
        head = json.loads(held["head"].tobytes())
        leaves = tuple(head["leaves"])
        weights = held["columns"][:, held["places"]].astype(np.float64)
        first, beside = weights[: len(leaves)], weights[len(leaves) : -1]
        known = vectorizer({pair: place for place, pair in enumerate(head["pairs"])})
        known.idf_ = held["idf"]
        signs_weigh = held["urgent_signs"].astype(np.float64)
        return Model(
            leaves,
            Lexicon(tuple((leaf, pattern) for leaf, pattern in head["clues"])),
            known,
            Weights(first, held["first_offsets"]),
            Weights(beside, held["held_offsets"]),
            Urgency(weights[-1], signs_weigh, float(held["urgent_offset"])),
        )


def single(weights: np.ndarray) -> np.ndarray:
    """Weights as a file holds them, so that one just learned says what one from a file says."""
    return weights.astype(np.float32).astype(np.float64)


def features(texts: list[str], pairs: TfidfVectorizer, lexicon: Lexicon) -> sparse.csr_array:
    """Weighted characters and pairs of them, then the clues."""
    clues = sparse.csr_array(lexicon.hits(texts) * np.float32(CLUE))
    return sparse.csr_array(sparse.hstack([pairs.transform(texts), clues]))


def vectorizer(vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
    """How characters and pairs of them are weighed, those known or those that it will find."""
    return TfidfVectorizer(
        analyzer="char",
        ngram_range=(1, 2),
        sublinear_tf=True,
        vocabulary=vocabulary,
        dtype=np.float32,  # type: ignore[arg-type]
    )
