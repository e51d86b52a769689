"""Loads the original of a paper; its hash is verified when it is read from the store."""

from __future__ import annotations

from pipeline.intake.receive import Received, receive
from storage.papers.archive import PaperArchive

__all__ = ["original_of"]


def original_of(archive: PaperArchive, paper_id: str) -> Received:
    """Load the original of a paper.

    Raises:
        InputError: The file type is not accepted.
        ObjectMissingError, ObjectCorruptError: It is lost or altered.
    """
    return receive(archive.original(paper_id), paper_id[:12], sha256=paper_id)
