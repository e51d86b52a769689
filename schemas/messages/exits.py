"""Exit codes of the command, and what they mean; the meanings are data (`exits.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from importlib import resources

__all__ = ["ExitCode", "exit_meanings"]


class ExitCode(IntEnum):
    """How a command ended, for scripts; a number never changes its meaning."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    INPUT = 3
    MODELS = 4
    STORE = 5
    INVALID = 6
    LATER = 75  # EX_TEMPFAIL of sysexits.h


@cache
def exit_meanings() -> Mapping[ExitCode, Mapping[str, str]]:
    """Return what each code means, by language."""
    path = resources.files("schemas") / "messages" / "exits.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: found[code.name.lower()] for code in ExitCode}
