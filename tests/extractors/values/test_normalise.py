from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.dates import read_date
from extractors.values.normalise import GAPS, is_empty, normalise
from extractors.values.syllables import foreign_words, is_syllable
from schemas.papers.model import Kind
from schemas.record.evidence import RuleOutcome
from schemas.text.number_words import date_in_words


def _failed(kind: Kind, raw: str) -> set[str]:
    return {r.rule for r in normalise(kind, raw).rules if r.outcome is RuleOutcome.FAILED}


@pytest.mark.parametrize("kind", list(Kind))
@given(text=st.text())
def test_no_text_makes_normalising_fail(kind: Kind, text: str) -> None:
    normalise(kind, text)
    is_empty(text)


@given(st.dates(dt.date(1800, 1, 1)), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y",
       "ngày %d tháng %m năm %Y"]))  # fmt: skip
def test_dates_round_trip(day: dt.date, form: str) -> None:
    assert read_date(day.strftime(form)) == day.isoformat()
    assert read_date(date_in_words(day)) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5/2/2026", "2026-02-05"),
        ("Ngày 05 tháng 3 năm 2026.", "2026-03-05"),
        ("1954", "1954"),
        ("Không thời hạn", "9999-12-31"),
        ("31/02/2020", None),
        ("05/02/26", None),
        ("O5/02/2026", None),
        ("05/02/2026 Dân tộc Kinh", None),
        ("99/99/9999", None),
    ],
)
def test_dates_are_read_whole_or_not_at_all(text: str, value: str | None) -> None:
    assert read_date(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, "1950") for text in (
            "--/--/1950", "../../1950", "…/…/1950", "__/__/1950", "00/00/1950", "xx/xx/1950",
            "?/?/1950", "xx-xx-1950", "00.00.1950", "--1950", "-- 1950", "Năm 1950", "Năm: 1950",
            "Sinh năm 1950", "05/--/1950", "Ngày … tháng … năm 1950", "Ngày -- tháng -- năm 1950",
            "ngày tháng năm 1950", "ngày 05 tháng … năm 1950", "ngày 5 năm 1950",
            "Năm một nghìn chín trăm năm mươi", "một nghìn chín trăm năm mươi",
            "không rõ ngày tháng, năm 1950", "không nhớ ngày, tháng năm 1950",
            "ngày không rõ tháng không rõ năm 1950",
        )),
        *((text, "1950-05") for text in (
            "--/05/1950", "../05/1950", "00/05/1950", "tháng 5 năm 1950", "tháng năm năm 1950",
            "tháng 5/1950", "Ngày … tháng 5 năm 1950", "Ngày … tháng 05 năm 1950.",
            "Tháng năm năm một nghìn chín trăm năm mươi",
        )),
        ("Tháng giêng năm 1950", "1950-01"),
        *((text, None) for text in (
            "khoảng 1950", "15/8 âm lịch năm 1950", "1/5/1950 (âm lịch)", "01950", "năm 19502",
            "32/01/1950", "05/13/1950", "ngày … tháng 13 năm 1950", "--/--/----", "--/--/3950",
            "Ngày 31 tháng 02 năm 1950", "năm", "O5/--/1950",
        )),
    ],
)  # fmt: skip
def test_dates_without_day_or_month_keep_what_the_paper_gives(text: str, value: str | None) -> None:
    assert read_date(text) == value
    assert normalise(Kind.DATE, text).value == value


@pytest.mark.parametrize(
    ("text", "gaps"),
    [("--/--/1950", False), ("/ /1950", True), ("ngày tháng năm 1950", True), ("1950", False)],
)
def test_gaps_that_nothing_marks_go_to_a_person(text: str, gaps: bool) -> None:
    failed = [r.rule for r in normalise(Kind.DATE, text).rules if r.outcome is RuleOutcome.FAILED]
    assert failed == ([GAPS] if gaps else [])


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.SEX, "nữ.", "Nữ"),
        (Kind.ETHNIC_GROUP, "Khơ-me", "Khmer"),
        (Kind.ETHNIC_GROUP, "H'Mông", "Mông"),
        (Kind.ID_NUMBER, "001 304 123 456", "001304123456"),
        (Kind.ID_NUMBER, "００１ ３０４ １２３ ４５６", "001304123456"),
        (Kind.NUMBER, "1.234,5 m²", "1234.5"),
        (Kind.DOCUMENT_NUMBER, "05 / QĐ - UBND", "05/QĐ-UBND"),
        (Kind.NAME, "NGUYỄN  VĂN AN", "NGUYỄN VĂN AN"),
        (Kind.ADDRESS, "xã Gia Lâm, thành phố Hà Nội.", "xã Gia Lâm, thành phố Hà Nội"),
        (Kind.TEXT, "Đi làm ............", "Đi làm"),
    ],
)
def test_values_are_cleaned(kind: Kind, raw: str, value: str) -> None:
    assert normalise(kind, raw).value == value
    assert _failed(kind, raw) == set()


@pytest.mark.parametrize(
    ("kind", "raw", "rule"),
    [
        (Kind.SEX, "Nam Dân tộc Kinh", "sex.known"),
        (Kind.ETHNIC_GROUP, "Kính", "ethnic_group.known"),
        (Kind.ID_NUMBER, "00130412345", "id_number.length"),
        (Kind.ID_NUMBER, "001504123456", "id_number.century"),
        (Kind.ID_NUMBER, "C01234567", "id_number.other"),
        (Kind.ID_NUMBER, "0100109106-001", "id_number.other"),
        (Kind.NAME, "NGUYỄNN VĂN AN", "name.syllables"),
        (Kind.NAME, "NGUYỄN V4N AN", "name.letters"),
        (Kind.NAME, "NGUYỀN VĂN AN", "name.surname"),
        (Kind.NAME, "NGUYỄN Văn AN", "name.case"),
        (Kind.ADDRESS, "xã Gia Lâm, thành phố", "address.province"),
        (Kind.TEXT, "Kinh Quốc tịch: Việt Nam", "text.label"),
        (Kind.DOCUMENT_NUMBER, "QĐ-UBND", "document_number.form"),
    ],
)
def test_what_does_not_fit_fails_a_rule(kind: Kind, raw: str, rule: str) -> None:
    assert rule in _failed(kind, raw)


@pytest.mark.parametrize("text", ["", "......", "-/-", "Không", "không có", "…… / ……", "___"])
def test_blank_forms_are_empty(text: str) -> None:
    assert is_empty(text)


_SYLLABLES = (
    "Nguyễn", "khuất", "quỳnh", "giếng", "gì", "quyết", "nghiêng", "thuở", "khuỷu", "yên", "oản",
    "QUỐC", "huyện", "người", "ước", "ngành", "cười",
)  # fmt: skip


@pytest.mark.parametrize("word", _SYLLABLES)
def test_vietnamese_syllables_pass(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Nguyễnn", "khuat", "ngi", "ñường", "wa", "kắ", "cẻt", "húc̃"])
def test_other_words_do_not(word: str) -> None:
    assert not is_syllable(word)


def test_abbreviations_are_passed_over() -> None:
    assert foreign_words("UBND phường Láng, TP Hà Nội") == []
    assert foreign_words("phưòngg Láng") == ["phưòngg"]
