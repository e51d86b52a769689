"""What a log line belongs to: the request or step that is being worked on.

The identifier of a request is the one in its audit entries, so that a line of the log leads to who
asked and why, which no log says.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "LogForm",
    "LogScope",
    "log_scope",
    "new_request",
    "note_code",
    "scope_here",
    "set_paper",
]

LogForm = Literal["console", "json"]


@dataclass(slots=True)
class LogScope:
    """What is known of the work at hand.

    Attributes:
        request: Correlation ID, as in the audit chain.
        paper: SHA-256 of the original of the paper concerned; empty before one is known.
        code: Code of the error with which it was refused; empty if it was not.
    """

    request: str
    paper: str = ""
    code: str = ""


_here: ContextVar[LogScope | None] = ContextVar("log_scope", default=None)


@contextmanager
def log_scope(request: str = "", *, paper: str = "") -> Iterator[LogScope]:
    """Let every log line and audit entry inside the block belong together.

    Args:
        request: Correlation ID; empty: a new one.
        paper: The paper concerned, if it is known yet.
    """
    scope = LogScope(request or uuid.uuid4().hex, paper)
    token = _here.set(scope)
    try:
        yield scope
    finally:
        _here.reset(token)


def scope_here() -> LogScope | None:
    """Return the scope of the work at hand; None outside any."""
    return _here.get()


def note_code(code: str) -> None:
    """Note the code of the error with which the work at hand is refused."""
    if scope := _here.get():
        scope.code = code


def set_paper(paper_id: str) -> None:
    """Note the paper that the work at hand concerns; the first one counts."""
    scope = _here.get()
    if scope and not scope.paper:
        scope.paper = paper_id


def new_request() -> str:
    """Return the correlation ID of the work at hand, or a new one outside any scope."""
    scope = _here.get()
    return scope.request if scope else uuid.uuid4().hex
