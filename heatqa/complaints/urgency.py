"""How likely a case is an emergency, whatever leaf it is given to."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from heatqa.complaints.data import read


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
