import logging
import threading
from collections.abc import Iterable
from typing import cast

import pytest

from app.installation import App
from pipeline.errors import ModelError
from schemas.errors import MotlanError
from storage.errors import StoreUnavailableError
from web import worker


def run(monkeypatch: pytest.MonkeyPatch, rounds: Iterable[MotlanError | None]) -> None:
    """Let the worker look as often as there are rounds; each finds nothing or an error."""
    left, ended = list(rounds), threading.Event()
    searched: list[int] = []

    def work_once(_: App, __: str) -> bool:
        found = left.pop(0)
        if not left:
            ended.set()
        if found:
            raise found
        return True

    monkeypatch.setattr(worker, "bring_back_lost", lambda *_: searched.append(1))
    monkeypatch.setattr(worker, "work_once", work_once)
    monkeypatch.setattr(worker, "_TROUBLE_SECONDS", 0.0)
    worker.work(cast(App, None), ended)
    assert searched == [1]  # once a day, whatever there is to do


def test_a_store_that_does_not_answer_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        run(monkeypatch, [StoreUnavailableError("silent", reason="TimeoutError")])
    told = caplog.records[0].__dict__
    assert told["code"] == "E-STORE-UNAVAILABLE"
    assert "TimeoutError" in told["told"]


def test_a_long_outage_is_logged_when_it_begins_and_when_it_ends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    silent, refused = StoreUnavailableError(), StoreUnavailableError("refused", reason="Denied")
    with caplog.at_level(logging.WARNING):
        run(monkeypatch, [None, silent, silent, silent, refused, None, None, silent])
    lines = [(r.getMessage(), r.__dict__.get("told")) for r in caplog.records]
    assert lines == [
        ("waits", str(silent)),
        ("waits", str(refused)),
        ("works again", None),
        ("waits", str(silent)),
    ]


def test_what_no_paper_is_to_blame_for_ends_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ModelError):
        run(monkeypatch, [None, ModelError(), None])


def test_a_reading_process_whose_parent_is_gone_before_it_begins_ends() -> None:
    ended = threading.Event()
    worker._follow(-1, ended)
    assert ended.is_set()
