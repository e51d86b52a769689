"""The commands of the manual, as they stand there: each exists, with these words and options."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import typer
from typer.main import get_command

from cli.main import app as command_line
from tests.test_docs import DOCUMENTS, ROOT, read

_FENCE = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`(motlan [^`\n]+)`")
_ASSIGNED = re.compile(r"^(?:[A-Z_]+=\S+ +)+(?=motlan )")
_UNITS = re.compile(r"motlan-[a-z]+@?")
_ELLIPSIS = ("…", "...", "|", "<", "{", "[", "COMMAND")
"""What shows that a line is not a command as it is typed."""

LOSSES = (
    "lost-index",
    "lost-database",
    "lost-store",
    "full-disk",
    "dead-timestamp-authority",
    "stopped-audit-chain",
    "another-machine",
    "rotation-of-keys",
)


def lines(document: Path) -> Iterator[str]:
    """Yield the commands of a document: lines of blocks, and code in the text."""
    text = read(document)
    for block in _FENCE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            yield _ASSIGNED.sub("", line.strip().removeprefix("$ "))
    yield from _CODE.findall(_FENCE.sub("", text))


def typed(document: Path) -> list[str]:
    return [
        line
        for line in lines(document)
        if line.startswith("motlan ") and not any(mark in line for mark in _ELLIPSIS)
    ]


def problem(line: str) -> str | None:
    """Say what is wrong with a command; None if the command line takes it."""
    words = shlex.split(line, comments=True)[1:]
    command: Any = get_command(command_line)
    context = typer.Context(command, info_name="motlan")
    while hasattr(command, "get_command") and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        if found is None:
            return f"no command {words[0]}"
        found = found._entry.load() if hasattr(found, "_entry") else found
        command, context = found, typer.Context(found, parent=context, info_name=words.pop(0))
    try:
        options, rest, _ = command.make_parser(context).parse_args(list(words))
    except Exception as error:
        if not isinstance(error, typer.BadParameter.__bases__):
            raise
        return str(error)
    if hasattr(command, "get_command"):
        return None  # a group that is only named
    return f"too many words: {rest}" if rest else _unfit(command, options)


def _unfit(command: Any, options: dict[str, Any]) -> str | None:
    """Say which word is none of those that its option or argument may have."""
    kinds = get_type_hints(inspect.unwrap(command.callback))
    for name, value in options.items():
        kind = kinds.get(name)
        if isinstance(kind, type) and issubclass(kind, Enum) and isinstance(value, str):
            allowed = [each.value for each in kind]
            if value not in allowed and not value.isupper():
                return f"{name}: {value} is none of {allowed}"
    return None


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if typed(d)], ids=str)
def test_every_command_is_taken_as_it_stands(document: Path) -> None:
    wrong = {line: told for line in typed(document) if (told := problem(line))}
    assert not wrong


@pytest.mark.parametrize(
    "line",
    [
        "motlan audit prove",
        "motlan reindex --fast",
        "motlan restore a b",
        "motlan doctor --role center",
        "motlan keys renew agency --reason x",
    ],
)
def test_a_command_that_does_not_exist_would_be_found(line: str) -> None:
    assert problem(line)


def test_there_is_a_runbook_for_every_loss_with_commands() -> None:
    text = (ROOT / "docs" / "runbooks.md").read_text("utf-8")
    parts = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    found = {title.lower().replace(" ", "-"): part for title, part in parts.items()}
    assert set(LOSSES) == set(found)
    for title, part in found.items():
        assert re.search(r"^motlan ", part, re.MULTILINE), title
        assert f"(#{title})" in text, title


def test_units_of_the_manual_are_shipped() -> None:
    shipped = {path.stem for path in (ROOT / "packaging" / "systemd").glob("*.service")}
    for document in DOCUMENTS:
        for line in lines(document):
            if line.startswith(("systemctl", "journalctl")) and "{" not in line:
                assert set(_UNITS.findall(line)) <= shipped, line
