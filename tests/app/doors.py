"""Follows what a route or command calls, to the verbs that write audit entries themselves.

Nothing is guessed from names: a name in the body of a function is looked up where the function
stands, and what it means is followed if it is a function or a table of functions of this product.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from typer.core import TyperGroup
from typer.main import get_command

from storage.audit.chain import Action
from tests.packages import PACKAGES

__all__ = ["Door", "audited_actions", "commands", "routes"]


@dataclass(frozen=True, slots=True)
class Door:
    """A route or a command, and the function behind it."""

    name: str
    opens: Callable[..., Any]


def routes(part: FastAPI | APIRouter) -> Iterator[Door]:
    """Yield the routes of an application, but not those of what is mounted in it."""
    for route in part.routes:
        if isinstance(route, APIRoute):
            for method in sorted(route.methods or ()):
                yield Door(f"{method} {route.path}", route.endpoint)
        elif isinstance(included := getattr(route, "original_router", None), APIRouter):
            yield from routes(included)


def commands(app: Any) -> Iterator[Door]:
    """Yield the commands of a command line, however deep, by their words."""
    yield from _commands(get_command(app), ())


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[Door]:
    entry = getattr(command, "_entry", None)
    if entry is not None:
        command = entry.load()
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            yield from _commands(each, (*words, name))
    elif command.callback is not None:
        yield Door(" ".join(words), inspect.unwrap(command.callback))


def audited_actions(function: Callable[..., Any]) -> frozenset[Action]:
    """Return what a function may note, itself or by what it calls."""
    found: set[Action] = set()
    seen: set[FunctionType] = set()
    waiting = [_plain(function)]
    while waiting:
        current = waiting.pop()
        if current is None or current in seen:
            continue
        seen.add(current)
        found |= set(getattr(current, "__audits__", ()))
        waiting += [_plain(other) for other in _named(current)]
    return frozenset(found)


def _plain(thing: Any) -> FunctionType | None:
    """Return a function of this product; None for anything else."""
    thing = getattr(thing, "fn", thing)  # a Prefect flow or task
    thing = inspect.unwrap(thing) if callable(thing) else thing
    if not isinstance(thing, FunctionType):
        return None
    return thing if thing.__module__.partition(".")[0] in PACKAGES else None


def _named(function: FunctionType) -> Iterator[Any]:
    """Yield what the names in a function mean."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    own = set(function.__code__.co_varnames)
    there = {name: thing for name, thing in function.__globals__.items() if name not in own}
    names: dict[str, Any] = {**there, **_imported(tree), **_closed_over(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield from _meant(names.get(node.id))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = names.get(node.value.id)
            if isinstance(owner, ModuleType):
                yield from _meant(getattr(owner, node.attr, None))


def _meant(thing: Any) -> Iterator[Any]:
    """Yield a thing, or what a table of functions holds."""
    if isinstance(thing, dict):
        yield from tuple(thing.values())
    else:
        yield thing


def _imported(tree: ast.AST) -> dict[str, Any]:
    """Return what a function imports in its body."""
    found: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module.partition(".")[0] not in PACKAGES:
                continue
            module = importlib.import_module(node.module)
            for alias in node.names:
                thing = getattr(module, alias.name, None)
                if thing is None:
                    thing = importlib.import_module(f"{node.module}.{alias.name}")
                found[alias.asname or alias.name] = thing
    return found


def _closed_over(function: FunctionType) -> dict[str, Any]:
    return dict(inspect.getclosurevars(function).nonlocals)
