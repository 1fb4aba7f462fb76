"""JupyterLab on a workspace: its own settings, the warehouse connected, the user's language."""

import json
from pathlib import Path
from typing import Any

from heatqa import errors
from heatqa.language import VARIABLE, Language
from heatqa.workbench import WAREHOUSE_VARIABLE
from heatqa.workplace.notebooks import FOLDER

_SETTINGS = Path(".jupyter") / "settings"
_VIEWS = Path(".jupyter") / "workspaces"
_LOCALES: dict[Language, str] = {"en": "default", "zh": "zh_CN"}
_SPOKEN = Path("@jupyterlab") / "translation-extension" / "plugin.jupyterlab-settings"
_NEWS = Path("@jupyterlab") / "apputils-extension" / "notification.jupyterlab-settings"


def prepare(folder: Path, language: Language, *, asked: bool) -> None:
    """Write the workspace's own JupyterLab settings: the language, and no news from outside.

    They lie in the workspace, so a JupyterLab that is used for other work stays as it is. What
    the user changed in the menus is kept, unless a language was `asked` for by name.

    Raises:
        OutputUnwritable: the folder cannot be written.
    """
    settings = folder / _SETTINGS
    try:
        _write(settings / _SPOKEN, {"locale": _LOCALES[language]}, again=asked)
        _write(settings / _NEWS, {"fetchNews": "false", "checkForUpdates": False}, again=False)
    except OSError as problem:
        raise errors.OutputUnwritable(path=settings, found=problem.strerror) from None


def serve(folder: Path, port: int | None, *, browser: bool, root: bool) -> None:
    """Serve a workspace to this machine only, until the user ends it.

    Raises:
        LabMissing: JupyterLab is not installed.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ImportError:
        raise errors.LabMissing from None
    words = [
        "--ServerApp.ip=localhost",
        f"--ServerApp.root_dir={folder.absolute()}",
        f"--ServerApp.allow_root={root}",
        f"--ServerApp.open_browser={browser}",
        f"--LabApp.default_url=/lab/tree/{FOLDER}",
        # The other manager looks outside for what could be installed.
        "--LabApp.extension_manager=readonly",
    ]
    words += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"] if port else []
    LabApp.launch_instance(words)


def surroundings(folder: Path, language: Language, warehouse: Path | None) -> dict[str, str]:
    """The variables that the server needs, and every notebook's kernel and terminal after it."""
    added = {
        "JUPYTERLAB_SETTINGS_DIR": str((folder / _SETTINGS).absolute()),
        "JUPYTERLAB_WORKSPACES_DIR": str((folder / _VIEWS).absolute()),
        VARIABLE: language,
        "PYTHONUTF8": "1",
    }
    if warehouse is not None:
        added[WAREHOUSE_VARIABLE] = str(warehouse.absolute())
    return added


def _write(file: Path, entries: dict[str, Any], *, again: bool) -> None:
    if again or not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(entries, indent=2), encoding="utf-8")
