"""Catches what C libraries print to standard error: often the only place where they tell damage."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["caught_standard_error"]

_STANDARD_ERROR, _MOST_SAID = 2, 1 << 20


@contextmanager
def caught_standard_error() -> Iterator[Callable[[], bytes]]:
    """Redirect standard error; after the block, the function that it yields tells what was said."""
    said = b""
    with tempfile.TemporaryFile() as kept:
        shown = os.dup(_STANDARD_ERROR)
        os.dup2(kept.fileno(), _STANDARD_ERROR)
        try:
            yield lambda: said
        finally:
            os.dup2(shown, _STANDARD_ERROR)
            os.close(shown)
            kept.seek(0)
            said = kept.read(_MOST_SAID)
