"""Chores and reading processes go on, whatever one of their rounds or lives comes to."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from api.process.background import ChoreLog, repeated
from api.process.readers import Readers
from storage.errors import ObjectCorruptError, StoreUnavailableError


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("error", [ValueError("999000000001"), ObjectCorruptError(), OSError()])
def test_a_chore_goes_on_after_whatever_went_wrong(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    rounds, log = 0, ChoreLog()

    def task() -> None:
        nonlocal rounds
        rounds += 1
        if rounds < 3:
            raise error

    with caplog.at_level(logging.WARNING), repeated("seal", task, 0.001, log):
        wait_for(lambda: log.all()["seal"].done_at > 0)
    assert rounds >= 3
    assert {record.__dict__["task"] for record in caplog.records} == {"seal"}
    assert log.all()["seal"].failures == 0


def test_how_a_chore_fails_is_known(caplog: pytest.LogCaptureFixture) -> None:
    log = ChoreLog()

    def task() -> None:
        raise StoreUnavailableError

    with repeated("seal", task, 0.001, log):
        wait_for(lambda: log.all()["seal"].failures > 2)
    assert log.all()["seal"].error == "E-STORE-UNAVAILABLE"
    assert log.all()["seal"].done_at == 0


def test_the_end_does_not_wait_for_a_chore_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.process.background._END_SECONDS", 0.05)
    hangs, begun = threading.Event(), threading.Event()

    def task() -> None:
        begun.set()
        hangs.wait(30)

    started = time.monotonic()
    with repeated("hook", task, 0.001):
        assert begun.wait(30)
    assert time.monotonic() - started < 20
    hangs.set()


def test_a_reading_process_that_ends_is_started_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.process.readers._FIRST_WAIT", 0.0)
    command = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
    with Readers(command, 1, look_seconds=0.01) as readers:
        (place,) = readers._places
        first = place.process
        assert first is not None
        place.wait = 0.0
        first.kill()
        wait_for(lambda: readers.restarts == 1 and readers.alive == 1)
        assert place.process is not first
        assert place.wait <= 2
    assert readers.alive == 0
    (told,) = caplog.records
    assert told.getMessage() == "a reading process ended"
    assert told.__dict__["exit_status"] == -9


def test_a_reading_process_that_cannot_be_started_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.process.readers._FIRST_WAIT", 0.0)
    command = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
    start, refused = subprocess.Popen, iter([OSError("no memory")])

    def popen(*given: Any, **options: Any) -> Any:
        if given[0] is command and (error := next(refused, None)):
            raise error
        return start(*given, **options)

    with Readers(command, 1, look_seconds=0.01) as readers:
        (place,) = readers._places
        assert place.process is not None
        place.wait = 0.0
        monkeypatch.setattr("api.process.readers.subprocess.Popen", popen)
        place.process.kill()
        wait_for(lambda: readers.restarts == 1 and readers.alive == 1)
    assert "OSError" in [record.__dict__.get("error") for record in caplog.records]
