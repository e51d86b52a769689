"""What the integrity check of the store can find."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Damage", "ScrubFinding", "ScrubReport"]


class Damage(StrEnum):
    """What is wrong with an object."""

    MISSING = "missing"
    """A record refers to it, but it does not exist."""
    CORRUPT = "corrupt"
    """Its content is not what was stored."""
    UNPROVEN = "unproven"
    """The hash that it was stored with is lost, so its content proves nothing by itself."""
    CONTRADICTED = "contradicted"
    """A record says something else than the data under the signature of its file."""
    DISAGREED = "disagreed"
    """The replica has other content, and nothing else says which of them is right."""
    UNKNOWN = "unknown"
    """The ledger knows nothing of it: a record or tombstone that this software did not finish."""
    INDEX = "index"
    """The index says something else than the record, or knows a paper that is not in the store."""
    PAPER_LOST = "paper_lost"
    """The ledger says that the paper is stored, but the store has nothing of it."""
    LEFT_OVER = "left_over"
    """No record refers to it: left by an interrupted attempt. Harmless."""
    NOT_ERASED = "not_erased"
    """It belongs to an erased paper: the erasure was interrupted, or missed a copy."""


@dataclass(frozen=True, slots=True)
class ScrubFinding:
    """One object with a problem; `healed` if it was put right."""

    key: str
    problem: Damage
    healed: bool = False

    @property
    def harms(self) -> bool:
        """Whether something has to be done."""
        return not self.healed and self.problem is not Damage.LEFT_OVER


@dataclass(frozen=True, slots=True)
class ScrubReport:
    """What was checked and what was found."""

    papers: int
    objects: int
    size: int
    findings: tuple[ScrubFinding, ...]

    @property
    def intact(self) -> bool:
        """Whether every paper is complete; left-over objects do no harm."""
        return not any(finding.harms for finding in self.findings)
