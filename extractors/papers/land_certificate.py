"""Certificates of land-use rights: figures against words, and the entries of later changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractors.judge.evidence import MISSING, evidence_from_lines, rule
from extractors.judge.rules import Rule, apply_rules
from extractors.toolkit.labelled import evidence_from_spans, extract_labelled, require
from extractors.toolkit.labels import find_anchors, make_labels
from extractors.toolkit.rows import Row, Span, group_rows
from extractors.toolkit.signer import find_signer
from extractors.values.dates import read_date
from extractors.values.normalise import is_empty, normalise
from schemas.papers.model import FieldSpec, Kind
from schemas.papers.types.land_certificate import LandCertificate
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import Line, PageReading
from schemas.text.number_words import number_from_words
from schemas.text.spelling import comparison_key, nfc

__all__ = ["RULES", "extract"]

_HEADINGS = (
    "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất",
    "II. Thửa đất, nhà ở và tài sản khác gắn liền với đất",
    "1. Thửa đất:",
    "2. Nhà ở:",
    "3. Công trình xây dựng khác:",
    "4. Rừng sản xuất là rừng trồng:",
    "5. Cây lâu năm:",
    "6. Ghi chú:",
    "III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất",
    "1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:",
    "2. Thông tin thửa đất:",
    "3. Thông tin tài sản gắn liền với đất:",
    "4. Sơ đồ thửa đất, tài sản gắn liền với đất:",
    "5. Ghi chú:",
    "I. Chủ sở hữu nhà ở và sử dụng đất ở",
    "II. Thực trạng nhà ở, đất ở",
    "Theo bảng liệt kê dưới đây:",
    "2. Đất ở:",
    "3. Nhà ở:",
)
_CHANGES = (
    "IV. Những thay đổi sau khi cấp giấy chứng nhận",
    "6. Những thay đổi sau khi cấp Giấy chứng nhận:",
)
_SIGNERS = ("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
_SERIAL = re.compile(r"(?:[A-ZĐ]{2} ?(?:\d{6}|\d{8})|[A-Z] ?\d{6})")
_DATED = re.compile(r"[^\d,;:]{2,40}, ?(?P<date>ngày \d{1,2} tháng \d{1,2} năm \d{4})\.?")
_PLOT_ROW = re.compile(
    r"(?P<map_sheet>\d{1,3}) (?P<plot>\d{1,4}) (?P<area>\d[\d.,]*) (?:m2 |m² )?"
    r"(?P<purpose>[^\W\d][^\d]+?) (?P<term>Lâu dài|Đến .*\d{4}|\d{1,2}[/-]\d{4})"
)
_AGENCY = re.compile(r"(?:TM\. ?)?(?P<name>(?:ỦY BAN|UỶ BAN|SỞ|VĂN PHÒNG|CHI NHÁNH) .+)")
_CHANGED = "Có thay đổi ghi sau khi cấp: chủ hiện tại là dòng thay đổi cuối cùng."


def _area_fits(figures: str, words: str) -> bool | None:
    """Check an area in figures against words: `86.5`, `tám mươi sáu phẩy năm mét vuông`."""
    text = comparison_key(words).strip(" ().").removesuffix("mét vuông").strip()
    whole, _, part = text.partition(" phẩy ")
    number = number_from_words(whole)
    fraction = number_from_words(part) if part else 0
    if number is None or fraction is None or part.startswith("không"):
        return None
    decimals = figures.partition(".")[2]
    return float(f"{number}.{fraction}") == float(figures) and bool(part) == bool(decimals)


RULES = (
    Rule(
        "area.words", ("area", "area_in_words"), _area_fits,
        "Diện tích bằng số và bằng chữ khác nhau.",
    ),
)  # fmt: skip


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a certificate of land-use rights with its evidence."""
    stops = (*_HEADINGS, *_CHANGES)
    specs = LandCertificate.specs()
    fields = extract_labelled(LandCertificate, pages, stops=stops)
    found = {"serial": _serial(pages), **_issue(pages), "signer": find_signer(pages, _SIGNERS)}
    if fields["plot"].value is None:
        found |= _from_plot_table(pages, specs)
    fields |= {name: require(specs[name], evidence) for name, evidence in found.items()}
    if fields["owner"].value is not None:
        fields["owner"] = _hold_against_changes(fields["owner"], pages)
    return apply_rules(fields, RULES)


