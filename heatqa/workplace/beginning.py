"""A company's first files: `heatqa.toml` with what was answered, and a folder for its exports."""

import json
from collections.abc import Sequence
from pathlib import Path

from heatqa import clauses, errors
from heatqa.language import pick, say
from heatqa.settings import FILE_NAME
from heatqa.workplace.answers import Answers

EXPORTS = "exports"


def refuse_second(folder: Path) -> None:
    """Stop before anything is asked where a company has its settings already.

    Raises:
        SettingsPresent: the folder has a `heatqa.toml`.
    """
    if (folder / FILE_NAME).exists():
        raise errors.SettingsPresent(path=folder / FILE_NAME)


def begin(folder: Path, answers: Answers) -> Path:
    """Write the settings and make the folders; the file written is returned.

    Raises:
        SettingsPresent: the folder has settings already; nothing is changed.
        OutputUnwritable: the folder cannot be made or written.
    """
    file = folder / FILE_NAME
    try:
        (folder / EXPORTS).mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as out:
            out.write(text(answers))
    except FileExistsError:
        refuse_second(folder)
        raise errors.OutputUnwritable(path=folder / EXPORTS, found=EXPORTS) from None
    except OSError as problem:
        raise errors.OutputUnwritable(path=file, found=problem.strerror) from None
    return file


def text(answers: Answers) -> str:
    """The settings as a file, each line with its comment in the language answered."""
    spoken = answers.language
    named = clauses.load().documents.values()
    listed = "\n".join(f"#   {d.id}  {pick(d.name, spoken)}" for d in named)
    return say(
        "init.file",
        language=spoken,
        company=_quoted(answers.company),
        spoken=_quoted(spoken),
        documents=_listed(answers.documents),
        known=listed,
        season_starts=_quoted(answers.season_starts),
        season_ends=_quoted(answers.season_ends),
        time_zone=_quoted(answers.time_zone),
    )


def next_steps(file: Path) -> str:
    """What to type now."""
    folder = file.parent
    step = "" if folder.resolve() == Path.cwd() else say("init.go_there", folder=folder)
    return say("init.next", path=file, go_there=step, exports=EXPORTS)


def _quoted(value: str) -> str:
    # JSON's strings are TOML's, as long as nothing in them is unprintable.
    return json.dumps(value, ensure_ascii=False)


def _listed(values: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(value) for value in values)}]"
