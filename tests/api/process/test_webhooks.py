"""Deliveries to a real HTTP server that sometimes refuses."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from api.process.webhooks import Webhook, Webhooks, signature
from storage.database import Database
from storage.papers.ledger import PaperLedger
from tests.servers import free_ports
from tests.storage.records import NOW, paper_id

SECRET = "s" * 32


class Receiver(ThreadingHTTPServer):
    """Takes what is rightly signed, unless it is told to refuse."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.refuse = False
        self.seen: list[int] = []
        self.attempts = 0


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        expected = signature(SECRET, self.headers["Motlan-Timestamp"], body)
        right = expected == self.headers["Motlan-Signature"] and not self.server.refuse
        self.server.attempts += 1
        if right:
            self.server.seen += [change["number"] for change in json.loads(body)["changes"]]
        self.send_response(200 if right else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""


class Clock:
    now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[PaperLedger]:
    opened = PaperLedger(Database(tmp_path / "ledger.sqlite"))
    yield opened
    opened.database.close()


def change(ledger: PaperLedger, *numbers: int) -> None:
    for number in numbers:
        ledger.receive(paper_id(number))
        ledger.stored(paper_id(number), 1)


def hooks(tmp_path: Path, port: int, ledger: PaperLedger, clock: Clock) -> Webhooks:
    hook = Webhook.model_validate(
        {"id": "case-system", "url": f"http://127.0.0.1:{port}/motlan", "secret": SECRET}
    )
    return Webhooks(Database(tmp_path / "hooks.sqlite"), [hook], ledger, clock=clock)


def test_each_change_is_told_once_and_in_order(
    receiver: Receiver, ledger: PaperLedger, tmp_path: Path
) -> None:
    made = hooks(tmp_path, receiver.server_port, ledger, Clock())
    change(ledger, *range(1, 251))
    assert made.deliver() == 250
    assert made.deliver() == 0
    assert receiver.seen == list(range(1, 251))
    assert receiver.attempts == 3
    made.close()


def test_what_was_refused_comes_again_later_and_later(
    receiver: Receiver, ledger: PaperLedger, tmp_path: Path
) -> None:
    clock = Clock()
    made = hooks(tmp_path, receiver.server_port, ledger, clock)
    change(ledger, 1)
    receiver.refuse = True
    waits = []
    for _ in range(4):
        attempts = receiver.attempts
        start = clock.now
        while receiver.attempts == attempts:
            made.deliver()
            clock.now += dt.timedelta(seconds=5)
        waits.append((clock.now - start).total_seconds())
    assert waits == sorted(waits)
    assert waits[-1] >= 35
    change(ledger, 2)
    receiver.refuse = False
    clock.now += dt.timedelta(hours=2)
    assert made.deliver() == 2
    assert receiver.seen == [1, 2]
    made.close()


def test_a_restart_forgets_nothing(receiver: Receiver, ledger: PaperLedger, tmp_path: Path) -> None:
    change(ledger, 1)
    first = hooks(tmp_path, receiver.server_port, ledger, Clock())
    first.deliver()
    first.close()
    change(ledger, 2)
    second = hooks(tmp_path, receiver.server_port, ledger, Clock())
    second.deliver()
    second.close()
    assert receiver.seen == [1, 2]


def test_nobody_there_is_no_error(ledger: PaperLedger, tmp_path: Path) -> None:
    change(ledger, 1)
    made = hooks(tmp_path, free_ports(1)[0], ledger, Clock())
    assert made.deliver() == 0
    made.close()


def test_another_secret_makes_another_signature() -> None:
    assert signature(SECRET, "1", b"x") != signature("t" * 32, "1", b"x")
    assert signature(SECRET, "1", b"x") != signature(SECRET, "2", b"x")


def test_the_file_of_hooks(tmp_path: Path) -> None:
    path = tmp_path / "webhooks.toml"
    path.write_text(
        f'[[webhooks]]\nid = "a1"\nurl = "https://case.example/x"\nsecret = "{SECRET}"\n', "utf-8"
    )
    (hook,) = Webhooks.load(path)
    assert hook.id == "a1"
    assert SECRET not in repr(hook)
    path.write_text('[[webhooks]]\nid = "a1"\nurl = "x"\nsecret = "short"\n', "utf-8")
    with pytest.raises(ValueError, match="Webhook"):
        Webhooks.load(path)


class Nonsense(BaseHTTPRequestHandler):
    """Answers that a body is packed, and sends something else."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", "9")
        self.end_headers()
        self.wfile.write(b"not gzip!")

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""


def test_a_receiver_that_answers_nonsense_stops_no_other(
    receiver: Receiver, ledger: PaperLedger, tmp_path: Path
) -> None:
    other = ThreadingHTTPServer(("127.0.0.1", 0), Nonsense)
    thread = threading.Thread(target=other.serve_forever)
    thread.start()
    change(ledger, 1, 2)
    ports = {
        "nonsense": other.server_port,
        "nobody": free_ports(1)[0],
        "ours": receiver.server_port,
    }
    hooks = [
        Webhook.model_validate(
            {"id": name, "url": f"http://127.0.0.1:{port}/motlan", "secret": SECRET}
        )
        for name, port in ports.items()
    ]
    made = Webhooks(Database(tmp_path / "hooks.sqlite"), hooks, ledger, clock=Clock())
    made.deliver()
    change(ledger, 3)
    made.deliver()
    assert receiver.seen == [1, 2, 3]
    assert made.lags() == {"nonsense": (0, 0), "nobody": (3, 1), "ours": (0, 0)}
    made.close()
    other.shutdown()
    thread.join()
    other.server_close()
