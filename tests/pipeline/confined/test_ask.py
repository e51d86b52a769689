from __future__ import annotations

import errno
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.confined import ask as asking
from pipeline.confined.ask import Bounds, ask, ask_once
from pipeline.confined.frames import Answer
from pipeline.confined.sandbox import protections
from pipeline.errors import DamagedFileError, NoChildError, RenderTimeoutError, TooLargeError
from tests.pipeline.confined.seen import children

TASKS = "tests.pipeline.confined.tasks"
SMALL = Bounds(memory_bytes=256 << 20, cpu_seconds=2, seconds=20.0, answer_bytes=1 << 20)
SHORT = Bounds(memory_bytes=256 << 20, cpu_seconds=9, seconds=0.5, answer_bytes=1 << 20)
_HEAD = struct.Struct(">QQ")


def test_facts_and_bytes_go_there_and_back_unchanged() -> None:
    facts = {"a": [1, "ế", None], "b": 0.5}
    answer = ask_once(f"{TASKS}:echo", facts, [b"\x00\xff", b"", b"z"], bounds=SMALL)
    assert (answer.facts, bytes(answer.data)) == (facts, b"\x00\xffz")
    assert [a.facts for a in ask(f"{TASKS}:several", 5, bounds=SMALL)] == [0, 1, 2, 3, 4]


def test_no_setting_of_the_caller_is_seen_by_a_child_or_its_tools(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MOTLAN_AGENCY_PIN", "12345678")
    names, tool = ask_once(f"{TASKS}:environment", bounds=SMALL).facts
    assert set(names) == {"LANG", "PATH"}
    assert "12345678" not in tool


@pytest.mark.skipif(protections().landlock < 4, reason="the kernel cannot confine files")
@pytest.mark.skipif(not protections().seccomp, reason="the kernel cannot refuse calls")
def test_a_child_reads_and_changes_nothing_and_reaches_nobody(tmp_path: Path) -> None:
    secret = tmp_path / "operator.p12"
    secret.write_bytes(b"key")
    with socket.create_server(("127.0.0.1", 0)) as server:
        facts = [str(secret), server.getsockname()[1], os.getpid()]
        done = ask_once(f"{TASKS}:attempts", facts, bounds=SMALL).facts
    allowed = {"folder"} | ({"signal"} if protections().landlock < 6 else set())
    assert set(done) <= allowed
    assert "folder" in done
    assert secret.read_bytes() == b"key"


def test_memory_is_bounded_in_the_child_and_free_in_the_caller() -> None:
    assert ask_once(f"{TASKS}:hungry", 1 << 20, bounds=SMALL).facts == 1 << 20
    with pytest.raises(TooLargeError):
        ask_once(f"{TASKS}:hungry", 1 << 30, bounds=SMALL)


@pytest.mark.parametrize("task", ["busy", "asleep", "stuck_within"])
def test_who_takes_too_long_is_stopped_wherever_it_stands(task: str) -> None:
    begun = time.monotonic()
    with pytest.raises(RenderTimeoutError):
        ask_once(f"{TASKS}:{task}", bounds=SHORT)
    assert time.monotonic() - begun < 5
    assert not children()


def test_errors_cross_with_code_and_facts_but_name_only_what_the_caller_knows() -> None:
    with pytest.raises(DamagedFileError) as refusal:
        ask_once(f"{TASKS}:refusing", bounds=SMALL, source="a.pdf")
    assert (refusal.value.case, refusal.value.facts) == ("picture-page", {"number": 7})
    assert refusal.value.source == "a.pdf"
    with pytest.raises(DamagedFileError) as other:
        ask_once(f"{TASKS}:raising", bounds=SMALL, source="a.pdf")
    assert other.value.facts == {"reason": "RecursionError"}


def test_a_child_that_dies_is_told_apart_from_the_end() -> None:
    for task, case in (("dead", "decoder-died"), ("none_such", "undecodable")):
        with pytest.raises(DamagedFileError) as refusal:
            list(ask(f"{TASKS}:{task}", bounds=SMALL))
        assert refusal.value.case == case


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x80\x04\x95garbage",
        _HEAD.pack(1 << 60, 0),
        _HEAD.pack(2, 1 << 60) + b"{}",
        _HEAD.pack(2, 5) + b"{}abc",
        _HEAD.pack(3, 0) + b"{}}",
        _HEAD.pack(200_000, 0) + b"[" * 200_000,
        _HEAD.pack(2, 0) + b"\xff\xfe",
        _HEAD.pack(4, 0) + b"null",
    ],
)
def test_what_is_no_answer_is_damage(sent: bytes) -> None:
    with pytest.raises(DamagedFileError):
        ask_once(f"{TASKS}:lying", None, [sent], bounds=SMALL, source="a.pdf")


