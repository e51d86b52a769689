"""Administrative documents in the form of NĐ 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.evidence import MISSING, evidence_from_lines, rule
from extractors.papers.administrative_document.body import (
    Title,
    find_abstract,
    find_recipients,
    find_signature,
    find_title,
    position_of,
)
from extractors.papers.administrative_document.head import (
    AgencyLines,
    Head,
    NumberLine,
    PlaceAndDate,
    find_head,
)
from extractors.syllables import foreign_words
from schemas.evidence import FieldEvidence, RuleResult
from schemas.papers.administrative_document import (
    DOCUMENT_TYPES,
    OFFICIAL_LETTER,
    AdministrativeDocument,
)
from schemas.reading import Line, PageReading
from schemas.text import search_key

__all__ = ["extract"]

_URGENCY = {"hoa toc": "HỎA TỐC", "thuong khan": "THƯỢNG KHẨN", "khan": "KHẨN"}
_WRITTEN_IN = "Có thể viết tay hoặc đóng dấu: đối chiếu với bản giấy."


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of an administrative document with its evidence.

    Args:
        pages: All pages of one paper, in order.
    """
    fields = dict.fromkeys(AdministrativeDocument.model_fields, MISSING)
    located = next(((page, head) for page in pages if (head := find_head(page))), None)
    if located:
        fields |= _head_fields(*located)
    return fields | _foot_fields(pages)


def _head_fields(page: PageReading, head: Head) -> dict[str, FieldEvidence]:
    title = find_title(page, head)
    abstract = find_abstract(page, head, title)
    fields = dict(_agency_fields(head.agencies, page.number))
    if head.number:
        fields["number"] = _number(head.number, title, head.place_and_date, page.number)
    if head.place_and_date:
        fields |= _place_and_date(head.place_and_date, page.number)
    if title:
        fields["document_type"] = _document_type(title, page.number)
    elif abstract:  # only letters carry their abstract below the number
        fields["document_type"] = evidence_from_lines(
            [abstract[0]], page.number, OFFICIAL_LETTER, raw=""
        )
    if abstract:
        text = _joined(abstract)
        plain = " ".join(word for word in text.split() if word.islower())  # no abbreviations
        fields["abstract"] = evidence_from_lines(
            abstract, page.number, text, rules=[_vietnamese(plain)]
        )
    urgency = _urgency(page, head)
    return fields | ({"urgency": urgency} if urgency else {})


def _agency_fields(agencies: Sequence[AgencyLines], page: int) -> dict[str, FieldEvidence]:
    names = ("agency", "parent_agency")
    return {
        name: evidence_from_lines(agency.lines, page, agency.text, rules=[_vietnamese(agency.text)])
        for name, agency in zip(names, reversed(agencies), strict=False)
    }


def _number(
    number: NumberLine, title: Title | None, dated: PlaceAndDate | None, page: int
) -> FieldEvidence:
    rules = [
        rule("document_number.form", number.well_formed, "Số, ký hiệu không đúng thể thức."),
        rule("document_number.printed", not number.filled_in, _WRITTEN_IN),
        _matches_type(number.value, title),
        _matches_year(number.value, dated),
    ]
    return evidence_from_lines([number.line], page, number.value, raw=number.raw, rules=rules)


def _matches_type(number: str, title: Title | None) -> RuleResult:
    """`05/QĐ-UBND` belongs to a QUYẾT ĐỊNH (Phụ lục III)."""
    name = "document_number.type"
    if title is None:
        return rule(name, None)
    symbols = re.split(r"[/-]", number)[1:]
    abbreviation = DOCUMENT_TYPES[title.document_type]
    passed = any(symbol.startswith(abbreviation) for symbol in symbols)
    return rule(name, passed, "Ký hiệu không khớp loại văn bản.")


def _matches_year(number: str, dated: PlaceAndDate | None) -> RuleResult:
    """`66/2023/TT-BCA` was issued in 2023."""
    name = "document_number.year"
    year = re.match(r"\d+[a-z]?/(\d{4})/", number)
    if year is None or dated is None or dated.date is None:
        return rule(name, None)
    return rule(name, int(year[1]) == dated.date.year, "Năm trong số hiệu khác năm ban hành.")


def _place_and_date(found: PlaceAndDate, page: int) -> dict[str, FieldEvidence]:
    value = found.date.isoformat() if found.date else None
    rules = [
        rule("date.calendar", found.date is not None, "Ngày không có trong lịch."),
        rule("date.printed", not found.filled_in, _WRITTEN_IN),
    ]
    return {
        "place": evidence_from_lines(
            [found.line], page, found.place, raw=found.place, rules=[_vietnamese(found.place)]
        ),
        "issued_on": evidence_from_lines(
            [found.line], page, value, raw=found.raw_date, rules=rules
        ),
    }


def _document_type(title: Title, page: int) -> FieldEvidence:
    return evidence_from_lines([title.line], page, title.document_type)


def _urgency(page: PageReading, head: Head) -> FieldEvidence | None:
    for line in page.lines:
        value = _URGENCY.get(search_key(line.text).strip(" .:-"))
        if value and line.text.strip().isupper() and line.box.top < head.bottom * 2:
            return evidence_from_lines([line], page.number, value)
    return None


def _foot_fields(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    fields: dict[str, FieldEvidence] = {}
    signature = find_signature(pages)
    if signature and signature.name:
        page = signature.page
        name = signature.name_text or ""
        fields["signer"] = evidence_from_lines(
            [signature.name], page, name, rules=[_vietnamese(name)]
        )
        positions = "; ".join(position_of(line.text) or line.text for line in signature.positions)
        fields["signer_title"] = evidence_from_lines(signature.positions, page, positions)
    recipients = find_recipients(pages)
    if recipients and recipients[1]:
        number, lines = recipients
        fields["recipients"] = evidence_from_lines(lines, number, _joined(lines))
    return fields


def _vietnamese(text: str) -> RuleResult:
    """Every word can be Vietnamese: a witness that does not depend on the reader's confidence."""
    return rule("text.syllables", not foreign_words(text), "Có từ không phải tiếng Việt.")


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text.strip() for line in lines)
