"""The layouts: one module each with `draw(rng) -> DrawnPaper`, found by `layouts`."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import random
from collections.abc import Callable

from samples.generate.paper import DrawnPaper

__all__ = ["Layout", "layouts"]

Layout = Callable[[random.Random], DrawnPaper]


@functools.cache
def layouts() -> dict[str, Layout]:
    """Return every layout by the name of its module, sorted."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}").draw for name in names}
