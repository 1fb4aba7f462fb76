"""Is the machine fit: Python and libraries, Chinese fonts, a browser for pictures, Java."""

import functools
import importlib.metadata
import os
import platform
import shutil
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from heatqa import __version__, programs
from heatqa.engines import java as runtime
from heatqa.workplace.findings import Finding, good, poor


@functools.cache
def wanted() -> dict[str, Any]:
    """What is looked for, from `machine.toml`."""
    text = (resources.files("heatqa.workplace") / "machine.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def versions() -> Finding:
    """Whether every library that heatqa needs is there in a version that it knows."""
    found = f"heatqa {__version__}, Python {platform.python_version()}"
    misfits = _misfits("heatqa", extra="")
    if misfits:
        return poor("heatqa", f"{found}; {', '.join(misfits)}", "fail")
    return good("heatqa", found)


def lab() -> Finding:
    """Whether JupyterLab and what belongs to it are installed."""
    misfits = _misfits("heatqa", extra="lab")
    if misfits:
        return poor("lab", ", ".join(misfits))
    return good("lab", f"JupyterLab {importlib.metadata.version('jupyterlab')}")


def characters() -> Finding:
    """Whether the terminal can write Chinese."""
    encoding = (sys.stdout.encoding or "ascii").lower()
    try:
        "达到℃".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return poor("characters", encoding)
    return good("characters", encoding)


def fonts() -> Finding:
    """Whether a font with Chinese characters is installed, for pictures and PDF."""
    listed = programs.answer("fc-list", ":lang=zh", "family")
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    families += [file for file in wanted()["fonts"]["files"] if Path(file).exists()]
    if not families:
        return poor("fonts", "–")
    simplified = [family for family in families if family.endswith(" SC")]
    return good("fonts", [*simplified, *families][0])


def browser() -> Finding:
    """Whether a browser that writes pictures is there."""
    named = wanted()["browser"]
    given = os.environ.get(named["variable"])
    places = [given] if given else []
    places += [found for program in named["programs"] if (found := shutil.which(program))]
    places += named["places"]
    for place in places:
        if Path(place).exists():
            return good("browser", str(place))
    return poor("browser", given or "–", variable=named["variable"])


def java() -> Finding:
    """Whether Java is there in a version that Spark takes, and Spark itself is installed."""
    found = runtime.version()
    if found is None:
        return poor("java", "–", least=runtime.LEAST)
    misfits = _misfits("heatqa", extra="spark")
    if found < runtime.LEAST or misfits:
        told = ", ".join([f"Java {found}", *misfits])
        return poor("java", told, least=runtime.LEAST)
    return good("java", f"Java {found}, Spark {importlib.metadata.version('pyspark')}")


def _misfits(package: str, extra: str) -> list[str]:
    """The requirements of a package that are not met, as its own data state them."""
    found = []
    for text in importlib.metadata.requires(package) or []:
        requirement = Requirement(text)
        of_extra = requirement.marker is not None and "extra" in str(requirement.marker)
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": extra})
        if not applies or of_extra != bool(extra):
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{requirement.name} –")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{requirement.name} {version} ({requirement.specifier})")
    return found
