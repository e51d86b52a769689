"""A reading process: performs the automatic steps of the desk until it is told to end.

`python -m web.worker` may run on any number of machines; they share the work queue.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from types import FrameType

from app.acting import MACHINE, Caller
from app.desk.lost import bring_back_lost
from app.desk.work import work_once
from app.installation import App
from app.operation.logs import begin_logs, told
from schemas.errors import MotlanError

__all__ = ["main", "work"]

_log = logging.getLogger("motlan.worker")

_PAUSE_SECONDS = 0.3
"""Seconds between two polls of an empty work queue."""
_CHECK_SECONDS = 24 * 3600.0
"""Seconds between two searches for vanished papers; the first is made at the start."""
_TROUBLE_SECONDS = 5.0
"""Seconds before retrying after the store did not answer."""


def work(app: App, ended: threading.Event) -> None:
    """Process the work queue until told to end.

    Args:
        app: The installation.
        ended: Set by the caller to end the work.

    Raises:
        MotlanError: Models, keys or settings have to be mended first; every paper waits.
    """
    name = f"{socket.gethostname()}-{os.getpid()}"
    trouble, checked = "", -_CHECK_SECONDS
    while not ended.is_set():
        try:
            if time.monotonic() - checked >= _CHECK_SECONDS:
                checked = time.monotonic()
                bring_back_lost(app, Caller(MACHINE, purpose="tìm giấy tờ bị thất lạc"))
            worked = work_once(app, name)
        except MotlanError as error:  # temporary: the step is done again
            if error.blames_installation:
                raise
            if str(error) != trouble:  # log an outage once, not every few seconds
                trouble = str(error)
                _log.warning("waits", extra=told(error))
            ended.wait(_TROUBLE_SECONDS)
            continue
        if trouble:
            trouble = ""
            _log.warning("works again")
        if not worked:
            ended.wait(_PAUSE_SECONDS)


def main() -> None:
    """Work in this process; ends with the process that started it, whose number may be given."""
    os.umask(0o077)  # papers are for the account that this runs under, and for nobody else
    ended = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        ended.set()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, end)
    parent = int(sys.argv[1]) if len(sys.argv) > 1 else os.getppid()
    threading.Thread(target=_follow, args=(parent, ended), daemon=True).start()
    app = App.open()
    begin_logs(app.settings.log, service=True)
    # The networks load while the first pages are judged, so verdicts do not wait for them.
    threading.Thread(target=_load, args=(app,), daemon=True).start()
    try:
        work(app, ended)
    except MotlanError as error:
        _log.error("ends", extra=told(error))
        sys.exit(error.exit_code)


def _load(app: App) -> None:
    with suppress(MotlanError):  # told with the first paper, which waits for the mending
        _ = app.reader


def _follow(parent: int, ended: threading.Event) -> None:
    """End this process when its parent has ended and can no longer stop it."""
    while not ended.wait(1.0):
        if os.getppid() != parent:
            ended.set()


if __name__ == "__main__":
    main()
