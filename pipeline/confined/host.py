"""The process that forks one child per question.

It knows Python's modules and nothing else: no environment, no settings, no open file of the
process that started it. A child gets the question, confines itself, and only then looks at it.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.confined.frames import Answer, Question, send, taken
from pipeline.confined.sandbox import confine, end_with_parent, lower
from schemas.errors import MotlanError

__all__ = ["LARGEST_ORDER", "serve"]

LARGEST_ORDER = 1 << 16
_Task = Callable[[Question], Iterator[Answer]]


def serve(descriptor: int) -> None:
    """Fork a child for each order until the other end of a socket is closed.

    Args:
        descriptor: A socket of sequenced packets: orders with two descriptors each (where to
            answer, and the question), and notes about children that may be forgotten. The reply is
            the number of the child, or a negative one: why the system refuses another process.
    """
    children: set[int] = set()
    clean = dict(os.environ)
    with socket.socket(fileno=descriptor) as control:
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, LARGEST_ORDER, 2)
            if not message:
                break
            order = json.loads(message)
            if "forget" in order:
                _forget(order["forget"], children)
                control.send(b"0")
                continue
            _learn(order["task"])
            gc.freeze()  # else each child would copy what its collector touches
            try:
                child = os.fork()
            except OSError as error:  # the children that there are go on
                for each in descriptors:
                    os.close(each)
                control.send(str(-(error.errno or 1)).encode())
                continue
            if child == 0:
                control.close()
                _answer({**order, "environment": clean}, *descriptors)
            with suppress(OSError):  # the child has done it, or has ended
                os.setpgid(child, child)
            children.add(child)
            for each in descriptors:
                os.close(each)
            control.send(str(child).encode())
    for child in list(children):
        _forget(child, children)


def _forget(child: int, children: set[int]) -> None:
    """End a child with the tools that it started, and wait for it: its number is free then."""
    if child not in children:
        return
    children.discard(child)
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _learn(task: str) -> None:
    """Import the module of a task once, so that its children need not."""
    with suppress(Exception):  # the child fails in the same way, and says so
        import_module(task.partition(":")[0])


def _answer(order: dict[str, Any], answering: int, asked: int) -> None:
    """Run in the child; never returns."""
    try:
        os.setpgid(0, 0)
        end_with_parent()
        quiet = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(quiet, standard)
        os.environ.clear()  # libraries that were imported here may have added to it
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        tempfile.tempdir = order["folder"]
        _bind(order)
        confine(order["folder"], network=order["network"])
        _tell(answering, order, taken(asked, order["folder"]))
    except BaseException:  # nothing may come back to the loop that forked this process
        os._exit(1)
    os._exit(0)


def _tell(answering: int, order: dict[str, Any], question: Question) -> None:
    """Send the answers of a task, then that it is done, or why not."""
    try:
        module, _, name = order["task"].partition(":")
        task: _Task = getattr(import_module(module), name)
        for answer in task(question):
            send(answering, Answer({"answer": answer.facts}, answer.data))
            _more_time(order)
        last: dict[str, Any] = {"done": True}
    except MotlanError as error:
        facts = {name: value for name, value in error.facts.items() if _is_plain(value)}
        last = {"error": type(error).__name__, "case": error.case, "facts": facts}
    except MemoryError:
        last = {"error": "MemoryError"}
    except (BrokenPipeError, ConnectionResetError):
        return  # nobody waits for the answer any more
    except Exception as error:  # a hostile file can make parsers raise anything
        last = {"error": "", "reason": type(error).__name__}
    send(answering, Answer(last))


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _bind(order: dict[str, Any]) -> None:
    status = Path("/proc/self/statm").read_text(encoding="ascii")
    used = int(status.split()[0]) * resource.getpagesize()
    lower(resource.RLIMIT_AS, used + order["memory"])
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_FSIZE, order["written"])
    _more_time(order)


def _more_time(order: dict[str, Any]) -> None:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = int(spent.ru_utime + spent.ru_stime) + order["cpu"]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


if __name__ == "__main__":
    serve(int(sys.argv[1]))
