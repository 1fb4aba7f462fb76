"""Modules imported when they are first used: statistics start slower than all the rest."""

import importlib.util
import sys
from types import ModuleType


def later(name: str) -> ModuleType:
    """The module of that name, run at the first look into it.

    Raises:
        ModuleNotFoundError: there is none.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
