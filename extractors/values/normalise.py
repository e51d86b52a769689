"""Normalises the text of a value according to its kind, and reports failed rules.

Values are cleaned, never corrected: text that does not fit its kind is kept as raw text, gets no
value or a failed rule, and goes to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from extractors.judge.evidence import rule
from extractors.values.dates import leaves_gaps, read_date
from extractors.values.syllables import foreign_words
from extractors.values.vocabulary import ends_in_province, ethnic_group, is_country, is_surname
from schemas.papers.model import Kind
from schemas.record.evidence import RuleResult
from schemas.text.id_number import parse_personal_number
from schemas.text.spelling import comparison_key, nfc
from schemas.text.subject_number import NumberKind, has_known_form, kind_of, subject_key

__all__ = ["GAPS", "OTHER_NUMBER", "Normalised", "is_empty", "normalise"]

OTHER_NUMBER = "id_number.other"
"""Rule that fails where a passport number or tax code stands for the personal number."""
GAPS = "date.gaps"
"""Rule that fails where day or month are missing and nothing says that they were left out."""

_LEADERS = re.compile(r"(?:[.…_·]\s?){3,}")
_NOTE = re.compile(r"^\(\d{1,2}\) (?=\w)")
"""A footnote mark that was read separately from its label."""
_EMPTY = re.compile(r"[\W_]*(?:khong(?: co)?|không(?: có)?)?[\W_]*", re.IGNORECASE)
_ID_SHAPES = re.compile(r"\d{12}|\d{9}", re.ASCII)
_NAME = re.compile(r"[^\W\d_]+(?:['’\- ][^\W\d_]+)+")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?", re.ASCII)
_DOCUMENT_NUMBER = re.compile(r"[A-ZĐa-zđ0-9]+(?:[/.\-&][A-ZĐa-zđ0-9]+)*")
_OTHER_VALUE = re.compile(r"\d{6,}|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}", re.ASCII)
_DANGLING = re.compile(
    r"(?:,|-|\b(?:thành phố|tỉnh|quận|huyện|phường|xã|nhân dân|ủy ban|và|của|số|theo|tại|các))$",
    re.IGNORECASE,
)
"""Words that no value ends with: the next row is missing."""
_SEXES = {"nam": "Nam", "nữ": "Nữ"}
_TITLES = {"Ông", "Bà", "Ông/Bà"}
_LONGEST_NAME = 6
"""Maximum number of words; longer names exist but are rare enough for review."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A value in its stored form; None if the text is no value of its kind."""

    value: str | None
    rules: tuple[RuleResult, ...] = ()


def is_empty(text: str) -> bool:
    """Return whether a value was left blank: dots, dashes, `-/-`, `Không có`."""
    return _EMPTY.fullmatch(_LEADERS.sub(" ", nfc(text))) is not None


def normalise(kind: Kind, raw: str) -> Normalised:
    """Normalise the text of one value.

    Args:
        kind: What the value is.
        raw: Text as read, without its label.
    """
    text = _NOTE.sub("", " ".join(_LEADERS.sub(" ", nfc(raw)).split())).strip(" :;,'\"`*·•|")
    return _BY_KIND[kind](text)


def _text(text: str) -> Normalised:
    cleaned = text.rstrip(" .") if not text.endswith("./.") else text
    # A colon inside a value is a sign of a label that was not recognised.
    rules = (
        rule("text.syllables", not foreign_words(cleaned), "Có từ không phải tiếng Việt."),
        rule("text.label", ":" not in cleaned, "Giá trị có thể lẫn nhãn của mục khác."),
        rule("text.complete", not _DANGLING.search(cleaned), "Giá trị có thể bị mất phần cuối."),
    )
    return Normalised(cleaned or None, rules)


def _name(text: str) -> Normalised:
    text = _without_title(text.strip(" .-"))
    words = text.split()
    if not _NAME.fullmatch(text):
        failed = rule("name.letters", False, "Họ tên có ký tự lạ hoặc thiếu từ.")
        return Normalised(text or None, (failed,))
    capitals = {word.isupper() for word in words}
    rules = (
        rule("name.letters", len(words) <= _LONGEST_NAME, "Họ tên dài bất thường."),
        rule("name.case", len(capitals) == 1, "Họ tên lẫn chữ hoa và chữ thường."),
        rule("name.syllables", not foreign_words(text), "Có từ không phải tiếng Việt."),
        rule("name.surname", is_surname(words[0]), "Họ hiếm gặp: đối chiếu với ảnh."),
    )
    return Normalised(text, rules)


