"""The two halves of digitising a paper: reading it and sealing the settled record.

`app.papers.hand_in` is step 1, `read_paper` steps 2 to 6, `seal_record` steps 8 and 9. The counter
flow runs one after the other; at the desk a person acts between them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.forms.returned import with_printed
from app.installation import App
from app.papers.digitizing.keeping import keep_values, leave_no_secret, note_duplicates
from app.papers.digitizing.outcome import Outcome
from app.papers.digitizing.sealing import seal_policy, sealed_files
from app.progress import announce
from extractors.judge.future import doubt_future
from pipeline.intake.receive import Received
from pipeline.paper import make_record, understand
from pipeline.seal.paper import SealedPaper, Signers, seal_paper
from pipeline.seal.verification.arrival import OUTCOME_NAMES, signatures_on_arrival
from schemas.papers.registry import paper_type
from schemas.record.intake import Intake
from schemas.record.page import PageQuality
from schemas.record.paper import PaperRecord
from schemas.record.reading import PageReading

__all__ = [
    "ReadPaper",
    "read_paper",
    "seal_record",
]


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A paper that was read but not yet sealed.

    Attributes:
        record: Its record.
        pages: All lines, page by page.
    """

    record: PaperRecord
    pages: tuple[PageReading, ...]


def read_paper(
    file: Received, intake: Intake, app: App, verdicts: Mapping[int, PageQuality] | None = None
) -> ReadPaper:
    """Run steps 2 to 6: pages, reading, type, fields, and the signatures that the file came with.

    Args:
        file: The original.
        intake: How it was handed in.
        app: The installation.
        verdicts: Quality verdicts of pages that were already judged; other pages are judged here.

    Raises:
        InputError: The file cannot or must not be digitised.
    """
    with leave_no_secret(file, app):
        understood = understand(
            file,
            app.reader,
            on_page=lambda number: announce(file.sha256, f"trang {number}"),
            policy=app.policy,
            seen_not_secret=intake.seen_not_secret,
            verdicts=verdicts,
        )
    record = make_record(file, understood, intake, dt.datetime.now(dt.UTC))
    model = paper_type(record.classification.paper_type)
    fields = doubt_future(model, record.fields, app.today())
    arrived = signatures_on_arrival(file.data, file.media_type, app.verifier)
    record = record.model_copy(update={"signatures": arrived, "fields": fields})
    record = with_printed(app, file, record, understood.pages)
    return ReadPaper(note_duplicates(record, app), understood.pages)


def seal_record(
    file: Received, paper: ReadPaper, app: App, signers: Signers | None = None
) -> Outcome:
    """Run steps 8 and 9: sign and store.

    Where no person signs, a paper with a page in doubt is stored without signed files: a person
    looks at it on the review page and signs it then.

    Args:
        file: The original.
        paper: The settled paper.
        app: The installation.
        signers: With whose keys; those of the installation where no person signs.

    Raises:
        SealError: A signature could not be made.
        StorageError: The store does not answer.
    """
    record = paper.record
    if kept := keep_values(record, paper.pages, app):
        return kept
    if signers is None and record.unseen_pages:
        saved = app.archive.save(record, file.data, (), paper.pages)
        return Outcome.of(saved.record, saved.created, _unsigned(record))
    announce(file.sha256, "ký số")
    policy = seal_policy(record, app.proof)
    sealed = seal_paper(
        file.data,
        file.media_type,
        paper.pages,
        record,
        signers or app.signers,
        policy,
        sha256=file.sha256,
    )
    announce(file.sha256, "lưu")
    saved = app.archive.save(record, file.data, sealed_files(sealed), paper.pages)
    now = app.archive.index.duplicates(saved.record)
    return Outcome.of(saved.record, saved.created, _note(sealed), now)


def _unsigned(record: PaperRecord) -> str:
    numbers = ", ".join(map(str, record.unseen_pages))
    return f"chưa ký số: trang {numbers} không đọc được hoặc chưa rõ chiều, cần người xem"


def _note(sealed: SealedPaper) -> str | None:
    """Return a note for the operator: why the original is kept, whether its signature is valid."""
    if sealed.delay:
        return f"đã ký; bằng chứng thời gian bổ sung sau ({sealed.delay})"
    found = {
        f"{s.signer or 'không rõ người ký'}: {OUTCOME_NAMES[s.outcome]}"
        for s in sealed.record.signatures
    }
    return "; ".join(filter(None, [sealed.reason, *sorted(found)])) or None
