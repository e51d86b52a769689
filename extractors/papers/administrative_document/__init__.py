"""Administrative documents in the form of NĐ 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.judge.evidence import MISSING, evidence_from_lines, rule
from extractors.judge.thresholds import ACCEPTANCE
from extractors.papers.administrative_document.body import (
    Title,
    find_abstract,
    find_recipients,
    find_title,
)
from extractors.papers.administrative_document.head import (
    AgencyLines,
    Head,
    NumberLine,
    PlaceAndDate,
    find_head,
)
from extractors.papers.administrative_document.signature import Signature, find_signature
from extractors.papers.administrative_document.witnesses import heard
from extractors.toolkit.by_hand import figures_by_hand
from extractors.values.agencies import listed_agency, mixed_words
from extractors.values.dates import read_date
from extractors.values.syllables import foreign_words
from extractors.values.vocabulary import is_surname, other_tone
from schemas.papers.types.administrative_document import (
    DOCUMENT_TYPES,
    OFFICIAL_LETTER,
    AdministrativeDocument,
)
from schemas.record.evidence import FieldEvidence, RuleOutcome, RuleResult
from schemas.record.reading import Line, PageReading
from schemas.text.office_marks import URGENCY, closest_mark, is_mark
from schemas.text.spelling import search_key

__all__ = ["extract"]

_OTHER_MARK = "Dấu độ khẩn đọc được khác danh mục: đối chiếu với ảnh."
_COVERED = "Tên bị con dấu hoặc chữ ký che: đối chiếu với bản giấy."
_LINE_MISSING = "Chức vụ có thể thiếu một dòng (bị dấu hoặc chữ ký che): đối chiếu với ảnh."
_OTHER_OFFICE = "Chức vụ đọc được khác danh mục: đối chiếu với ảnh."
_ASIDE = "Tên không nằm thẳng dưới chức vụ: đối chiếu với ảnh."
_RARE_NAME = "Họ hiếm gặp: đối chiếu với ảnh."
_OTHER_NAME = "Tên đọc được khác tên trong danh mục: đề xuất theo danh mục."
_OTHER_TONE = "Có chữ sai dấu hỏi, ngã: đề xuất chữ đúng, đối chiếu với ảnh."
_OTHER_HEADING = "Tên loại văn bản đọc được khác danh mục: đối chiếu với ảnh."
_SURE = 0.99
"""Confidence of a word from which on no other tone is proposed for it."""
_ADOPTED = re.compile(
    r"ky hop .{1,30}thong qua (?P<date>ngay \d{1,2} thang \d{1,2} nam \d{4})", re.ASCII
)
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
    if fields["issued_on"] is MISSING:
        fields["issued_on"] = _adopted_on(pages)
    return heard(fields | _foot_fields(pages), pages)


def _adopted_on(pages: Sequence[PageReading]) -> FieldEvidence:
    """Return the day a law was adopted: laws have no dateline but state the day at the end."""
    for page in pages:
        for line in page.lines:
            if match := _ADOPTED.search(search_key(line.text)):
                value = read_date(match["date"])
                known = rule("date.calendar", value is not None, "Ngày không có trong lịch.")
                return evidence_from_lines([line], page.number, value, rules=[known])
    return MISSING


def _head_fields(page: PageReading, head: Head) -> dict[str, FieldEvidence]:
    title = find_title(page, head)
    abstract = find_abstract(page, head, title)
    fields = dict(_agency_fields(head.agencies, page.number))
    if head.number:
        by_hand = head.number.filled_in or _day_filled_in(head, page)
        dated = head.place_and_date
        fields["number"] = _number(head.number, title, dated, page.number, by_hand=by_hand)
    if head.place_and_date:
        fields |= _place_and_date(head.place_and_date, page.number)
    if title:
        fields["document_type"] = _document_type(title, head.number, page.number)
    elif abstract:  # only letters carry their abstract below the number
        fields["document_type"] = evidence_from_lines(
            [abstract[0]], page.number, OFFICIAL_LETTER, raw=""
        )
    if abstract:
        fields["abstract"] = _abstract(abstract, page.number)
    urgency = _urgency(page, head)
    return fields | ({"urgency": urgency} if urgency else {})


def _day_filled_in(head: Head, page: PageReading) -> bool:
    """Return whether the day looks filled in by hand: then the number is by hand, too."""
    dated = head.place_and_date
    return dated is not None and (
        dated.filled_in
        or dated.guessed
        or dated.date is None
        or figures_by_hand(page, dated.date_part.polygon)
    )


def _agency_fields(agencies: Sequence[AgencyLines], page: int) -> dict[str, FieldEvidence]:
    names = ("agency", "parent_agency")
    return {
        name: _agency(agency, page) for name, agency in zip(names, reversed(agencies), strict=False)
    }


def _agency(agency: AgencyLines, page: int) -> FieldEvidence:
    """Return the name as printed; if it cannot be right, propose the listed one for review."""
    text = agency.text
    listed = listed_agency(text)
    rules = [
        _vietnamese(text),
        rule("agency.letters", not mixed_words(text), "Có chữ số lẫn trong từ."),
        rule("agency.listed", None if listed is None else listed == text, _OTHER_NAME),
    ]
    return evidence_from_lines(agency.lines, page, listed or text, raw=text, rules=rules)


def _number(
    number: NumberLine,
    title: Title | None,
    dated: PlaceAndDate | None,
    page: int,
    *,
    by_hand: bool,
) -> FieldEvidence:
    rules = [
        rule("document_number.form", number.well_formed, "Số, ký hiệu không đúng thể thức."),
        rule("document_number.label", number.labelled, "Nhãn “Số:” bị che: đối chiếu với ảnh."),
        rule("document_number.printed", not by_hand, _WRITTEN_IN),
        _matches_type(number.value, title),
        _matches_year(number.value, dated),
    ]
    return evidence_from_lines([number.line], page, number.value, raw=number.raw, rules=rules)


def _matches_type(number: str, title: Title | None) -> RuleResult:
    """Check that the symbol fits the type: `05/QĐ-UBND` is a QUYẾT ĐỊNH (Phụ lục III)."""
    name = "document_number.type"
    if title is None:
        return rule(name, None)
    symbols = re.split(r"[/-]", number)[1:]
    abbreviation = DOCUMENT_TYPES[title.document_type]
    passed = any(symbol.startswith(abbreviation) for symbol in symbols)
    return rule(name, passed, "Ký hiệu không khớp loại văn bản.")


def _matches_year(number: str, dated: PlaceAndDate | None) -> RuleResult:
    """Check that the symbol fits the year: `66/2023/TT-BCA` was issued in 2023."""
    name = "document_number.year"
    year = re.match(r"\d+[a-z]?/(\d{4})/", number)
    if year is None or dated is None or dated.date is None:
        return rule(name, None)
    return rule(name, int(year[1]) == dated.date.year, "Năm trong số hiệu khác năm ban hành.")


def _place_and_date(found: PlaceAndDate, page: int) -> dict[str, FieldEvidence]:
    certain = found.date is not None and not found.guessed
    value = found.date.isoformat() if found.date else None
    rules = [
        rule("date.calendar", certain, "Ngày không có trong lịch."),
        rule("date.printed", not (found.filled_in or found.guessed), _WRITTEN_IN),
    ]
    return {
        "place": evidence_from_lines(
            [found.place_part], page, found.place, raw=found.place, rules=[_vietnamese(found.place)]
        ),
        "issued_on": evidence_from_lines(
            [found.date_part], page, value, raw=found.raw_date, rules=rules
        ),
    }


def _document_type(title: Title, number: NumberLine | None, page: int) -> FieldEvidence:
    """Return the listed heading that a line must mean.

    Bold capitals lose marks (`QUYÉT ĐỊNH`) with full confidence: only the list, or the symbol of
    the number (`05/QĐ-UBND`) as a second source, settles what stands there.
    """
    symbol = _matches_type(number.value, title) if number else rule("document_number.type", None)
    sure = number is not None and number.line.confidence >= ACCEPTANCE
    agrees = True if sure and symbol.outcome is RuleOutcome.PASSED else None
    rules = [
        rule("document_type.listed", True if agrees else title.as_listed, _OTHER_HEADING),
        rule("sources.symbol", agrees),
    ]
    return evidence_from_lines([title.line], page, title.document_type, rules=rules)


def _abstract(lines: Sequence[Line], page: int) -> FieldEvidence:
    """Return the abstract.

    A syllable that is a word only with the other one of hỏi and ngã sends it to a person; where the
    reader was unsure of it, the right one is proposed.
    """
    text = _joined(lines)
    mended = " ".join(_with_right_tone(word, sure) for word, sure in _words(lines))
    known = not any(other_tone(_bare(word)) for word in text.split())
    plain = " ".join(word for word in text.split() if word.islower())  # no abbreviations
    rules = [_vietnamese(plain), rule("text.tones", known, _OTHER_TONE)]
    return evidence_from_lines(lines, page, mended, raw=text, rules=rules)


def _words(lines: Sequence[Line]) -> Iterator[tuple[str, bool]]:
    """Yield every word and whether the reader was sure of it."""
    for line in lines:
        texts = line.text.split()
        read = line.words if [word.text for word in line.words] == texts else None
        for place, text in enumerate(texts):
            yield text, read is not None and read[place].confidence >= _SURE


def _with_right_tone(word: str, sure: bool) -> str:
    twin = None if sure else other_tone(_bare(word))
    return word.replace(_bare(word), twin) if twin else word


def _bare(word: str) -> str:
    return word.strip('.,;:()“”"')


def _urgency(page: PageReading, head: Head) -> FieldEvidence | None:
    """Return the mark of urgency; with letters misread it is a proposal."""
    stamps = [
        (closest, line)
        for line in page.lines
        if line.box.top < head.bottom * 2 and (closest := closest_mark(line.text, URGENCY))
    ]
    if not stamps:
        return None
    same = [(mark, line) for mark, line in stamps if is_mark(line.text, (mark,))]
    mark, line = max(same or stamps, key=lambda stamp: stamp[1].confidence)
    whole = rule("urgency.listed", bool(same), _OTHER_MARK)
    return evidence_from_lines([line], page.number, mark, rules=[whole])


def _foot_fields(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    fields: dict[str, FieldEvidence] = {}
    signature = find_signature(pages)
    if signature:
        fields["signer"] = _signer(signature)
        fields["signer_title"] = _signer_title(signature)
    recipients = find_recipients(pages)
    if recipients and recipients[1]:
        number, lines = recipients
        fields["recipients"] = evidence_from_lines(lines, number, _joined(lines))
    return fields


def _signer(signature: Signature) -> FieldEvidence:
    if signature.name is None:
        return evidence_from_lines(signature.scraps, signature.page, None)
    surname = signature.plain_name.partition(" ")[0]
    rules = [
        _vietnamese(signature.plain_name),
        rule("signer.whole", signature.whole, _COVERED),
        rule("signer.place", signature.in_place, _ASIDE),
        rule("signer.surname", is_surname(surname), _RARE_NAME),
    ]
    name, page = signature.name, signature.page
    return evidence_from_lines([name], page, signature.name_text or "", rules=rules)


def _signer_title(signature: Signature) -> FieldEvidence:
    """Return the position; with a line missing or misread it is only a proposal."""
    rules = [
        rule("signer_title.whole", signature.position_is_whole, _LINE_MISSING),
        rule("signer_title.listed", signature.position_is_printed, _OTHER_OFFICE),
    ]
    lines, page = signature.positions, signature.page
    return evidence_from_lines(lines, page, signature.position, rules=rules)


def _vietnamese(text: str) -> RuleResult:
    """Check that every word can be Vietnamese, independently of the reader's confidence."""
    return rule("text.syllables", not foreign_words(text), "Có từ không phải tiếng Việt.")


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text.strip() for line in lines)
