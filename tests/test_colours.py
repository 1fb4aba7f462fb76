"""Colours that carry a meaning stay apart for the colour-blind, and letters can be read.

Sight is simulated as Machado, Oliveira & Fernandes (2009), IEEE TVCG 15(6), at full severity.
"""

import itertools

import numpy as np
import pytest

from heatqa.figures import style

SIGHT = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# What stands beside each other in one figure and must not be taken for the other.
APART = (
    ("met", "missed", "cannot_tell"),
    ("improvement", "concern", "common_cause"),
    ("latest", "unusual", "earlier"),
)
# A difference in CIELAB that is seen at a glance; about 2 can just be told.
LEAST = 20
# WCAG 2.2, 1.4.3: letters, and 1.4.11: signs.
LETTERS, SIGNS = 4.5, 2.7


def linear(colour: str) -> np.ndarray:
    """The light of a colour, each channel from 0 to 1 (IEC 61966-2-1)."""
    value = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    """CIELAB under D65."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    share = to_xyz @ np.clip(light, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    lights = sorted(float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_the_difference_of_black_and_white_is_a_hundred():
    assert np.linalg.norm(lab(linear("#ffffff")) - lab(linear("#000000"))) == pytest.approx(
        100, 0.001
    )
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("shade", style.SHADES)
def test_meanings_stay_apart(shade: style.Shade, sight: str):
    with style.shaded(shade):
        seen = {
            name: lab(SIGHT[sight] @ linear(style.colour(name))) for name in itertools.chain(*APART)
        }
    near = {
        pair: round(float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])), 1)
        for names in APART
        for pair in itertools.combinations(names, 2)
    }
    assert min(near.values()) >= LEAST, near


@pytest.mark.parametrize("shade", style.SHADES)
def test_letters_and_signs_stand_out_from_their_ground(shade: style.Shade):
    with style.shaded(shade):
        letters = {
            (name, ground): round(contrast(style.colour(name), style.colour(ground)), 2)
            for name in ("text", "quiet", "link")
            for ground in ("paper", "ground")
        }
        signs = {
            name: round(contrast(style.colour(name), style.colour("paper")), 2)
            for name in ("met", "missed", "cannot_tell", "target", "edge")
        }
    assert min(letters.values()) >= LETTERS, letters
    assert min(signs.values()) >= SIGNS, signs
