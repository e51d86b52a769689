"""Commands that are imported only when they are called.

Importing all of them imports the reader, the signer and the database, which takes seconds even if
none is needed. The list of commands is shown from the summaries in `cli.commands`; only the command
that is called is imported.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from cli.errors import PartMissingError, ReadMissingError, ServerMissingError, StationMissingError

__all__ = ["Entry", "lazy_group"]

_MISSING: dict[str, type[PartMissingError]] = {
    "read": ReadMissingError,
    "server": ServerMissingError,
    "station": StationMissingError,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A command that has not been imported yet.

    Attributes:
        target: Module and name, `module:name`; a function, or a `typer.Typer` with commands.
        part: The extra of the distribution that it requires.
        summary: First paragraph of its help text.
    """

    target: str
    part: str
    summary: str

    def load(self) -> TyperCommand | TyperGroup:
        """Import the command."""
        module, _, name = self.target.partition(":")
        with _no_garbage():
            found: typer.Typer | Callable[..., Any] = getattr(importlib.import_module(module), name)
        if isinstance(found, typer.Typer):
            return get_group(found)
        single = typer.Typer(add_completion=False)
        single.command()(found)
        return cast(TyperCommand, get_command(single))


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Disable garbage collection during an import and freeze what was imported.

    This makes an index query a quarter faster.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class _Announced(TyperCommand):
    """Placeholder in the list of commands; imports the real command when called."""

    def __init__(self, name: str, entry: Entry) -> None:
        super().__init__(name, help=entry.summary)
        self._entry = entry

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        """Delegate to the real command, which creates its own context."""
        return self._entry.load().make_context(info_name, args, *rest, **extra)


def lazy_group(entries: dict[str, Entry]) -> type[TyperGroup]:
    """Return a group class with these commands, by name."""

    class LazyGroup(TyperGroup):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            for name, entry in entries.items():
                self.add_command(_Announced(name, entry))

        def invoke(self, ctx: Any) -> Any:
            try:
                return super().invoke(ctx)
            except ModuleNotFoundError as error:
                root = (error.name or "").partition(".")[0]
                if not root or importlib.util.find_spec(root):
                    raise
                part = entries[ctx.invoked_subcommand].part
                raise _MISSING[part](source=root) from error

    return LazyGroup
