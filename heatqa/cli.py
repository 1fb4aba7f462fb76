"""The command line: arguments in, one call, words out.

Exit codes: 0 done, 1 `heatqa doctor` found a fault, 2 something the user can mend (said in one
message), 70 a fault of heatqa's.
"""

import contextlib
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from heatqa import errors, language, settings
from heatqa.commands import COMMANDS, parser
from heatqa.language import say

MENDABLE, FAULT = 2, 70


def main(given: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    given = sys.argv[1:] if given is None else list(given)
    _choose_language(given)
    try:
        options = parser().parse_args(given)
        return COMMANDS[options.command].run(options) or 0
    except errors.HeatqaError as problem:
        print(problem, file=sys.stderr)
        return MENDABLE
    except KeyboardInterrupt:
        print(say("cli.interrupted"), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nothing is left to flush to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:  # a traceback never reaches a user
        print(say("cli.unexpected", found=problem, path=_set_down()), file=sys.stderr)
        return FAULT


def _choose_language(given: Sequence[str]) -> None:
    """Take `--lang`, else the company's language: help and complaints need it before parsing."""
    for position, word in enumerate(given):
        chosen = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and position + 1 < len(given):
            chosen = given[position + 1]
        if chosen in ("zh", "en"):
            language.use(chosen)
            return
    # Settings that cannot be read are complained of by the commands that need them.
    with contextlib.suppress(errors.HeatqaError):
        language.prefer(settings.load().language)


def _set_down() -> Path:
    """Write the traceback into a file of its own, where whoever mends it can read it."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="heatqa-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exc(file=log)
    return Path(log.name)


if __name__ == "__main__":
    raise SystemExit(main())
