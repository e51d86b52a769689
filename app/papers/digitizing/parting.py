"""Parts a file that holds several papers, as old archives keep a whole dossier in one PDF.

Only where every paper shows its own title; else a person has to part it. Nobody finds the second
paper of a file that was taken for one.
"""

from __future__ import annotations

from app.papers.digitizing.steps import ReadPaper
from extractors.grouping import group_pages
from pipeline.errors import SeveralPapersError, UnsupportedTypeError
from pipeline.intake.receive import Received
from pipeline.stack.compose import compose
from schemas.record.intake import Intake

__all__ = ["parted"]


def parted(file: Received, read: ReadPaper, intake: Intake) -> tuple[Received, ...]:
    """Return the papers of a file, each as a file of its own; nothing where it is one paper.

    A file that came signed is one paper: its signature covers all pages.

    Args:
        file: As it came in.
        read: What was read of it.
        intake: How it was handed in; `one_paper` says that a person has looked.

    Raises:
        SeveralPapersError: It seems to hold several, and a person has to say where they begin.
    """
    groups = group_pages(read.pages)
    if len(groups) <= 1 or intake.one_paper or read.record.signatures:
        return ()
    if not all(group.sure for group in groups):
        raise SeveralPapersError()
    try:
        parts = [compose([(file, n) for n in group.numbers], file.name) for group in groups]
    except UnsupportedTypeError:
        raise SeveralPapersError() from None
    return tuple(parts)
