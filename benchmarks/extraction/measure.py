"""Counts of one measurement: papers, types, fields, and how sure and how right they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from schemas.record.evidence import FieldEvidence, FieldState, RuleOutcome
from schemas.text.spelling import comparison_key

__all__ = ["Finding", "Tally", "compare", "worst"]

Same = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """One field of one paper: the true value and the extracted one.

    Attributes:
        paper: Name of the paper, unique within a run.
        paper_type: Its true type.
        field: Name of the field.
        true: What stands on the paper; None where it carries no such value.
        evidence: What came out.
        exact: Whether both are the same.
    """

    paper: str
    paper_type: str
    field: str
    true: str | None
    evidence: FieldEvidence
    exact: bool

    @property
    def accepted(self) -> bool:
        """Whether the value may be used without review."""
        return self.evidence.state is FieldState.ACCEPTED

    @property
    def row(self) -> dict[str, object]:
        """What fitting thresholds needs, without the values themselves."""
        rules = self.evidence.rules
        return {
            "paper": self.paper,
            "type": self.paper_type,
            "field": self.field,
            "exact": self.exact,
            "state": self.evidence.state.value,
            "confidence": round(self.evidence.confidence, 4),
            "found": self.evidence.value is not None,
            "failed": [r.rule for r in rules if r.outcome is RuleOutcome.FAILED],
        }


@dataclass(slots=True)
class Tally:
    """Counts over fields that the papers carry or the extractor claims."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def fields(self) -> int:
        """How many were compared."""
        return len(self.findings)

    @property
    def exact(self) -> int:
        """How many came out right."""
        return sum(finding.exact for finding in self.findings)

    @property
    def accepted(self) -> int:
        """How many may be used unseen."""
        return sum(finding.accepted for finding in self.findings)

    @property
    def accepted_exact(self) -> int:
        """How many of these came out right."""
        return sum(finding.accepted and finding.exact for finding in self.findings)

    @property
    def row(self) -> tuple[int, str, str, str]:
        """Fields, exact share, accepted share, precision of the accepted, as printed."""
        return (
            self.fields,
            _share(self.exact, self.fields),
            _share(self.accepted, self.fields),
            _share(self.accepted_exact, self.accepted),
        )


def compare(
    paper: str,
    paper_type: str,
    true: Mapping[str, str],
    found: Mapping[str, FieldEvidence],
    same: Same | None = None,
) -> list[Finding]:
    """Compare the fields of one paper with its true values.

    A field counts where the paper carries it or where a value was found for it; a value that the
    paper does not carry is wrong.

    Args:
        paper: Name of the paper.
        paper_type: Its true type.
        true: True values by field.
        found: What came out, by field.
        same: Tells whether two values are equal; by default letter for letter and case for case,
            but for dashes, spaces and tone placement.
    """
    names: Iterable[str] = dict.fromkeys([*true, *(n for n, e in found.items() if e.value)])
    equal = same or _same
    findings = []
    for name in names:
        wanted, evidence = true.get(name), found.get(name, FieldEvidence())
        value = evidence.value
        exact = wanted is not None and value is not None and equal(wanted, value)
        findings.append(Finding(paper, paper_type, name, wanted, evidence, exact))
    return findings


def worst(findings: Iterable[Finding]) -> list[Finding]:
    """Return what came out wrong, worst first: accepted, then sure of itself, then missing."""
    wrong = [finding for finding in findings if not finding.exact]
    return sorted(
        wrong,
        key=lambda f: (not f.accepted, f.evidence.value is None, -f.evidence.confidence),
    )


def _same(one: str, other: str) -> bool:
    return comparison_key(one) == comparison_key(other) and [c.isupper() for c in one] == [
        c.isupper() for c in other
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "-"
