"""`python -m station CONFIG` runs the agent headless: for services and small machines."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from schemas.errors import MotlanError
from station.agent import opened_spool, running
from station.settings import DEFAULT_PATH, StationSettings


def main(arguments: list[str]) -> int:
    """Run until stopped by a signal; return the exit status."""
    os.umask(0o077)  # papers are for the account that this runs under, and for nobody else
    stop, failures = threading.Event(), list[BaseException]()

    def ask_to_stop(_: int, __: FrameType | None) -> None:
        stop.set()

    def failed(error: BaseException) -> None:
        failures.append(error)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    try:
        settings = StationSettings.load(Path(arguments[0]) if arguments else DEFAULT_PATH)
        with opened_spool(settings) as spool, running(settings, spool, failed=failed):
            stop.wait()
        if failures:
            raise failures[0]
    except MotlanError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
