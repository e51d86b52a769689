"""Starts pages, interface for other systems and reading processes of an installation."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from api.listen import listen
from api.serve import opened_services
from app.installation import App
from web.app import create_pages
from web.office import make_office

__all__ = ["serve"]

_END_SECONDS = 30.0


def serve(app: App) -> None:
    """Answer until the process is told to end; TLS is for the proxy in front."""
    settings = app.settings
    with opened_services(app) as services, _workers(settings.workers):
        listen(create_pages(make_office(services)), settings.api, log_level="warning")


@contextmanager
def _workers(count: int) -> Iterator[None]:
    """Run reading processes, and end them at the end; a paper in hand is finished or left."""
    started = [
        subprocess.Popen([sys.executable, "-m", "web.worker"], start_new_session=True)
        for _ in range(count)
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
