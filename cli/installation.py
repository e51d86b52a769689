"""The installation that one run of the command works with."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from app.installation import App

__all__ = ["begin", "installation"]

_run: ContextVar[typer.Context] = ContextVar("run")


def begin(context: typer.Context) -> None:
    """Begin a run of the command."""
    _run.set(context)


def installation(**given: object) -> App:
    """Return the installation of this run; it is closed when the command ends.

    Args:
        given: Settings that count instead of those of the environment, from options.

    Raises:
        SettingsError: The environment names a setting that there is not, or a wrong value.
    """
    from app.installation import App
    from app.settings import Settings
    from schemas.messages.labels import label

    run = _run.get()
    if run.obj is None:
        run.obj = run.with_resource(App.open(Settings.read(**given)))
        if run.obj.settings.trial:
            typer.secho(label("frame", "trial"), err=True, fg="yellow")
    opened: App = run.obj
    return opened
