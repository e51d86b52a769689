"""Logs of all processes: one line per event, as text for people or as JSON for programs.

No line contains personal data. What our own code logs is an event without values, and facts of
known kinds beside it. Whatever comes from elsewhere may quote a value, so that

* an exception shows its type and where it was raised, never its message,
* the server, the migrations and Prefect are quoted without anything in quotes, without addresses
  beyond their host and without long numbers,
* of any other library only the place in its code is shown, where the message can be looked up.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TextIO

from app.operation.log_scope import LogForm, scope_here
from schemas.errors import MotlanError

__all__ = ["FIELDS", "ConsoleLines", "JsonLines", "begin_logs", "configured", "told"]

FIELDS = (
    "request",
    "paper",
    "method",
    "route",
    "status",
    "seconds",
    "code",
    "case",
    "told",
    "error",
    "at",
    "task",
    "step",
    "batch",
    "shard",
    "hook",
    "failures",
    "wait_seconds",
    "exit_status",
    "media_type",
    "version",
    "schema",
)
"""The facts that a line may bear, in this order; nothing else of `extra` is written."""

_OURS = ("api", "app", "cli", "extractors", "flows", "motlan", "pipeline", "storage", "web")
_QUOTED = ("alembic", "prefect", "uvicorn")
_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*://)(?:[^\s/@]*@)?([^\s/?#'\"]*)[^\s'\"]*")
_QUOTE = re.compile(r"(['\"]).*\1", re.DOTALL)
_NUMBER = re.compile(r"(?<![0-9A-Fa-f])\d(?:[\s.-]?\d){7,}(?![0-9A-Fa-f])")
_FRAMES = 12
_ROOT = Path(__file__).resolve().parents[2]


def told(error: MotlanError) -> dict[str, str]:
    """Return the facts of an error for a log line, as `extra`.

    Its sentence, with file or server, is told only if it concerns the installation: the source of
    any other error may be a file that somebody named after a person.
    """
    facts = {"code": error.code, "case": error.case or ""}
    if error.temporary or error.blames_installation:
        facts["told"] = str(error)
    return facts


def begin_logs(form: LogForm, *, service: bool = False) -> None:
    """Let this process log to standard error; may be called again.

    Args:
        form: Text or JSON.
        service: Whether this is a process that nobody watches: it logs what it does, too, and how
            it ends if it fails.
    """
    handler = StderrLines()
    handler.setFormatter(JsonLines() if form == "json" else ConsoleLines())
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, StderrLines)]:
        root.removeHandler(old)
    root.addHandler(handler)
    level = logging.INFO if service or form == "json" else logging.WARNING
    for name in (*_OURS, *_QUOTED):
        logging.getLogger(name).setLevel(level)
    if service or form == "json":
        sys.excepthook = _ended_by
        threading.excepthook = _thread_ended_by


def configured() -> logging.Formatter:
    """Return the formatter that `MOTLAN_LOG` asks for; for configurations of other programs."""
    from app.settings import Settings

    return JsonLines() if Settings.read().log == "json" else ConsoleLines()


class JsonLines(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record."""
        head = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        return json.dumps(head | _facts(record), ensure_ascii=False)


class ConsoleLines(logging.Formatter):
    """One line of text, for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record."""
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        at = _moment(record).astimezone().strftime("%H:%M:%S")
        return f"{at} {record.levelname.lower()} {record.name}: {_event(record)} {facts}".rstrip()


class StderrLines(logging.StreamHandler[TextIO]):
    """Writes to what standard error is when a line is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Standard error."""
        return sys.stderr


def _moment(record: logging.LogRecord) -> dt.datetime:
    return dt.datetime.fromtimestamp(record.created, dt.UTC)


def _event(record: logging.LogRecord) -> str:
    family = record.name.partition(".")[0]
    if family in _OURS:
        return _without_values(str(record.msg))
    if family in _QUOTED:
        first = record.getMessage().strip().partition("\n")[0]
        return _QUOTE.sub("…", _without_values(first))
    return "message of a library"


def _facts(record: logging.LogRecord) -> dict[str, str | int | float]:
    found = dict(_scope_facts())
    family = record.name.partition(".")[0]
    if family in _OURS:
        found |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
    elif family not in _QUOTED:
        found["at"] = f"{record.module}.py:{record.lineno}"
    if record.exc_info and (error := record.exc_info[1]):
        found |= _raised(error)
    if "told" in found:
        found["told"] = _without_values(str(found["told"]))
    return {name: found[name] for name in FIELDS if found.get(name) not in (None, "")}


def _scope_facts() -> Iterator[tuple[str, str]]:
    if scope := scope_here():
        yield "request", scope.request
        yield "paper", scope.paper


def _raised(error: BaseException) -> Mapping[str, str]:
    """Return the type of an exception and the calls that led to it, innermost first."""
    facts = told(error) if isinstance(error, MotlanError) else {}
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{_short(frame.filename)}:{frame.lineno}" for frame in reversed(frames)]
    causes = [type(error).__name__]
    while (cause := error.__cause__) is not None and len(causes) < _FRAMES:
        error = cause
        causes.append(type(error).__name__)
    return {"error": " from ".join(causes), "at": " < ".join(places), **facts}


def _short(path: str) -> str:
    file = Path(path)
    if file.is_relative_to(_ROOT) and "site-packages" not in file.parts:
        return str(file.relative_to(_ROOT))
    return "/".join(file.parts[-2:])


def _without_values(text: str) -> str:
    """Hide long numbers, and of addresses all but the host."""
    return _NUMBER.sub("…", _ADDRESS.sub(r"\1\2", text))


def _ended_by(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("motlan").critical("ends", exc_info=(kind, error, trace))


def _thread_ended_by(ended: threading.ExceptHookArgs) -> None:
    error = ended.exc_value
    if error is not None:
        caught = (ended.exc_type, error, ended.exc_traceback)
        logging.getLogger("motlan").error("a thread ends", exc_info=caught)