def _without_title(text: str) -> str:
    """Remove `Ông` or `Bà` before a name in capitals; `ÔNG` itself is a surname."""
    title, _, name = text.partition(" ")
    return name if title.rstrip(":") in _TITLES and name.isupper() else text


def _date(text: str) -> Normalised:
    value = read_date(text)
    rules = [rule("date.calendar", value is not None, "Không đọc được ngày.")]
    if value is not None and leaves_gaps(text):
        rules.append(rule(GAPS, False, "Ngày hoặc tháng để trống, hoặc máy không thấy."))
    return Normalised(value, tuple(rules))


def _id_number(text: str) -> Normalised:
    """Clean a personal number; a foreigner has a passport, an organisation a tax code instead."""
    digits = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    if not _ID_SHAPES.fullmatch(digits):
        key = subject_key(text) or ""
        if kind_of(key) in (NumberKind.PASSPORT, NumberKind.TAX) and has_known_form(key):
            message = "Là số hộ chiếu hoặc mã số thuế, không phải số định danh: đối chiếu với ảnh."
            return Normalised(key, (rule(OTHER_NUMBER, False, message),))
        message = "Số định danh phải có 12 chữ số (CMND cũ: 9)."
        return Normalised(None, (rule("id_number.length", False, message),))
    known = len(digits) == 9 or parse_personal_number(digits) is not None
    message = "Chữ số thứ tư (thế kỷ, giới tính) không hợp lệ."
    return Normalised(
        digits, (rule("id_number.length", True), rule("id_number.century", known, message))
    )


def _number(text: str) -> Normalised:
    """Parse a Vietnamese number: dots between thousands, a comma before decimals."""
    match = _NUMBER.match(text)
    if match is None:
        return Normalised(None, (rule("number.form", False, "Không đọc được số."),))
    value = match[0].replace(".", "").replace(",", ".")
    return Normalised(value, (rule("number.form", True),))


def _sex(text: str) -> Normalised:
    value = _SEXES.get(comparison_key(text).strip(" ."))
    message = "Giới tính phải là Nam hoặc Nữ."
    return Normalised(value, (rule("sex.known", value is not None, message),))


def _ethnic_group(text: str) -> Normalised:
    text = text.strip(" .")
    known = ethnic_group(text)
    message = "Không có trong danh mục 54 dân tộc."
    return Normalised(
        known or text or None, (rule("ethnic_group.known", known is not None, message),)
    )


def _country(text: str) -> Normalised:
    text = text.strip(" .")
    known = rule("country.known", is_country(text), "Quốc tịch ít gặp: đối chiếu với ảnh.")
    return Normalised(text or None, (known,))


def _agency(text: str) -> Normalised:
    """Check an agency name or address: it contains neither dates nor long numbers."""
    plain = _text(text)
    message = "Giá trị lẫn ngày hoặc số của mục khác."
    alone = rule("text.alone", not _OTHER_VALUE.search(text), message)
    return Normalised(plain.value, (*plain.rules, alone))


def _address(text: str) -> Normalised:
    plain = _agency(text)
    if plain.value is None:
        return plain
    message = "Địa chỉ không kết thúc bằng tên tỉnh, thành phố."
    known = rule("address.province", ends_in_province(plain.value), message)
    whole = rule("address.parts", "," in plain.value, "Địa chỉ có thể bị mất phần đầu.")
    return Normalised(plain.value, (*plain.rules, known, whole))


def _document_number(text: str) -> Normalised:
    compact = re.sub(r"\s*([/.\-&])\s*", r"\1", text.strip(" .-"))
    formed = _DOCUMENT_NUMBER.fullmatch(compact) is not None
    digits = any(c.isdecimal() for c in compact)
    message = "Số giấy tờ không đúng dạng."
    return Normalised(compact or None, (rule("document_number.form", formed and digits, message),))


_BY_KIND: dict[Kind, Callable[[str], Normalised]] = {
    Kind.TEXT: _text,
    Kind.NAME: _name,
    Kind.DATE: _date,
    Kind.ID_NUMBER: _id_number,
    Kind.NUMBER: _number,
    Kind.SEX: _sex,
    Kind.ETHNIC_GROUP: _ethnic_group,
    Kind.COUNTRY: _country,
    Kind.ADDRESS: _address,
    Kind.AGENCY: _agency,
    Kind.DOCUMENT_NUMBER: _document_number,
}
