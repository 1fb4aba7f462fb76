"""What `pyproject.toml` cannot say: a wheel takes notebooks and sample along."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("notebooks", "data/sample", "data/profiles")


class WithShipped(build_py):
    """Copies the folders that lie beside the package in a checkout into it."""

    def run(self) -> None:
        """Build the package, then add them; an editable install finds them where they are."""
        super().run()
        if self.editable_mode:
            return
        for name in SHIPPED:
            target = Path(self.build_lib) / "heatqa" / "shipped" / name
            hidden = shutil.ignore_patterns(".*", "__pycache__")
            shutil.copytree(name, target, ignore=hidden, dirs_exist_ok=True)


setup(cmdclass={"build_py": WithShipped})
