"""The notebooks that come with heatqa, and a user's own copies of them."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from heatqa import errors
from heatqa.bundled import shipped
from heatqa.language import Language

FOLDER = "notebooks"


def known(language: Language) -> dict[str, Path]:
    """The shipped notebooks by file name, in a language where they are written in it.

    Raises:
        FileMissing: the package came without them.
    """
    folder = shipped(FOLDER)
    if not folder.is_dir():
        raise errors.FileMissing(path=folder)
    found = {file.name: file for file in sorted(folder.glob("*.ipynb"))}
    spoken = {file.name: file for file in sorted((folder / language).glob("*.ipynb"))}
    return found | spoken


def copied(folder: Path, language: Language) -> Sequence[Path]:
    """Copy the notebooks that a workspace does not have yet; those copied are returned.

    A copy belongs to its user from then on and is never written again. The shipped ones are
    read only.

    Raises:
        FolderShipped: the workspace is heatqa's own checkout, whose notebooks would be changed.
        OutputUnwritable: the folder cannot be written.
    """
    target = folder / FOLDER
    if target.resolve() == shipped(FOLDER).resolve():
        raise errors.FolderShipped(path=folder)
    made = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, file in known(language).items():
            if not (target / name).exists():
                shutil.copyfile(file, target / name)
                made.append(target / name)
    except OSError as problem:
        raise errors.OutputUnwritable(path=target, found=problem.strerror) from None
    return made
