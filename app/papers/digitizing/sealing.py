"""How the files of a paper are sealed: title, keys, proof of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from pipeline.seal.paper import SealedPaper, SealPolicy, Signers, seal_paper
from pipeline.seal.signing.proof import Proof
from schemas.papers.model import Role
from schemas.papers.registry import paper_type
from schemas.record.paper import PaperRecord
from schemas.record.reading import PageReading
from storage.papers.archive import PaperArchive, PaperFile

__all__ = ["SealingParts", "seal_again", "seal_policy", "sealed_files"]


class SealingParts(Protocol):
    """What an installation needs for sealing; `App` provides it."""

    @property
    def archive(self) -> PaperArchive:
        """Where the original is stored."""

    @property
    def signers(self) -> Signers:
        """The keys of operator and agency."""

    @property
    def proof(self) -> Proof | None:
        """How the time of signatures is proven."""


def seal_again(
    at: SealingParts,
    record: PaperRecord,
    pages: Sequence[PageReading],
    signers: Signers | None = None,
) -> list[PaperFile]:
    """Return the signed files for the next version of a record on file.

    Args:
        at: The installation.
        record: The next version.
        pages: Its reading.
        signers: Whose keys sign; those of the installation if None.

    Raises:
        SealError: A signature could not be made.
        StorageError: The original is not in the store.
    """
    original = at.archive.original(record.paper_id)
    policy = seal_policy(record, at.proof)
    sealed = seal_paper(
        original,
        record.media_type,
        pages,
        record,
        signers or at.signers,
        policy,
        sha256=record.paper_id,
    )
    return list(sealed_files(sealed))


def seal_policy(record: PaperRecord, proof: Proof | None) -> SealPolicy:
    """Return the seal policy of a paper: title from its type, subject from its abstract."""
    model = paper_type(record.classification.paper_type)
    if model is None:
        return SealPolicy(proof=proof)
    subject = record.value(model.field_of(Role.ABSTRACT) or "") or ""
    return SealPolicy(title=model.name, subject=subject, proof=proof)


def sealed_files(sealed: SealedPaper) -> Iterator[PaperFile]:
    """Yield the signed files, with only one in memory at a time."""
    for made in sealed.renditions:
        content = sealed.content(made.kind)
        if content is not None:
            yield PaperFile(made.kind, content, proof_due=made.proof_due)
