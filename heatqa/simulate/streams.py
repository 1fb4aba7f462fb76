"""Random numbers: one independent stream per purpose, so that parts can change on their own."""

import zlib

import numpy as np


def stream(seed: int, *purpose: object) -> np.random.Generator:
    """The generator for one purpose, for example `stream(1, "weather", "2024-25")`.

    The same seed and purpose give the same numbers on every machine: `hash` is not used, since
    Python changes it from run to run.
    """
    return np.random.default_rng([seed, *(zlib.crc32(str(word).encode()) for word in purpose)])


def lognormal(rng: np.random.Generator, median_sigma: list[float]) -> float:
    """One draw of a log-normal time given its median and log-sigma."""
    return float(median_sigma[0] * np.exp(median_sigma[1] * rng.standard_normal()))


def draw(rng: np.random.Generator, shares: list[float]) -> int:
    """A position in `shares`, drawn in proportion to its value."""
    total = np.cumsum(shares)
    return int(np.searchsorted(total, rng.random() * total[-1], side="right"))


def pick(rng: np.random.Generator, shares: dict[str, float]) -> str:
    """One key of `shares`, drawn in proportion to its value."""
    return list(shares)[draw(rng, list(shares.values()))]
