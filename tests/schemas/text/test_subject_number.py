"""Numbers as people paste them: cleaned, told apart, asked about."""

from __future__ import annotations

import pytest

from schemas.text.subject_number import (
    NumberKind,
    doubt_of,
    kind_of,
    looks_like_a_number,
    numbers_in,
    subject_key,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("001195000011", "001195000011"),
        (" 001 195 000 011 ", "001195000011"),
        ("001.195.000.011", "001195000011"),
        ("001-195-000011", "001195000011"),
        (
            "\uff10\uff10\uff11\uff11\uff19\uff15\uff10\uff10\uff10\uff10\uff11\uff11",
            "001195000011",
        ),
        ("001\u00a0195\u2009000011", "001195000011"),
        ("c01234567", "C01234567"),
        ("C 0123 4567", "C01234567"),
        ("0191887252-001", "0191887252-001"),
        ("0191887252 \u2013 001", "0191887252-001"),
        ("0191887252001", "0191887252-001"),
        (" . ", None),
        ("", None),
        (None, None),
    ],
)
def test_spelling_does_not_tell_numbers_apart(typed: str | None, key: str | None) -> None:
    assert subject_key(typed) == key


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("001195000011", NumberKind.PERSONAL),
        ("011234567", NumberKind.OLD_CARD),
        ("0100109106", NumberKind.TAX),
        ("0191887252-001", NumberKind.TAX),
        ("C01234567", NumberKind.PASSPORT),
        ("C01X00T47", NumberKind.PASSPORT),
        ("12345678", NumberKind.OTHER),
    ],
)
def test_kinds(key: str, kind: NumberKind) -> None:
    assert kind_of(key) is kind


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1195000011", "001195000011"),
        ("1.195.000.011", "001195000011"),
        ("11234567", "011234567"),
        ("36195000011", "036195000011"),
        ("0100109106", None),
        ("001195000011", None),
        ("011234567", None),
        ("C01234567", None),
    ],
)
def test_lost_zeros_are_asked_about(typed: str, meant: str | None) -> None:
    assert doubt_of(typed) == meant


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("001195000011", True),
        ("0191887252-001", True),
        ("C01234567", True),
        ("Trần Thị Lan", False),
        ("ABCDEFG", False),
        ("12345", False),
        ("001/195", False),
    ],
)
def test_what_can_be_a_number(typed: str, is_one: bool) -> None:
    assert looks_like_a_number(typed) is is_one


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Thẻ căn cước số 001195000011", ["001195000011"]),
        ("CCCD số: 001 195 000 011 do Cục Cảnh sát cấp ngày 12/05/2021", ["001195000011"]),
        ("CMND 011.234.567, cấp ngày 12.05.2001 tại Hà Nội", ["011234567"]),
        ("Hộ chiếu số C1234567 cấp ngày 01/02/2020", ["C1234567"]),
        ("Hộ chiếu số C01X00T47 của Đức", ["C01X00T47"]),
        ("MSDN 0191887252-001", ["0191887252-001"]),
        ("CCCD 001195000011, CMND cũ 011234567", ["001195000011", "011234567"]),
        ("Số 12 Hàng Bài, ngày 20/11/2026", []),
        ("hồ sơ H26.12-261130-0777", []),
    ],
)
def test_numbers_within_a_text(text: str, keys: list[str]) -> None:
    assert [number.key for number in numbers_in(text)] == keys


def test_in_a_sentence_a_word_has_to_say_what_a_number_is() -> None:
    text = "Vốn 123456789 đồng, điện thoại 0912345678; CCCD số 001195000011"
    assert [number.key for number in numbers_in(text, announced=True)] == ["001195000011"]
