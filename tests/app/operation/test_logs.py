"""One form of log lines for every process, and nobody's data in any of them."""

from __future__ import annotations

import ast
import io
import json
import logging
import logging.config
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import pytest
import sqlalchemy as sa
import yaml
from fastapi.testclient import TestClient

from api.process.background import ChoreLog, repeated
from app.acting import Caller, note
from app.desk import work
from app.operation import logs
from app.operation.log_scope import log_scope
from app.operation.logs import FIELDS, ConsoleLines, JsonLines, begin_logs
from flows.server import PREFECT_LOGGING
from schemas.text.spelling import comparison_key
from storage.audit.chain import Action
from storage.database import Database
from storage.desk.desk_papers import DeskState
from storage.errors import StoreUnavailableError
from storage.migrate import migrate
from tests.api.conftest import PERSON, SECRET, STRANGER, Service, service
from tests.packages import PACKAGES

ROOT = Path(__file__).parents[3]
__all__ = ["service"]  # the fixture

NAME, PLACE = "Trần Thị Đào", "phường Hàng Bạc"
VALUES = (PERSON, STRANGER, "047 189 000 123", NAME, "TRẦN THỊ ĐÀO", PLACE, "47/2015", "Kinh")
"""Everything about people that the acts below touch."""


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What this process logs as a service, as JSON."""
    written = io.StringIO()
    for hooked in (sys, threading):
        monkeypatch.setattr(hooked, "excepthook", hooked.excepthook)
    monkeypatch.setattr(logs.StderrLines, "stream", written)
    levels = {n: logging.getLogger(n).level for n in (*logs._OURS, *logs._QUOTED)}
    begin_logs("json", service=True)
    yield written
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if not isinstance(h, logs.StderrLines)]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def assert_nobody_in(text: str) -> None:
    folded = comparison_key(text)
    for value in VALUES:
        for form in (value, value.replace(" ", ""), quote(value), repr(value), ascii(value)[1:-1]):
            assert form not in text, value
        assert comparison_key(value) not in folded, value


def test_typical_acts_leave_no_personal_value_in_the_log(
    service: Service, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    http, headers = service.http, service.headers()
    http.get("/v1/procedures", headers={"Authorization": f"Bearer {NAME.encode().hex()}"})
    http.get(f"/v1/papers/{PERSON}", headers=headers)
    http.get(f"/v1/none/{PERSON}?name={quote(NAME)}", headers=headers)
    http.get(f"/v1/papers/{service.paper_id}", headers=headers)
    http.get(f"/v1/papers/{service.paper_id}/fields?name={quote(NAME)}", headers=headers)
    http.post("/oauth/token", data={"grant_type": NAME}, auth=(NAME.encode().hex(), SECRET))
    for body in ({"subject_id": PERSON}, {"subject_id": NAME}, {"number": "47/2015", "x": NAME}):
        http.post("/v1/papers/search", json=body, headers=headers)
        http.post("/v1/reuse/checks", json=body, headers=headers)

    def breaks(*_: object, **__: object) -> None:
        raise ValueError(f"{NAME}, {PERSON}, {PLACE}") from KeyError(NAME)

    with monkeypatch.context() as broken:
        broken.setattr(type(service.services.app.index), "find", breaks)
        rude = TestClient(service.app, raise_server_exceptions=False)
        answer = rude.post("/v1/papers/search", json={"subject_id": PERSON}, headers=headers)
        assert answer.status_code == 500
    with repeated("round", breaks, 60, ChoreLog()):
        pass
    sys.excepthook(*_caught(breaks))
    thread = threading.Thread(target=breaks)
    thread.start()
    thread.join()
    with Database(tmp_path / "d.sqlite") as database:
        try:
            with database.write() as connection:
                connection.execute(sa.text("SELECT :n FROM none_of_ours"), {"n": PERSON})
        except StoreUnavailableError:
            logging.getLogger("motlan.desk").exception("unexpected")
    migrate(tmp_path / "new.sqlite")
    for name in ("uvicorn.error", "prefect.engine", "alembic", "pyhanko.sign", "httpx"):
        foreign = logging.getLogger(name)
        foreign.error("no %s at https://a:b@host/%s?q=%s", repr(NAME), PERSON, quote(NAME))
        foreign.error(f"failed: ValueError('{NAME}')\n{NAME}", exc_info=_caught(breaks))
    text = log.getvalue()
    assert_nobody_in(text)
    assert len(lines(log)) > 20
    known = {"time", "level", "logger", "event", *FIELDS}
    assert all(line.keys() <= known for line in lines(log))


def _caught(
    breaks: Callable[[], None],
) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    try:
        breaks()
    except ValueError as error:
        return type(error), error, error.__traceback__
    raise AssertionError


def test_a_request_is_found_by_its_id_in_log_and_audit_chain(
    service: Service, log: io.StringIO
) -> None:
    answer = service.http.get(f"/v1/papers/{service.paper_id}", headers=service.headers())
    (line,) = lines(log)
    assert line["event"] == "request"
    assert line["request"] == answer.headers["Motlan-Request"]
    assert line["request"] == service.entries()[-1].event.request
    assert line["paper"] == service.paper_id
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["route"] == "/v1/papers/{paper_id}"
    assert isinstance(line["seconds"], float)


def test_refusals_are_logged_with_code_and_route_and_outages_as_errors(
    service: Service, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = service.headers() | {"Authorization": "Bearer x"}
    service.http.post("/v1/papers/search", json={"number": "1"}, headers=stray)

    def gone(*_: object, **__: object) -> None:
        raise StoreUnavailableError("database", reason="x")

    monkeypatch.setattr(type(service.services.app.index), "find", gone)
    service.http.post("/v1/papers/search", json={"number": "1"}, headers=service.headers())
    stranger, outage = (line for line in lines(log) if line["event"] == "request")
    assert (stranger["code"], stranger["status"], stranger["level"]) == (
        "E-API-TOKEN",
        401,
        "info",
    )
    assert stranger["route"] == outage["route"] == "/v1/papers/search"
    assert (outage["code"], outage["level"]) == ("E-STORE-UNAVAILABLE", "error")


def test_what_machines_ask_all_the_time_is_not_logged(service: Service, log: io.StringIO) -> None:
    service.http.get("/livez")
    service.http.get("/healthz")
    assert lines(log) == []


def test_entries_of_one_step_share_its_id(service: Service) -> None:
    app, by = service.services.app, "may"
    with log_scope(paper="ab" * 32) as scope:
        first = note(app, Caller(by), Action.READ).event.request
        second = note(app, Caller(by), Action.READ).event.request
    assert first == second == scope.request
    assert note(app, Caller(by), Action.READ).event.request != first


def test_a_step_of_the_desk_is_logged_with_paper_and_seconds(
    service: Service, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Paper:
        paper_id, state = "cd" * 32, DeskState.WAITING

    def breaks(*_: object) -> None:
        raise ValueError(NAME)

    for step in (lambda *_: None, breaks):
        monkeypatch.setattr(work, "_step", step)
        monkeypatch.setattr(work, "_fail", lambda *_: None)
        with log_scope(paper=Paper.paper_id):
            work._try_step(service.services.app, Paper(), "w")  # type: ignore[arg-type]
    done, failed = lines(log)
    assert (done["event"], done["paper"], done["step"]) == ("step", "cd" * 32, "waiting")
    assert "seconds" in done
    assert (failed["level"], failed["error"]) == ("error", "ValueError")
    assert "test_logs.py" in str(failed["at"])
    assert_nobody_in(log.getvalue())


def test_text_for_people_hides_the_same() -> None:
    record = logging.LogRecord("motlan.desk", logging.ERROR, "f", 1, "unexpected", (), None)
    record.__dict__ |= {"paper": "ab" * 32, "told": f"số {PERSON}", "name_of_owner": NAME}
    line = ConsoleLines().format(record)
    assert line.endswith(f"error motlan.desk: unexpected paper={'ab' * 32} told=số …")
    assert "\n" not in line
    assert json.loads(JsonLines().format(record))["time"].endswith("+00:00")


def test_our_own_lines_have_constant_events_and_known_facts() -> None:
    """A value that is formatted into the event could not be told from it."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for call in _log_calls(path):
                at = f"{path.relative_to(ROOT)}:{call.lineno}"
                named = {word.arg for word in call.keywords}
                assert named <= {"extra", "exc_info"}, at
                events = [a for a in call.args if not isinstance(a, ast.Name)]
                assert all(
                    isinstance(a, ast.Constant) and "%" not in str(a.value) for a in events
                ), at
                for facts in (n for n in ast.walk(call) if isinstance(n, ast.Dict)):
                    keys = {k.value for k in facts.keys if isinstance(k, ast.Constant)}
                    assert keys <= set(FIELDS), at


def _log_calls(path: Path) -> Iterator[ast.Call]:
    text = path.read_text("utf-8")
    for node in ast.walk(ast.parse(text)) if "_log." in text else ():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "_log"
        ):
            yield node


def test_prefect_logs_through_the_same_formatter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTLAN_LOG", "json")
    text = PREFECT_LOGGING.read_text("utf-8")
    config = yaml.safe_load(text)
    assert {h["formatter"] for h in config["handlers"].values()} == {"motlan"}
    assert config["formatters"]["motlan"]["()"] == "app.operation.logs.configured"
    assert isinstance(logs.configured(), JsonLines)
    monkeypatch.setenv("MOTLAN_LOG", "console")
    assert isinstance(logs.configured(), ConsoleLines)
