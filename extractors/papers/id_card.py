"""Identity card: the QR code first, the machine-readable zone second, the print last.

The picture of a card is not archived; its fields are (see `extractors.toolkit.witnesses`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from extractors.judge.evidence import MISSING
from extractors.judge.rules import apply_rules, id_has_birth_year, id_has_sex, not_before
from extractors.toolkit.labelled import evidence_from_spans, extract_labelled, require
from extractors.toolkit.rows import Span, group_rows
from extractors.toolkit.witnesses import Witness, read_zone, settle
from extractors.values.dates import read_date
from extractors.values.normalise import Normalised
from schemas.papers.types.id_card import IdCard
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import CodeReading, Line, PageReading
from schemas.text.spelling import comparison_key, nfc

__all__ = ["RULES", "extract"]

RULES = (
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    not_before("date.order", "birth_date", "issued_on", "Ngày cấp trước ngày sinh."),
    not_before("date.validity", "issued_on", "valid_until", "Ngày hết hạn trước ngày cấp."),
)

_QR = re.compile(IdCard.code_patterns[0])
_ISSUERS = (
    "BỘ CÔNG AN",
    "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of an identity card with its evidence."""
    printed = extract_labelled(IdCard, pages)
    printed["agency"] = _agency(pages)
    qr, zone = _read_qr(pages), read_zone(pages)
    fields = {name: settle(name, evidence, qr, zone) for name, evidence in printed.items()}
    specs = IdCard.specs()
    required = {name: require(specs[name], evidence) for name, evidence in fields.items()}
    return apply_rules(required, RULES)


def _read_qr(pages: Sequence[PageReading]) -> Witness | None:
    """Parse the first QR code that has the format of an identity card's."""
    for page in pages:
        for code in page.codes:
            if code.symbology == "qr" and _QR.fullmatch(nfc(code.text).strip()):
                return _qr_witness(code, page.number)
    return None


def _qr_witness(code: CodeReading, page: int) -> Witness:
    number, old, name, birth, sex, residence, issued, *_ = nfc(code.text).strip().split("|")
    values = {
        "personal_id": number,
        "old_id": old,
        "full_name": " ".join(name.upper().split()),
        "birth_date": _packed(birth),
        "sex": sex,
        "residence": " ".join(residence.split()),
        "issued_on": _packed(issued),
    }
    known = {field: value for field, value in values.items() if value}
    return Witness("QR", known, page, code.polygon)


def _packed(digits: str) -> str:
    """Convert `05022026` to `2026-02-05`; empty if it is no date."""
    return read_date(f"{digits[:2]}/{digits[2:4]}/{digits[4:]}") or ""


def _agency(pages: Sequence[PageReading]) -> FieldEvidence:
    """Return the issuer, in the wording fixed by circulars, from one line or two lines together."""
    for page in pages:
        for lines in _pairs(page):
            text = " ".join(line.text for line in lines)
            for issuer in _ISSUERS:
                if comparison_key(text) == comparison_key(issuer):
                    spans = [Span.whole(line) for line in lines]
                    return evidence_from_spans(spans, page.number, Normalised(issuer))
    return MISSING


def _pairs(page: PageReading) -> Iterator[tuple[Line, ...]]:
    """Yield each line alone, and together with the one below it."""
    lines = [line for row in group_rows(page.lines) for line in row.lines]
    for line, below in itertools.zip_longest(lines, lines[1:]):
        yield (line,)
        if below is not None:
            yield line, below
