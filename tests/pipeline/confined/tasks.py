"""Tasks that try what a broken decoder would."""

from __future__ import annotations

import fcntl
import os
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.confined.frames import Answer, Question, send
from pipeline.errors import DamagedFileError


def echo(question: Question) -> Iterator[Answer]:
    yield Answer(question.facts, b"".join(question.blobs))


def several(question: Question) -> Iterator[Answer]:
    for number in range(question.facts):
        yield Answer(number)


def environment(question: Question) -> Iterator[Answer]:
    tool = subprocess.run(["env"], capture_output=True, check=True)
    yield Answer([sorted(os.environ), tool.stdout.decode()])


def attempts(question: Question) -> Iterator[Answer]:
    """Try everything that is forbidden, and tell what went through."""
    target, port, parent = question.facts
    tries: dict[str, Callable[[], Any]] = {
        "read": lambda: Path(target).read_bytes(),
        "list": lambda: os.listdir(Path(target).parent),  # noqa: PTH208
        "write": lambda: Path(target).with_name("new").write_text("x"),
        "append": lambda: os.open(target, os.O_WRONLY | os.O_APPEND),
        "delete": lambda: Path(target).unlink(),
        "secrets": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "password": lambda: Path("/etc/passwd").read_bytes(),
        "connect": lambda: socket.create_connection(("127.0.0.1", port), timeout=2),
        "listen": lambda: socket.create_server(("127.0.0.1", 0)),
        "packet": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "local": lambda: socket.socket(socket.AF_UNIX),
        "signal": lambda: os.kill(parent, 0),
        "tool": lambda: subprocess.run(["cat", target], check=True, capture_output=True),
        "link": lambda: Path(question.folder, "link").symlink_to(target),
        "run": lambda: _run_own(Path(question.folder, "tool")),
        "folder": lambda: Path(question.folder, "mine").write_text("x"),
    }
    done = []
    for name, attempt in tries.items():
        try:
            attempt()
        except (OSError, subprocess.CalledProcessError):
            continue
        done.append(name)
    yield Answer(done)


def _run_own(tool: Path) -> None:
    tool.write_text("#!/bin/sh\n", "utf-8")
    tool.chmod(0o700)
    subprocess.run([tool], check=True)


def hungry(question: Question) -> Iterator[Answer]:
    yield Answer(len(bytearray(question.facts)))


def busy(question: Question) -> Iterator[Answer]:
    while True:
        pass
    yield Answer()


def asleep(question: Question) -> Iterator[Answer]:
    subprocess.run(["sleep", "60"], check=False)
    yield Answer()


def dead(question: Question) -> Iterator[Answer]:
    yield Answer()
    os._exit(0)


def refusing(question: Question) -> Iterator[Answer]:
    raise DamagedFileError("picture-page", number=7, source="\x1b[2J")
    yield Answer()


def raising(question: Question) -> Iterator[Answer]:
    raise RecursionError("a\x1b[2J")
    yield Answer()


def stuck_within(question: Question) -> Iterator[Answer]:
    """Send the begin of an answer, as who wants to hold the caller for ever."""
    _to_the_caller(b"\0" * 9)
    time.sleep(60)
    yield Answer()


def lying(question: Question) -> Iterator[Answer]:
    """Send raw bytes of the test's choice in place of an answer."""
    _to_the_caller(question.blobs[0])
    os._exit(0)
    yield Answer()


def telling(question: Question) -> Iterator[Answer]:
    """Send a whole answer that the loop of the child would never send."""
    send(_pipe(), Answer(question.facts))
    os._exit(0)
    yield Answer()


def _to_the_caller(data: bytes) -> None:
    os.write(_pipe(), data)


def _pipe() -> int:
    """Find the descriptor of the answers: the only pipe that is open for writing."""
    for number in range(3, 64):
        with suppress(OSError):
            writes = fcntl.fcntl(number, fcntl.F_GETFL) & os.O_WRONLY
            if writes and stat.S_ISFIFO(os.fstat(number).st_mode):
                return number
    raise LookupError


def lingering(question: Question) -> Iterator[Answer]:
    yield Answer(os.getpid())
    time.sleep(60)
