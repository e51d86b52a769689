"""Papers of invented people for the tests of the store."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any

from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.paper import Classification, FormOfPaper, PaperRecord
from schemas.record.reading import Box, Line, PageReading, Point

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)


def original(number: int) -> bytes:
    return b"%PDF-1.7 paper " + str(number).encode()


def paper_id(number: int) -> str:
    return hashlib.sha256(original(number)).hexdigest()


def record(
    number: int,
    paper_type: str = "administrative_document",
    *,
    text: str = "",
    minutes: int | None = None,
    state: FieldState = FieldState.ACCEPTED,
    fields: dict[str, str] | None = None,
    **values: Any,
) -> PaperRecord:
    return PaperRecord(
        **{
            "paper_id": paper_id(number),
            "received_at": NOW + dt.timedelta(minutes=number if minutes is None else minutes),
            "processed_at": NOW,
            "software": "motlan test",
            "media_type": "application/pdf",
            "size": len(original(number)),
            "classification": Classification(
                paper_type=paper_type, confidence=0.99, reason="title"
            ),
            "form_of_paper": FormOfPaper.ORIGINAL,
            "text": text,
            "fields": {
                name: FieldEvidence(value=value, raw=value, state=state, confidence=0.97)
                for name, value in (fields or {}).items()
            },
            **values,
        }
    )


def decision(number: int, **values: Any) -> PaperRecord:
    """A decision on which a hamlet of the name Hòa Đào is founded."""
    fields = {
        "agency": "Ủy ban nhân dân phường Bến Nghé",
        "number": f"{number}/QĐ-UBND",
        "document_type": "QUYẾT ĐỊNH",
        "abstract": "Về việc thành lập tổ dân phố Hòa Đào",
        "issued_on": "2026-03-05",
        "signer": "Nguyễn Văn An",
    }
    return record(
        number,
        **{
            "text": "QUYẾT ĐỊNH\nVề việc thành lập tổ dân phố Hòa Đào",
            "fields": fields,
            **values,
        },
    )


def reading(number: int = 1, text: str = "Hòa Đào") -> PageReading:
    corners = (Point(0, 0), Point(9, 0), Point(9, 9), Point(0, 9))
    line = Line(text=text, confidence=0.9, box=Box(0, 0, 9, 9), polygon=corners, reader="test 1")
    return PageReading(
        number=number, width=10, height=10, dpi=300, rotation=0, skew=0, lines=(line,)
    )


def searchable(record: PaperRecord) -> bytes:
    """A file that carries its record, as a searchable file does."""
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["record.json"] = record.model_dump_json().encode()
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()
