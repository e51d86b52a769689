"""The installation used by one run of the command."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.installation import App

__all__ = ["begin", "installation"]

_run: ContextVar[typer.Context] = ContextVar("run")


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # every other command starts without it

        typer.echo(f"motlan {version('motlan')}")
        raise typer.Exit()


def begin(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", help="Phiên bản.", is_eager=True, callback=_tell_version),
    ] = False,
) -> None:
    """Start a run of the command."""
    _run.set(context)


def installation(**given: object) -> App:
    """Return the installation of this run, which is closed when the command ends.

    Args:
        given: Settings from options that override the environment.

    Raises:
        SettingsError: The environment has an unknown setting or an invalid value.
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
