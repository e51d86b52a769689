"""Marks are chosen by picture and language: in running text, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.calibration import doubt
from pipeline.ocr.language import LanguageModel, choose_marks
from pipeline.ocr.symbols import Symbol
from schemas.text.spelling import search_key

MODEL = LanguageModel.load()


def written(text: str, **rivals: tuple[str, float]) -> tuple[Symbol, ...]:
    """Symbols of a text; a rival is given as letter=(other letter, its probability)."""
    return tuple(
        Symbol(c, 1 - rivals[c][1] if c in rivals else 0.999, 0.5, (rivals[c],))
        if c in rivals
        else Symbol(c, 0.999, 0.5)
        for c in text
    )


def chosen(symbols: tuple[Symbol, ...]) -> str:
    return "".join(symbol.text for symbol in choose_marks(symbols, MODEL))


@pytest.mark.parametrize(
    ("read", "rival", "right"),
    [
        ("việc kiễm tra hồ sơ", {"ễ": ("ể", 0.02)}, "việc kiểm tra hồ sơ"),
        ("được sửa đỗi theo", {"ỗ": ("ổ", 0.02)}, "được sửa đổi theo"),
        ("các đảm bão an toàn", {"ã": ("ả", 0.02)}, "các đảm bảo an toàn"),
    ],
)
def test_a_slip_of_one_mark_is_mended(
    read: str, rival: dict[str, tuple[str, float]], right: str
) -> None:
    assert chosen(written(read, **rival)) == right


def test_a_right_word_stays_and_becomes_surer() -> None:
    symbols = written("việc kiểm tra hồ sơ", ể=("ễ", 0.3))
    assert chosen(symbols) == "việc kiểm tra hồ sơ"
    assert doubt(choose_marks(symbols, MODEL)) < doubt(symbols)


@pytest.mark.parametrize("read", ["Kiễm tra", "KIỄM TRA", "Trần Kiễm"])
def test_names_and_capitals_are_left_to_the_picture(read: str) -> None:
    symbols = written(read, ễ=("ể", 0.4), Ễ=("Ể", 0.4))
    assert chosen(symbols) == read


def test_what_the_picture_excludes_is_never_written() -> None:
    assert chosen(written("kiễm tra")) == "kiễm tra"


def test_figures_and_other_letters_are_never_touched() -> None:
    symbols = written("số 1234 ngày", **{"1": ("7", 0.45), "n": ("u", 0.45)})
    assert chosen(symbols) == "số 1234 ngày"


@given(st.text(alphabet="aảãeểễoổỗ đKT1.-", max_size=30), st.floats(0.01, 0.49))
def test_only_marks_ever_change(text: str, probability: float) -> None:
    rivals = {"ễ": ("ể", probability), "ổ": ("ỗ", probability), "ả": ("a", probability)}
    result = choose_marks(written(text, **rivals), MODEL)
    assert search_key("".join(s.text for s in result)) == search_key(text)
    assert all(0 < symbol.probability <= 1 for symbol in result)


def test_counts_follow_the_corpus() -> None:
    assert "kiểm" in MODEL
    assert "kiễm" not in MODEL
    assert MODEL.follows("sửa", "đổi") > MODEL.follows("sửa", "đỗi")


def test_back_off_is_below_a_seen_pair() -> None:
    steps = np.array([40, 40], dtype=np.uint8)
    model = LanguageModel(
        ["a", "b"], steps, np.array([1], dtype=np.uint32), np.array([32], dtype=np.uint8)
    )
    assert model.follows("a", "b") == pytest.approx(4.0 - 5.0)
    assert model.follows("b", "a") < model.follows(None, "a")
    assert model.follows("a", "c") < model.follows("b", "a")


def least(text: str) -> float:
    return min(symbol.probability for symbol in choose_marks(written(text), MODEL))


@pytest.mark.parametrize(
    "read",
    ["QUYÉT ĐỊNH", "KÉT HÔN", "THÔNG BÁO KÉT LUẬN", "CÓNG THÔNG TIN", "BÔ TRƯỞNG", "SÓ HÓA",
     "CHÚNG NHẬN", "THÉ CHẤP", "THÚ TRƯỞNG", "CÔNG HÒA XÃ HÔI", "TRẦN QUÓC TUẤN", "HỘI QUYÊT",
     "về việc quyét định", "Quôc hội", "CỔNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QUYET ĐỊNH",
     "QUYẾT ĐINH", "GIẤY KHAI SÌNH", "GIẤY CHỨNG NHÂN KẾT HÔN", "GIẤY CHỨNG NHẬN KẾT HÒN",
     "KT. CHỦ TỊCH UBND TÌNH", "PHỐ CHỦ TỊCH", "CHÁNH VÀN PHÒNG", "PHÓ TRƯỞNG PHONG",
     "GIẤY CHUNG NHẬN QUYỀN SỬ DỤNG ĐẤT", "BẢN SÁO", "CĂN CUỘC CÔNG DÂN", "BỘ TỨ PHÁP",
     "GIẤY KHAL SINH", "GIẤY CHỨNG NHẬN QUYỀN SỨ DỤNG ĐẤT SỐ"],
)  # fmt: skip
def test_a_word_that_lacks_a_mark_is_doubted_however_sure_the_picture_is(read: str) -> None:
    assert least(read) <= 0.6


@pytest.mark.parametrize(
    "read",
    ["QUYẾT ĐỊNH", "KẾT HÔN", "CỔNG THÔNG TIN", "SỐ HÓA", "THỂ CHẾ", "KÉT BẠC", "CHÚNG TÔI",
     "LÊ CÔNG QUÂN", "ĐINH THANH BÌNH", "NGUYỄN TRÃI", "xã Đại Mỗ", "Đắk Lắk", "UBND", "QĐ-UBND",
     "bão, sữa, nghĩ", "HĐND", "PCCC VÀ CNCH", "PCVP", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
     "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "GIẤY KHAI SINH", "PHÓ CHỦ TỊCH THƯỜNG TRỰC",
     "THỨ TRƯỞNG", "THỦ TRƯỞNG", "BÁO CÁO", "LÊ THỊ BẢN SAO", "SỞ TƯ PHÁP", "TRẦN THỊ BÁO",
     "NGUYỄN CHỈ THỊ HỒNG", "UỶ BAN NHÂN DÂN"],
)  # fmt: skip
def test_words_and_names_that_exist_are_not_doubted(read: str) -> None:
    assert least(read) > 0.9


@pytest.mark.parametrize("word", ["bão", "sữa", "nghĩ"])
def test_a_word_that_exists_and_is_plain_to_see_is_never_mended(word: str) -> None:
    swapped = word.translate(str.maketrans("ãữĩ", "ảửỉ"))
    letter, other = next((a, b) for a, b in zip(word, swapped, strict=True) if a != b)
    symbols = tuple(
        Symbol(c, 0.995, 0.5, ((other, 0.004),)) if c == letter else Symbol(c, 0.999, 0.5)
        for c in f"sự {word} đảm"
    )
    assert chosen(symbols) == f"sự {word} đảm"
