"""Java, without which Spark does not start."""

import os
import re
from pathlib import Path

from heatqa import errors, programs

# The oldest that the Spark of heatqa's extra runs on.
LEAST = 17


def version() -> int | None:
    """The Java that Spark would start, by its number; None where there is none or it is broken."""
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home, "bin", "java")) if home else "java"
    told = re.search(r'version "(?:1\.)?(\d+)', programs.answer(program, "-version"))
    return int(told[1]) if told else None


def check() -> None:
    """Hold the machine's Java against what Spark takes.

    Raises:
        JavaMissing: there is none that answers.
        JavaTooOld: it is older than `LEAST`.
    """
    found = version()
    if found is None:
        raise errors.JavaMissing(least=LEAST)
    if found < LEAST:
        raise errors.JavaTooOld(found=found, least=LEAST)
