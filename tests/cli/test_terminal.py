"""Nothing that others wrote commands the terminal of who reads it, or breaks a report."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import stat
from pathlib import Path

import pytest
from rich.console import Console

from app.acting import Caller, note
from app.installation import App
from app.papers.digitizing.outcome import Outcome
from app.settings import Settings
from cli.backfill.screen import show_failures
from cli.operation.audit import _ACTIONS, _table
from cli.papers import found, reuse
from cli.render import field_table, paper_panel
from storage.audit.chain import Action
from storage.batches.values import Failure, ItemState
from storage.objects.local import LocalStore
from storage.papers.reuse.answers import Availability, ComponentAnswer, ReuseAnswer
from storage.papers.search.entries import entry_of
from tests.storage.records import record

HOSTILE = "tra cuu [b/x] \x1b[2J\x1b]0;pwned\x07\nxong \u202eabc"


def _printed(thing: object) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(thing)
    return out.getvalue()


def test_a_report_shows_what_was_said_and_does_none_of_it(tmp_path: Path) -> None:
    with App(Settings(home=tmp_path)) as app:
        note(app, Caller("x", purpose=HOSTILE, officer="[/]\x1b[1m"), Action.READ, subject="001")
        (entry,) = app.audit.of_person("001")
        assert "\x1b" not in entry.model_dump_json()
        assert "\\u001b" not in entry.model_dump_json()
        forged = entry.model_copy(
            update={"event": entry.event.model_copy(update={"purpose": HOSTILE})}
        )
        for each in (entry, forged):
            shown = _printed(_table((each,)))
            assert "[b/x]" in shown
            assert "\x1b" not in shown
            assert "\nxong" not in shown


def test_every_action_has_a_word() -> None:
    assert set(_ACTIONS) == set(Action)


@pytest.mark.parametrize("value", [HOSTILE, "[/bold]", "[red]"])
def test_values_and_names_of_files_are_shown_as_they_stand(value: str) -> None:
    paper = record(1, "birth_certificate", fields={"full_name": value})
    table = _printed(field_table(paper.classification, paper.fields))
    panel = _printed(paper_panel(value, Outcome.of(paper, created=True)))
    for shown in (table, panel):
        assert "\x1b" not in shown
        assert value[:5] in shown


@pytest.mark.parametrize("value", [HOSTILE, "[/bold]", "[red]"])
def test_what_papers_and_lists_say_is_shown_as_it_stands(
    value: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    paper = record(1, "birth_certificate", fields={"number": "1", "issuing_agency": "UBND"})
    entry = dataclasses.replace(entry_of(paper), number=value, agency=value)
    component = ComponentAnswer("a", value, Availability.NOT_ON_FILE, value, "")
    answer = ReuseAnswer("1.004884", value, dt.date(2026, 11, 30), (component,))
    show_failures(
        [Failure(1, 1, value, None, value, value, ItemState.PARKED, 1, "E-X", value, value)]
    )
    tables = (_printed(found._table((entry,))), _printed(reuse._table(answer)))
    for shown, times in ((tables[0], 2), (tables[1], 3), (capsys.readouterr().out, 5)):
        assert "\x1b" not in shown
        assert shown.count(value[:5]) == times


def test_objects_are_readable_to_their_owner_alone(tmp_path: Path) -> None:
    LocalStore(tmp_path).put_new("papers/one", b"paper", "text/plain")
    assert stat.S_IMODE((tmp_path / "papers" / "one").stat().st_mode) == 0o400