@pytest.mark.parametrize(
    "told",
    [
        {"error": "SystemExit", "case": "x", "facts": {}},
        {"error": "DamagedFileError", "case": ["x"], "facts": {"source": "b", "self": "c"}},
        {"error": "DamagedFileError", "case": "picture-page", "facts": {"number": {"a": 1}}},
        {"error": "DamagedFileError", "facts": {"a b": "c", "reason": "\x1b[2J" * 1000}},
        {"error": 5, "reason": ["x"]},
        {},
    ],
)
def test_told_errors_are_only_those_that_there_are_and_harm_no_terminal(told: object) -> None:
    with pytest.raises(DamagedFileError) as refusal:
        ask_once(f"{TASKS}:telling", told, bounds=SMALL, source="a.pdf")
    assert "\x1b" not in str(refusal.value)
    assert len(str(refusal.value)) < 1000


def test_nothing_is_left_when_the_caller_stops_early() -> None:
    ask_once(f"{TASKS}:echo", bounds=SMALL)  # the host stays, and the line to it
    before = _open_files()
    answers = ask(f"{TASKS}:lingering", bounds=SMALL)
    child = next(answers).facts
    assert child in children()
    answers.close()  # type: ignore[attr-defined]
    assert not Path(f"/proc/{child}").exists()
    assert _open_files() == before


def test_many_callers_have_a_child_each() -> None:
    found: list[Answer] = []

    def one(number: int) -> None:
        found.append(ask_once(f"{TASKS}:echo", number, [bytes([number]) * 70_000], bounds=SMALL))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((a.facts, a.data[0]) for a in found) == [(n, n) for n in range(6)]


def test_a_host_that_was_ended_is_started_again() -> None:
    ask_once(f"{TASKS}:echo", bounds=SMALL)
    (host,) = asking._hosts
    os.kill(host._process.pid, signal.SIGKILL)
    assert ask_once(f"{TASKS}:echo", 1, bounds=SMALL).facts == 1


def test_a_host_that_cannot_be_started_is_told_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking._end()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(NoChildError) as refusal:
        ask_once(f"{TASKS}:echo", bounds=SMALL)
    assert (refusal.value.case, refusal.value.temporary) == ("refused", True)
    assert refusal.value.remedy()
    before = _open_files()
    with pytest.raises(NoChildError):
        ask_once(f"{TASKS}:echo", bounds=SMALL)
    monkeypatch.undo()
    assert ask_once(f"{TASKS}:echo", 1, bounds=SMALL).facts == 1
    asking._end()
    assert _open_files() <= before


def test_a_process_that_the_system_refuses_ends_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ask(f"{TASKS}:several", 3, bounds=SMALL)
    assert next(answers).facts == 0
    (host,) = asking._hosts
    monkeypatch.setattr(host, "_said", lambda *_: -errno.EAGAIN)
    with pytest.raises(NoChildError) as refusal:
        ask_once(f"{TASKS}:echo", bounds=SMALL)
    assert refusal.value.facts == {"reason": "EAGAIN"}
    monkeypatch.undo()
    assert [a.facts for a in answers] == [1, 2]


def test_only_so_many_children_work_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_places", threading.BoundedSemaphore(1))
    answers = ask(f"{TASKS}:several", 2, bounds=SMALL)
    assert next(answers).facts == 0
    assert ask_once(f"{TASKS}:echo", 1, bounds=SMALL).facts == 1  # within the first one
    refused: list[str | None] = []

    def another() -> None:
        try:
            ask_once(f"{TASKS}:echo", bounds=SHORT)
        except NoChildError as error:
            refused.append(error.case)

    for expected in (["busy"], ["busy"]):
        thread = threading.Thread(target=another)
        thread.start()
        thread.join()
        assert refused == expected
        assert [a.facts for a in answers] in ([1], [])


def test_all_ends_with_the_caller() -> None:
    program = (
        "import os, sys\n"
        "from pipeline.confined.ask import Bounds, ask\n"
        "answers = ask('tests.pipeline.confined.tasks:lingering', bounds=Bounds())\n"
        "print(next(answers).facts, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    root = str(Path(__file__).parents[3])
    environment = {"PATH": os.defpath, "PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=False
    )
    child = Path("/proc", done.stdout.decode().strip())
    until = time.monotonic() + 5
    while child.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not child.exists()


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
