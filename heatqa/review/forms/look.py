"""How the review looks: sizes and places from `look.toml`, the company's colour and logo."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

# WCAG 2.2: what red, green and blue add to luminance, and the one that black and white contrast
# with alike.
_LUMINANCE, _MIDDLE = (0.2126, 0.7152, 0.0722), 0.179


@dataclass(frozen=True)
class Box:
    """A place on a page, in points from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    def beside(self, width: float, gap: float) -> tuple["Box", "Box"]:
        """A left part of that width and, after a gap, the rest."""
        rest = self.width - width - gap
        return (
            Box(self.left, self.top, width, self.height),
            Box(self.left + width + gap, self.top, rest, self.height),
        )

    def above(self, height: float, gap: float) -> tuple["Box", "Box"]:
        """An upper part of that height and, after a gap, the rest."""
        rest = self.height - height - gap
        return (
            Box(self.left, self.top, self.width, height),
            Box(self.left, self.top + height + gap, self.width, rest),
        )


@dataclass(frozen=True)
class Look:
    """What a company may change: its logo (PNG or JPEG), and the colour of lines and headings."""

    accent: str = ""
    logo: Path | None = None

    def colour(self, name: str) -> str:
        """A colour of the page by its name in `look.toml`."""
        return self.accent if name == "accent" and self.accent else given()["colours"][name]

    def ink(self) -> str:
        """The name of the colour that can be read on the company's: that of paper or of text."""
        hexed = self.colour("accent").lstrip("#")
        parts = (int(hexed[place : place + 2], 16) / 255 for place in (0, 2, 4))
        light = sum(
            share * (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4)
            for share, part in zip(_LUMINANCE, parts, strict=True)
        )
        return "paper" if light < _MIDDLE else "text"

    def badge(self) -> Box:
        """Where pages say that their data are simulated: in the corner, or beside the logo."""
        beside, title = box("badge"), box("title")
        if self.logo:
            return beside
        corner = title.left + title.width - beside.width
        return Box(corner, beside.top, beside.width, beside.height)


@functools.cache
def given() -> dict[str, Any]:
    """Everything that `look.toml` says."""
    file = resources.files("heatqa.review.forms") / "look.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def font(name: str) -> str:
    """The typeface for `latin` or `east_asian` letters, or the list of them for a web `page`."""
    return given()["fonts"][name]


def box(name: str) -> Box:
    """The place of a part that every page has."""
    return Box(*given()["boxes"][name])


def sizes(name: str) -> list[float]:
    """The sizes of letters for a part, the one to be preferred first."""
    return given()["sizes"][name]


def spacing(name: str) -> float:
    """A distance by its name."""
    return given()["spacing"][name]


def verdict(word: str) -> dict[str, str]:
    """The mark and colours of a verdict."""
    return given()["verdicts"][word]
