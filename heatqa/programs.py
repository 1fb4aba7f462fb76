"""What other programs of the machine say when they are asked."""

import shutil
import subprocess

_PATIENCE_SECONDS = 10


def answer(*command: str) -> str:
    """What a program says, on either channel; empty where it is not there or does not answer."""
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - a program of this machine, by its full path
            [program, *command[1:]],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
