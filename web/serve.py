"""Starts the pages, the API for other systems and the reading processes of an installation."""

from __future__ import annotations

import os
import sys

from api.http.listen import listen
from api.process.readers import Readers
from api.process.serve import opened_services
from app.installation import App
from app.operation.logs import begin_logs
from web.app import create_pages
from web.office import make_office

__all__ = ["serve"]


def serve(app: App) -> None:
    """Serve until the process is told to end; TLS is left to a reverse proxy."""
    settings = app.settings
    begin_logs(settings.log, service=True)
    readers = Readers([sys.executable, "-m", "web.worker", str(os.getpid())], settings.workers)
    with opened_services(app, readers) as services, readers:
        listen(create_pages(make_office(services)), settings.api)
