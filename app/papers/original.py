"""The original of a paper as it is worked on; its hash was verified on its way out of the store."""

from __future__ import annotations

from pipeline.intake.receive import Received, receive
from storage.papers.archive import PaperArchive

__all__ = ["original_of"]


def original_of(archive: PaperArchive, paper_id: str) -> Received:
    """Return the original of a paper.

    Raises:
        InputError: The file is of no accepted type.
        ObjectMissingError, ObjectCorruptError: It is lost or altered.
    """
    return receive(archive.original(paper_id), paper_id[:12], sha256=paper_id)
