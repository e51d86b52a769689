"""The installation used by one run of the command."""

from __future__ import annotations

import os
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
    from app.operation.log_scope import log_scope
    from app.operation.logs import begin_logs
    from app.settings import Settings
    from flows.server import PREFECT_LOGGING
    from schemas.messages.labels import label

    run = _run.get()
    if run.obj is None:
        settings = Settings.read(**given)
        begin_logs(settings.log)
        os.environ.setdefault("PREFECT_LOGGING_SETTINGS_PATH", str(PREFECT_LOGGING))
        run.with_resource(log_scope())
        run.obj = run.with_resource(App.open(settings))
        if run.obj.settings.trial:
            typer.secho(label("frame", "trial"), err=True, fg="yellow")
    opened: App = run.obj
    return opened
