"""How likely a case is an emergency, whatever leaf it is given to."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from heatqa.complaints import signs
from heatqa.complaints.data import read

# How much characters, clues and signs weigh against each other, and how little the weights are
# held back: by how many emergencies of hands not learned from are found, and how many others.
_CHARACTERS, _CLUES, _SIGNS, _FREEDOM = 3.0, 2.0, 0.5, 3.0


@dataclass(frozen=True)
class Urgency:
    """What was learned: a weight per character, pair of them and clue, then one per sign."""

    weights: np.ndarray
    of_signs: np.ndarray
    offset: float

    def probabilities(self, features: sparse.csr_array, found: np.ndarray) -> np.ndarray:
        """How likely each text is an emergency, 0 to 1.

        Args:
            features: The leaf model's features, a row per text.
            found: The signs in each, as `signs.hits` gives.
        """
        scores = features @ self.weights + found @ self.of_signs + self.offset
        return 1 / (1 + np.exp(-scores))


def least() -> float:
    """From which probability on a case is called urgent."""
    return float(read("urgency.toml")["least"])


def fit(
    features: sparse.csr_array,
    spoken: list[str],
    urgent: list[bool],
    weights: list[float],
    *,
    pairs: int,
    clues: int,
) -> Urgency:
    """Learn from texts of which somebody said whether they are emergencies.

    Args:
        features: The leaf model's features, a row per text, the clues last.
        spoken: The texts as spoken.
        urgent: Whether each is an emergency.
        weights: How much each counts.
        pairs: How many of the features are characters and pairs of them.
        clues: How many are clues.
    """
    found = signs.hits(spoken)
    of_signs = found.shape[1]
    made = sparse.csr_array(sparse.hstack([features, sparse.csr_array(found)]))
    scale = np.concatenate(
        [np.full(pairs, _CHARACTERS), np.full(clues, _CLUES), np.full(of_signs, _SIGNS)]
    )
    learner = LogisticRegression(solver="liblinear", dual=True, C=_FREEDOM, random_state=0)
    learner.fit(made @ sparse.diags_array(scale), urgent, sample_weight=weights)
    learned = np.ravel(learner.coef_) * scale
    offset = float(np.ravel(learner.intercept_)[0])
    return Urgency(learned[:-of_signs], learned[-of_signs:], offset)
