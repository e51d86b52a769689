"""Verifies a signed file against both its signatures and the store.

A signature proves that a file is intact; the store proves that it is the file we keep. A file of
ours that has a valid signature but bytes that we never stored is refused, because a few bits of a
signature's envelope are not covered by any hash.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.acting import Caller, audited, note
from app.installation import App
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import SealProblem, Verdict
from pipeline.seal.verification.verify import examine_file
from schemas.record.paper import Rendition
from storage.audit.chain import Action
from storage.errors import PaperMissingError
from storage.papers.archive import PaperArchive
from storage.papers.search.entries import IndexEntry

__all__ = ["Standing", "Verification", "verify", "verify_file", "verify_stored"]


class Standing(StrEnum):
    """What the store knows about a file."""

    CURRENT = "current"
    """It is the current file of a paper on file."""
    SUPERSEDED = "superseded"
    """It was on file; a later version has a newer file, e.g. with a fresh timestamp."""
    DIFFERS = "differs"
    """It names a paper on file but was never stored for it."""
    NOT_ON_FILE = "not_on_file"
    """Its paper is not in this store, or it names none: a file from another agency."""

    @property
    def message(self) -> str:
        """The result in Vietnamese."""
        return _MESSAGES[self]


_MESSAGES = {
    Standing.CURRENT: "đúng là bản đang lưu trong kho",
    Standing.SUPERSEDED: "là bản cũ trong kho; kho đã có bản mới hơn",
    Standing.DIFFERS: "KHÁC với mọi bản của giấy tờ này trong kho",
    Standing.NOT_ON_FILE: "không có trong kho này",
}


@dataclass(frozen=True, slots=True)
class Verification:
    """The verification verdict on a file and what the store knows about it.

    Attributes:
        verdict: Verdict from signatures and bytes.
        standing: What the store knows.
        paper_id: The paper that the file names, if any.
    """

    verdict: Verdict
    standing: Standing
    paper_id: str | None

    def to_json(self) -> str:
        """Return everything found as JSON."""
        found = json.loads(self.verdict.to_json())
        store = {"standing": self.standing.value, "message": self.standing.message}
        return json.dumps({**found, "store": store}, ensure_ascii=False, indent=1)


@audited(Action.VERIFY)
def verify(
    app: App,
    by: Caller,
    data: bytes,
    *,
    trust: Trust | None = None,
    may_know: Callable[[IndexEntry], bool] = lambda _: True,
) -> Verification:
    """Verify a file of any origin without storing it.

    Args:
        app: The installation.
        by: Who asks.
        data: Bytes of the file.
        trust: Trust settings; None: those of the installation.
        may_know: Returns whether the caller may know of a paper; for others the store reveals
            nothing.

    Raises:
        StoreUnavailableError: The store does not answer.
    """
    found = verify_file(data, trust or app.verifier, app.archive)
    entry = app.index.get(found.paper_id) if found.paper_id else None
    if entry is None or not may_know(entry):
        entry, found = None, Verification(found.verdict, Standing.NOT_ON_FILE, None)
    _note(app, by, entry, found)
    return found


@audited(Action.VERIFY)
def verify_stored(app: App, by: Caller, entry: IndexEntry, rendition: Rendition) -> Verification:
    """Verify a file as it is in the store now.

    Args:
        app: The installation.
        by: Who asks.
        entry: The paper.
        rendition: The file.

    Raises:
        StoreUnavailableError: The store does not answer.
    """
    data = app.archive.file(entry.paper_id, rendition)
    verdict = verify_file(data, app.verifier, app.archive).verdict
    found = Verification(verdict, Standing.CURRENT, entry.paper_id)
    _note(app, by, entry, found, rendition.kind)
    return found


def verify_file(data: bytes, trust: Trust, archive: PaperArchive) -> Verification:
    """Verify a file of any origin.

    Args:
        data: Bytes of the file.
        trust: Trust settings.
        archive: The archive to compare it with.

    Raises:
        StoreUnavailableError: The store does not answer.
    """
    found = examine_file(data, trust)
    verdict, paper_id = found.verdict, found.claimed
    standing, expected = _standing(archive, paper_id, verdict.sha256)
    if expected is not None and expected != verdict.sha256:
        verdict = replace(verdict, problems=(SealProblem.HASH_MISMATCH, *verdict.problems))
    return Verification(verdict, standing, paper_id)


def _note(app: App, by: Caller, entry: IndexEntry | None, found: Verification, *kinds: str) -> None:
    note(
        app,
        by,
        Action.VERIFY,
        paper_id=entry.paper_id if entry else "",
        subject=entry.concerned if entry else None,
        fields=kinds,
        outcome=found.verdict.outcome,
    )


def _standing(
    archive: PaperArchive, paper_id: str | None, digest: str
) -> tuple[Standing, str | None]:
    """Return what the store knows, and the expected hash if the bytes are wrong."""
    if paper_id is None:
        return Standing.NOT_ON_FILE, None
    try:
        record = archive.load(paper_id)
    except PaperMissingError:
        return Standing.NOT_ON_FILE, None
    if digest in {r.sha256 for r in record.renditions}:
        return Standing.CURRENT, digest
    for version in range(record.version - 1, 0, -1):
        if digest in {r.sha256 for r in archive.load(paper_id, version).renditions}:
            return Standing.SUPERSEDED, digest
    kept = record.renditions[-1].sha256 if record.renditions else paper_id  # values alone are kept
    return Standing.DIFFERS, kept
