"""Importing Great Expectations in two thirds of the time.

It imports SciPy's statistics and Altair for expectations and charts that no rule uses: 2 of its 5.7 s here. They are
put off until somebody asks for something in them, which nobody does.
"""

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

UNUSED = ("scipy.stats", "altair")


@contextmanager
def quick_import(unused: tuple[str, ...] = UNUSED) -> Iterator[None]:
    """While it lasts, an import of an `unused` module binds one that loads itself at its first use.

    Afterwards others import these modules as ever. The collector rests meanwhile: it would walk over classes that all
    stay, again and again (0.4 s).
    """
    was_collecting = gc.isenabled()
    gc.disable()
    later = {name: _later(name) for name in unused if name not in sys.modules}
    sys.modules.update(later)
    try:
        yield
    finally:
        for name, module in later.items():
            _forget(name, module)
        if was_collecting:
            gc.enable()


def _later(name: str) -> ModuleType:
    module = ModuleType(name)

    def load(attribute: str) -> Any:
        if attribute.startswith("__"):  # asked by the import system itself
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}")
        _forget(name, module)
        return getattr(importlib.import_module(name), attribute)

    module.__dict__["__getattr__"] = load  # PEP 562
    return module


def _forget(name: str, module: ModuleType) -> None:
    if sys.modules.get(name) is module:
        del sys.modules[name]
