"""Counts of one measurement: papers, types, fields, and how sure and how right they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schemas.evidence import FieldEvidence, FieldState
from schemas.text import comparison_key

__all__ = ["Miss", "Tally", "compare"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A value that came out wrong."""

    paper: str
    field: str
    true: str | None
    got: str | None
    state: FieldState
    confidence: float


@dataclass(slots=True)
class Tally:
    """Counts over fields that the papers carry or the extractor claims."""

    fields: int = 0
    exact: int = 0
    accepted: int = 0
    accepted_exact: int = 0
    misses: list[Miss] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally."""
        self.fields += other.fields
        self.exact += other.exact
        self.accepted += other.accepted
        self.accepted_exact += other.accepted_exact
        self.misses += other.misses

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
    paper: str, true: Mapping[str, str], found: Mapping[str, FieldEvidence]
) -> dict[str, Tally]:
    """Compare the fields of one paper with its true values.

    A field counts where the paper carries it or where a value was found for it; a value that the
    paper does not carry is wrong.
    """
    names: Iterable[str] = dict.fromkeys([*true, *(n for n, e in found.items() if e.value)])
    return {name: _compare(paper, name, true.get(name), found.get(name)) for name in names}


def _compare(paper: str, name: str, true: str | None, found: FieldEvidence | None) -> Tally:
    found = found or FieldEvidence()
    exact = true is not None and found.value is not None and _same(true, found.value)
    accepted = found.state is FieldState.ACCEPTED
    tally = Tally(1, int(exact), int(accepted), int(accepted and exact))
    if not exact:
        tally.misses.append(Miss(paper, name, true, found.value, found.state, found.confidence))
    return tally


def _same(one: str, other: str) -> bool:
    """Equal letter for letter and case for case, but for dashes, spaces and tone placement."""
    return comparison_key(one) == comparison_key(other) and [c.isupper() for c in one] == [
        c.isupper() for c in other
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "-"
