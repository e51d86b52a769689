"""Power of attorney: two parties distinguished by their headings."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import Rule, apply_rules, id_has_birth_year
from extractors.toolkit.labelled import extract_labelled
from schemas.papers.types.power_of_attorney import PowerOfAttorney
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

_STOPS = ("NGƯỜI ỦY QUYỀN", "NGƯỜI ĐƯỢC ỦY QUYỀN", "LỜI CHỨNG", "Hai bên cam kết")

RULES = (
    id_has_birth_year("principal_id", "principal_birth"),
    id_has_birth_year("agent_id", "agent_birth"),
    Rule(
        "parties.differ",
        ("principal_id", "agent_id"),
        lambda principal, agent: principal != agent,
        "Hai bên có cùng số định danh.",
    ),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a power of attorney with its evidence."""
    return apply_rules(extract_labelled(PowerOfAttorney, pages, stops=_STOPS), RULES)
