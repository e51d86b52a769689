"""One paper that nobody foresaw does not end the work on the others."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from app.acting import Caller
from app.papers.digitizing import digitize
from schemas.record.intake import Intake

INTAKE = Intake(dt.datetime(2026, 11, 22, tzinfo=dt.UTC))


def test_an_unexpected_error_is_the_outcome_of_its_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("zip() argument 2 is longer than argument 1")

    failed: list[tuple[str, str]] = []
    ledger = SimpleNamespace(fail=lambda *told: failed.append(told))
    app = SimpleNamespace(archive=SimpleNamespace(ledger=ledger))
    monkeypatch.setattr(digitize, "digitize", fail)
    outcome = digitize.attempt(app, Caller("motlan-test"), "a" * 64, INTAKE)  # type: ignore[arg-type]
    assert (outcome.status, outcome.error_code) == ("failed", "E-MOTLAN")
    assert failed == [("a" * 64, "E-MOTLAN")]
