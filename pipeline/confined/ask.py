"""The caller's side: asks a confined child, and takes its answers with care."""

from __future__ import annotations

import atexit
import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.confined.frames import (
    Answer,
    BrokenFrameError,
    LateFrameError,
    receive,
    stored,
)
from pipeline.errors import (
    DamagedFileError,
    NoChildError,
    PipelineError,
    RenderTimeoutError,
    TooLargeError,
)
from schemas.text.shown import shown_name

__all__ = ["Bounds", "ask", "ask_once"]

_LONGEST_FACT = 300
_LONGEST_REPLY = 64
_PLACES = ("/usr/local/bin", "/usr/bin", "/bin")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use up.

    Attributes:
        memory_bytes: Memory beyond what it begins with.
        cpu_seconds: Processor time up to the first answer, and again for each further one.
        seconds: Time that the caller waits in all.
        seconds_per_answer: What each answer adds to it.
        answer_bytes: Size of the raw bytes of one answer.
        written_bytes: Size of a file that it, or a tool that it starts, may write.
    """

    memory_bytes: int = 2 << 30
    cpu_seconds: int = 30
    seconds: float = 40.0
    seconds_per_answer: float = 0.0
    answer_bytes: int = 512 << 20
    written_bytes: int = 1 << 30


def ask_once(
    task: str,
    facts: Any = None,
    blobs: Sequence[bytes] = (),
    *,
    bounds: Bounds,
    source: str | None = None,
    folder: str | None = None,
    network: bool = False,
) -> Answer:
    """Return the only answer to a question; see `ask`."""
    answers = list(
        ask(task, facts, blobs, bounds=bounds, source=source, folder=folder, network=network)
    )
    if len(answers) != 1:
        raise DamagedFileError("decoder-died", source=source)
    return answers[0]


def ask(
    task: str,
    facts: Any = None,
    blobs: Sequence[bytes] = (),
    *,
    bounds: Bounds,
    source: str | None = None,
    folder: str | None = None,
    network: bool = False,
) -> Iterator[Answer]:
    """Let a child do what a task does, and yield what it answers.

    The child is one answer ahead of the caller at most. Only the time that the caller waits counts,
    not the time that it spends on an answer. The task is named, not given: the module that reads
    foreign bytes need not even be imported here.

    Args:
        task: `module:function`; the function takes a `Question` and yields `Answer`s.
        facts: Plain data for the task.
        blobs: The foreign bytes.
        bounds: What the child may use up.
        source: Name of the file, for messages.
        folder: Where the child may write; None: a folder of its own that is deleted afterwards.
        network: Whether it may ask other machines.

    Raises:
        NoChildError: This machine cannot start a child, or too many are at work.
        PipelineError: As the task raises.
        DamagedFileError: The child broke down.
        TooLargeError: It wanted too much memory.
        RenderTimeoutError: It took too long.
    """
    with (
        _room(bounds.seconds, source),
        tempfile.TemporaryDirectory(prefix="motlan-") as own,
        _child(_order(task, folder or own, bounds, network), stored(facts, blobs)) as answering,
    ):
        left = bounds.seconds
        while True:
            begun = time.monotonic()
            answer = _next(answering, left, bounds, source)
            if answer is None:
                return
            left += bounds.seconds_per_answer - (time.monotonic() - begun)
            yield answer


def _order(task: str, folder: str, bounds: Bounds, network: bool) -> dict[str, Any]:
    return {
        "task": task,
        "folder": folder,
        "network": network,
        "memory": bounds.memory_bytes,
        "cpu": bounds.cpu_seconds,
        "written": bounds.written_bytes,
    }


def _next(answering: int, seconds: float, bounds: Bounds, source: str | None) -> Answer | None:
    """Receive the next answer; None at the end."""
    try:
        answer = receive(answering, max(0.0, seconds), bounds.answer_bytes)
    except LateFrameError:
        raise RenderTimeoutError("decoding", source=source) from None
    except BrokenFrameError:
        raise DamagedFileError("decoder-died", source=source) from None
    if answer is None or not isinstance(answer.facts, dict):
        raise DamagedFileError("decoder-died", source=source)
    if "answer" in answer.facts:
        return Answer(answer.facts["answer"], answer.data)
    if answer.facts.get("done") is True:
        return None
    raise _error(answer.facts, source)


def _error(told: dict[str, Any], source: str | None) -> PipelineError:
    """Return the error that a child told: of a known kind, with facts that are shown safely."""
    name = told.get("error")
    if name == "MemoryError":
        return TooLargeError("memory", source=source)
    for kind in _kinds(PipelineError):
        if kind.__name__ == name:
            case, facts = told.get("case"), told.get("facts")
            safe = {_safe(key): _safe(value) for key, value in _items(facts) if key.isidentifier()}
            return kind(case if isinstance(case, str) else None, source=source, **safe)
    reason = told.get("reason")
    return DamagedFileError("undecodable", reason=_safe(reason or "?"), source=source)


def _items(facts: object) -> Iterator[tuple[str, Any]]:
    for key, value in facts.items() if isinstance(facts, dict) else ():
        if key not in ("case", "source", "self") and isinstance(value, str | int | float):
            yield key, value


def _safe(value: Any) -> Any:
    return shown_name(value)[:_LONGEST_FACT] if isinstance(value, str) else value


def _kinds(base: type[PipelineError]) -> Iterator[type[PipelineError]]:
    yield base
    for kind in base.__subclasses__():
        yield from _kinds(kind)


@contextmanager
def _child(order: dict[str, Any], asked: int) -> Iterator[int]:
    """Start a child; end it, whatever happens, with the tools that it started."""
    try:
        answering, telling = os.pipe2(os.O_CLOEXEC)
        try:
            host, child = _start(order, telling, asked)
        except OSError as error:
            os.close(answering)
            raise NoChildError("refused", reason=_reason(error)) from error
        except BaseException:
            os.close(answering)
            raise
        finally:
            os.close(telling)
    finally:
        os.close(asked)
    try:
        yield answering
    finally:
        os.close(answering)
        host.forget(child)


class _RefusedError(OSError):
    """The system gives the host no further process; those that it has go on."""


def _reason(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


_MOST = max(8, 4 * (os.cpu_count() or 1))
"""How many children of this process work at once; each may take memory for itself."""
_places = threading.BoundedSemaphore(_MOST)
_holders: Counter[int] = Counter()
_holding = threading.Lock()


@contextmanager
def _room(seconds: float, source: str | None) -> Iterator[None]:
    """Wait until fewer children are at work.

    A thread that has a place needs no second one: it asks about a page while it reads the file, and
    several that wait for each other would wait for ever.
    """
    thread = threading.get_ident()
    with _holding:
        first = not _holders[thread]
        _holders[thread] += 1
    try:
        if first and not _places.acquire(timeout=seconds):
            raise NoChildError("busy", source=source)
        try:
            yield
        finally:
            if first:
                _places.release()
    finally:
        with _holding:
            _holders[thread] -= 1
            if not _holders[thread]:
                del _holders[thread]


class _Host:
    """The process that forks children, and the line to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        paths = [path or str(Path.cwd()) for path in sys.path]
        program = (
            f"import sys; sys.path[:] = {paths!r}; from pipeline.confined.host import serve; "
            f"serve({theirs.fileno()})"
        )
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-c", program],
                env={"PATH": os.pathsep.join(_tools()), "LANG": "C.UTF-8"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._line = ours
        self._lock = threading.Lock()

    def start(self, order: dict[str, Any], telling: int, asked: int) -> int:
        """Return the number of a child that has begun with an order."""
        child = self._said(order, telling, asked)
        if child < 0:
            raise _RefusedError(-child, os.strerror(-child))
        return child

    def forget(self, child: int) -> None:
        """End a child and wait for its end."""
        with suppress(OSError):
            self._said({"forget": child})

    def _said(self, order: dict[str, Any], *descriptors: int) -> int:
        with self._lock:
            try:
                socket.send_fds(self._line, [json.dumps(order).encode()], descriptors)
                answer = self._line.recv(_LONGEST_REPLY)
            except BaseException:  # the next reply would be taken for that to the next order
                self._line.close()
                raise
        if not answer:
            raise ConnectionResetError
        return int(answer)

    def close(self) -> None:
        """End the process and its children."""
        self._line.close()
        self._process.wait()


def _tools() -> Iterator[str]:
    """Yield the folders of the programs that children start."""
    found = shutil.which("pdftoppm")
    if found:
        yield str(Path(found).parent)
    yield from _PLACES


_guard = threading.Lock()
_hosts: list[_Host] = []


def _start(order: dict[str, Any], telling: int, asked: int) -> tuple[_Host, int]:
    """Start a child; once more with a new host if the old one was ended by somebody."""
    host = _host()
    try:
        return host, host.start(order, telling, asked)
    except _RefusedError:
        raise
    except OSError:
        with _guard:
            if host in _hosts:
                _hosts.remove(host)
                host.close()
        host = _host()
        return host, host.start(order, telling, asked)


def _host() -> _Host:
    with _guard:
        if not _hosts:
            _hosts.append(_Host())
        return _hosts[0]


def _begin_anew() -> None:
    """Leave the host to the process that started it: its line is not for two."""
    global _guard, _holding, _places
    _guard, _holding = threading.Lock(), threading.Lock()
    _places = threading.BoundedSemaphore(_MOST)
    _holders.clear()
    for host in _hosts:
        host._line.close()
        host._process.returncode = 0  # not ours to wait for
    _hosts.clear()


def _end() -> None:
    while _hosts:
        _hosts.pop().close()


atexit.register(_end)
os.register_at_fork(after_in_child=_begin_anew)
