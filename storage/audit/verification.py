"""Compares the audit chain with itself, with what was sealed of it, and with its kept heads."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from storage.audit import seals
from storage.audit.heads import Head
from storage.objects.port import ObjectStore

__all__ = ["AuditFinding", "AuditReport", "Link", "Verification"]

_CLOCKS = dt.timedelta(minutes=5)
"""How far the clocks of several servers may differ."""


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something wrong with the chain.

    Attributes:
        number: Place in the chain; 0: none in particular.
        problem: Stable word: `missing`, `altered`, `out_of_order`, `clock_back`,
            `differs_from_seal`, `seal_missing`, `seal_hidden`, `head_altered`,
            `unknown_papers`.
    """

    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a verification found."""

    entries: int
    sealed: int
    findings: tuple[AuditFinding, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the chain, as far as it can be read.

    Attributes:
        stored: Its number in the database.
        number: The number that the entry says; None: it is no entry.
        previous: The HMAC of the one before, as the entry says.
        mac: What the next one has to point at.
        genuine: Whether its HMAC is right.
        at: When; None: it is no entry.
    """

    stored: int
    number: int | None
    previous: str
    mac: str
    genuine: bool
    at: dt.datetime | None


@dataclass
class Verification:
    """One pass over the chain."""

    start: str
    macs: dict[int, str] = field(default_factory=dict)
    findings: list[AuditFinding] = field(default_factory=list)
    sealed: int = 0

    def report(self) -> AuditReport:
        """Return what was found."""
        return AuditReport(len(self.macs), self.sealed, tuple(dict.fromkeys(self.findings)))

    def chain(self, links: Iterable[Link]) -> None:
        """Compare every entry with the one before."""
        number, previous, before = 0, self.start, None
        for link in links:
            if link.stored > number + 1:
                self._found(number + 1, "missing")
            if not link.genuine:
                self._found(link.stored, "altered")
            elif link.number != link.stored or (
                link.previous != previous and link.stored == number + 1
            ):
                self._found(link.stored, "out_of_order")
            if link.at and before and link.at < before - _CLOCKS:
                self._found(link.stored, "clock_back")
            number, previous = link.stored, link.mac
            before = link.at or before
            self.macs[link.stored] = link.mac

    def store(
        self,
        store: ObjectStore,
        parse: Callable[[bytes], Mapping[int, str]],
        is_ours: Callable[[Head], bool],
    ) -> None:
        """Compare with the segments and heads in the store.

        Args:
            store: Where they lie.
            parse: Returns number and HMAC of the entries of a segment.
            is_ours: Tells whether a head was made with the key of the chain.

        Raises:
            StoreUnavailableError: The store does not answer.
        """
        last = 0
        for segment in seals.segments(store):
            if segment.first > last + 1:
                self._found(last + 1, "seal_missing")
            last = max(last, segment.last)
            data = segment.read(store)
            try:
                entries = parse(data) if data is not None else {}
            except ValueError:
                data = None
            if data is None:
                self._found(segment.first, "differs_from_seal")
                continue
            self.sealed += len(entries)
            for number, mac in entries.items():
                self._same(number, mac, "differs_from_seal")
        for number, head in seals.heads(store):
            if head is None or head.number != number or not is_ours(head):
                self._found(number, "head_altered")
                continue
            self._same(number, head.mac, "differs_from_seal")
            if number > last:
                self._found(last + 1, "seal_missing")
        for number in seals.hidden(store):
            self._found(number, "seal_hidden")

    def heads(self, heads: Iterable[Head], is_ours: Callable[[Head], bool]) -> None:
        """Compare with heads that were kept elsewhere."""
        for head in heads:
            if not is_ours(head):
                self._found(head.number, "head_altered")
            else:
                self._same(head.number, head.mac, "differs_from_seal")

    def kept_line(self, line: str) -> None:
        """Compare with a head that was printed, or kept on another machine."""
        number, _, mac = line.partition(":")
        if not number.isdecimal() or len(mac) != 64:
            self._found(0, "head_altered")
        else:
            self._same(int(number), mac, "differs_from_seal")

    def _same(self, number: int, mac: str, problem: str) -> None:
        known = self.macs.get(number)
        if known is None:
            self._found(number, "missing")
        elif not hmac.compare_digest(known, mac):
            self._found(number, problem)

    def _found(self, number: int, problem: str) -> None:
        self.findings.append(AuditFinding(number, problem))
