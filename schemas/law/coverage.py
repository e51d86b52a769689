"""What of a procedure the store can answer: for each component, which types could serve it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from schemas.law.procedures import Component, Obligation, Procedure
from schemas.papers.registry import paper_type

__all__ = ["Service", "covered", "serves", "unread_types"]


class Service(StrEnum):
    """From where the answer for a component comes."""

    STORE = "store"
    """A paper on file may serve."""
    DATA = "data"
    """Databases stand in for it."""
    MADE_ANEW = "made_anew"
    PRESENTED = "presented"
    ORIGINAL = "original"
    """Its original has to be handed in again."""
    UNREAD = "unread"
    """It names types of paper, and the software reads none of them."""
    OPEN = "open"
    """Nobody has said yet which types of paper serve."""


def serves(component: Component) -> Service:
    """Return from where the answer for a component comes today."""
    if component.made_for_dossier:
        return Service.MADE_ANEW
    if component.obligation is Obligation.PRESENT:
        return Service.DATA if component.data_sources else Service.PRESENTED
    if component.requires_original:
        return Service.ORIGINAL
    if any(paper_type(t) for t in component.accepts):
        return Service.STORE
    if component.data_sources:
        return Service.DATA
    return Service.UNREAD if component.accepts else Service.OPEN


def covered(rules: Iterable[Procedure]) -> Counter[Service]:
    """Count the components of procedures by where their answers come from."""
    return Counter(serves(component) for each in rules for component in each.components)


def unread_types(component: Component) -> tuple[str, ...]:
    """Return the accepted types that no schema covers."""
    return tuple(sorted(t for t in component.accepts if paper_type(t) is None))
