"""A file with several papers is parted where that is sure, and left to a person where not."""

from __future__ import annotations

import io

import pikepdf
import pytest

from app.papers.digitizing.parting import parted
from app.papers.digitizing.steps import ReadPaper
from pipeline.errors import SeveralPapersError
from pipeline.intake.receive import receive
from schemas.record.intake import Intake
from schemas.record.paper import IncomingSignature
from schemas.record.reading import PageReading
from tests.extractors.papers.test_administrative_document import (
    BODY,
    FOOT,
    LEFT,
    RIGHT,
    Placed,
    page,
)
from tests.storage.records import NOW, record

DECISION = [*LEFT, *RIGHT, *BODY]
PLAIN: list[Placed] = [(260, 300, 1400, "Điều 2. Quyết định này có hiệu lực từ ngày ký."), *FOOT]


def read(*pages: PageReading) -> ReadPaper:
    return ReadPaper(record(1), pages)


def file(pages: int) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(buffer)
    return buffer.getvalue()


def test_papers_with_titles_are_parted() -> None:
    whole = receive(file(3), "hồ sơ.pdf")
    pages = (page(DECISION, 1), page(PLAIN, 2), page(DECISION, 3))
    parts = parted(whole, read(*pages), Intake(NOW))
    sizes = [len(pikepdf.open(io.BytesIO(part.data)).pages) for part in parts]
    assert sizes == [2, 1]
    assert parted(whole, read(*pages), Intake(NOW, one_paper=True)) == ()


def test_one_paper_stays_whole() -> None:
    whole = receive(file(2), "a.pdf")
    assert parted(whole, read(page(DECISION, 1), page(PLAIN, 2)), Intake(NOW)) == ()


def test_where_it_is_not_sure_a_person_looks() -> None:
    whole = receive(file(2), "a.pdf")
    small = page(PLAIN, 2).model_copy(update={"width": 1000, "height": 700})
    with pytest.raises(SeveralPapersError):
        parted(whole, read(page(DECISION, 1), small), Intake(NOW))


def test_what_came_signed_is_one_paper() -> None:
    signed = IncomingSignature(signer="UBND", issuer="CA", signed_at=None, outcome="valid")
    kept = record(1).model_copy(update={"signatures": (signed,)})
    pages = (page(DECISION, 1), page(DECISION, 2))
    assert parted(receive(file(2), "a.pdf"), ReadPaper(kept, pages), Intake(NOW)) == ()
