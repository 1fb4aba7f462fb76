"""JupyterLab on a workspace: own copies, the shipped notebooks untouched, the user's language."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from heatqa import bundled, errors
from heatqa.workbench import open_workbench
from heatqa.workplace import lab, notebooks

from .test_cli import HOTLINE, heatqa, mended

ROOT = Path(__file__).parent.parent
SPOKEN = ".jupyter/settings/@jupyterlab/translation-extension/plugin.jupyterlab-settings"


def test_every_shipped_notebook_is_copied_once_and_then_belongs_to_its_user(tmp_path: Path):
    made = notebooks.copied(tmp_path, "en")
    assert {file.name for file in made} == {f.name for f in (ROOT / "notebooks").glob("*.ipynb")}
    mine = tmp_path / "notebooks" / "02_standards_scorecard.ipynb"
    mine.write_text("mine", encoding="utf-8")
    assert notebooks.copied(tmp_path, "en") == []
    assert mine.read_text(encoding="utf-8") == "mine"


def test_the_checkout_is_no_workspace(tmp_path: Path):
    with pytest.raises(errors.FolderShipped):
        notebooks.copied(ROOT, "en")
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    with pytest.raises(errors.FolderShipped):
        notebooks.copied(tmp_path, "en")
    mended(heatqa("lab", ROOT, "--no-browser", cwd=tmp_path), "heatqa lab FOLDER")


def test_the_interface_speaks_the_users_language_until_the_user_changes_it(tmp_path: Path):
    def locale() -> str:
        return json.loads((tmp_path / SPOKEN).read_text(encoding="utf-8"))["locale"]

    lab.prepare(tmp_path, "zh", asked=False)
    assert locale() == "zh_CN"
    lab.prepare(tmp_path, "en", asked=False)
    assert locale() == "zh_CN"
    lab.prepare(tmp_path, "en", asked=True)
    assert locale() == "default"


def test_a_cell_opens_the_warehouse_that_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "hotline.csv").write_text(HOTLINE, encoding="utf-8")
    assert heatqa("load", "hotline.csv", "--warehouse", "store", cwd=tmp_path).returncode == 0
    monkeypatch.chdir(tmp_path)
    around = lab.surroundings(Path("space"), "zh", Path("store"))
    monkeypatch.setattr(os, "environ", os.environ | around)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    bench = open_workbench()
    assert bench.settings.warehouse == tmp_path / "store"
    assert len(bench.records("S3-2.1.1a")) == 2
    bench.close()
    assert around["HEATQA_LANG"] == "zh"


def test_without_jupyterlab_the_way_to_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    with pytest.raises(errors.LabMissing, match="pip install"):
        lab.serve(tmp_path, None, browser=False, root=False)


def test_a_wheel_brings_notebooks_and_sample(tmp_path: Path):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    names = [name for name in listed.split("\0") if (ROOT / name).is_file()]
    for name in names:
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / "tree" / name)
    build = "import setuptools.build_meta as b, sys; b.build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)],
        cwd=tmp_path / "tree",
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    # What was learned and every table of words are data, which a build leaves out unless told.
    package = [name for name in names if name.startswith("heatqa/")]
    assert [name for name in package if not (tmp_path / "site" / name).is_file()] == []
    look = (
        "from heatqa import bundled; from heatqa.intake import profile;"
        "from heatqa.workplace import notebooks;"
        "print(bundled.FOLDER, len(notebooks.known('en')), len(profile.names()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", look],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert Path(told[0]) == tmp_path / "site" / "heatqa" / "shipped" / "data" / "sample"
    assert {f.name for f in (Path(told[0]) / "exports").iterdir()} == {
        f.name for f in (bundled.FOLDER / "exports").iterdir()
    }
    assert int(told[1]) == len(notebooks.known("en"))
    assert int(told[2]) >= 4