def _serial(pages: Sequence[PageReading]) -> FieldEvidence:
    """Return the printed serial number of the certificate form, alone on its line."""
    for page in pages:
        for line in page.lines:
            text = nfc(line.text).strip(" .")
            if _SERIAL.fullmatch(text):
                letters, digits = re.sub(r"[\d ]", "", text), re.sub(r"\D", "", text)
                return evidence_from_lines([line], page.number, f"{letters} {digits}")
    return MISSING


def _from_plot_table(
    pages: Sequence[PageReading], specs: Mapping[str, FieldSpec]
) -> dict[str, FieldEvidence]:
    """Return the only row of the plot table of a red book: sheet, plot, area, purpose, term."""
    rows = [(page.number, row) for page in pages for row in group_rows(page.lines)]
    texts = [" ".join(nfc(" ".join(line.text for line in row.lines)).split()) for _, row in rows]
    matches = [_PLOT_ROW.fullmatch(text.replace("|", " ")) for text in texts]
    found = [(*row, match) for row, match in zip(rows, matches, strict=True) if match]
    if len(found) != 1:  # several plots in one book: a person decides which is meant
        return {}
    ((number, row, match),) = found
    return {
        name: evidence_from_lines(row.lines, number, n.value, raw=raw, rules=n.rules)
        for name, raw in match.groupdict().items()
        for n in (normalise(specs[name].kind, raw),)
    }


def _issue(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return day and agency of issue: the dateline and the agency below it."""
    for page in pages:
        lines = sorted(page.lines, key=lambda line: line.box.top)
        for index, line in enumerate(lines):
            match = _DATED.fullmatch(nfc(line.text).strip())
            if match is None:
                continue
            value = read_date(match["date"])
            exists = rule("date.calendar", value is not None, "Ngày không có trong lịch.")
            issued = evidence_from_lines([line], page.number, value, rules=(exists,))
            return {"issued_on": issued, "agency": _agency(lines[index + 1 :], page.number)}
    return {"issued_on": MISSING, "agency": MISSING}


def _agency(lines: Sequence[Line], page: int) -> FieldEvidence:
    for line in lines[:4]:
        match = _AGENCY.fullmatch(nfc(line.text).strip())
        if match:
            span = Span(line, line.text.find(match["name"][:3]), len(line.text))
            return evidence_from_spans([span], page, normalise(Kind.AGENCY, match["name"]))
    return MISSING


def _hold_against_changes(owner: FieldEvidence, pages: Sequence[PageReading]) -> FieldEvidence:
    """Add a rule result to the owner: whether later changes are entered."""
    result = rule("owner.changes", not _has_changes(pages), _CHANGED)
    return owner.model_copy(update={"rules": (*owner.rules, result)})


def _has_changes(pages: Sequence[PageReading]) -> bool:
    """Return whether the section of changes holds more than column titles and dashes."""
    labels = make_labels(_CHANGES)
    for page in pages:
        rows = group_rows(page.lines)
        for index, row in enumerate(rows):
            if find_anchors(row, labels):
                return any(_is_entry(text) for text in _texts_until_issue(rows[index + 1 :]))
    return False


def _texts_until_issue(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for line in row.lines:
            if _DATED.fullmatch(nfc(line.text).strip()):
                return
            yield line.text


def _is_entry(text: str) -> bool:
    """Recognise an entry of changes: it is dated or names a file; column titles have no digits."""
    return not is_empty(text) and any(c.isdecimal() for c in text)
