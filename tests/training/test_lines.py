"""Rendered lines and what they are made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.drawing.chance import seeded
from training.drawing.fonts import FontShelf, find_fonts
from training.drawing.strokes import SIGNS, write_digits
from training.drawing.synthesis import LinePainter
from training.reading import HEIGHT, decode, scale_to_height, to_input
from training.text.charset import INDEX, LETTERS, SYMBOLS, encode, readable, without_tones
from training.text.wording import LONGEST, Piece, Wording, label_of

_TEXT = """Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Ủy ban nhân dân phường Ngọc Hà ban hành quyết định về thủ tục đăng ký khai sinh.
Người yêu cầu nộp bản sao giấy tờ tùy thân, xuất trình bản chính để đối chiếu.
Kỷ luật, lễ nghĩa, những bữa cỗ, vỡ đê, giữ gìn, lẽ phải, mẫu đơn, rẻ, ngã ba."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "text.txt").write_text(_TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def shelf() -> FontShelf:
    try:
        return find_fonts()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


def test_alphabet_holds_every_vietnamese_letter() -> None:
    assert len(LETTERS) == 134
    assert len(SYMBOLS) == len(INDEX) == 272
    assert encode(readable("Đặng  Thị\tYến")) == [INDEX[sign] for sign in "Đặng Thị Yến"]
    assert without_tones("Đường Nguyễn Trãi, ấp Ỷ Lan") == "Duong Nguyen Trai, ap Y Lan"


def test_every_wording_can_be_written(corpus: Path) -> None:
    wording = Wording(corpus, seeded(7))
    for _ in range(300):
        text = label_of(wording.draw())
        assert 0 < len(text) <= LONGEST
        assert set(text) <= set(INDEX)
        assert readable(text) == text


def test_handwritten_number_joins_the_sign_of_the_document() -> None:
    pieces = [Piece("Số:"), Piece("05", by_hand=True), Piece("/QĐ-UBND", joined=True)]
    assert label_of(pieces) == "Số: 05/QĐ-UBND"


def test_lines_have_the_height_of_the_reader(corpus: Path, shelf: FontShelf) -> None:
    painter = LinePainter(Wording(corpus, seeded(1)), shelf, seed=1)
    for sample in (painter.paint() for _ in range(40)):
        assert sample.picture.shape[0] == HEIGHT
        assert sample.picture.shape[2] == 3
        assert np.ptp(sample.picture) > 20, sample.text


def test_same_seed_paints_the_same(corpus: Path, shelf: FontShelf) -> None:
    first, second = (
        LinePainter(Wording(corpus, seeded(3)), shelf, seed=3).paint() for _ in range(2)
    )
    assert first.text == second.text
    assert np.array_equal(first.picture, second.picture)


def test_pen_writes_every_digit() -> None:
    for sign in sorted(SIGNS):
        ink = write_digits(sign, 40, seeded(2))
        assert 0.5 < ink.max() <= 1.0


def test_input_is_padded_with_mid_grey() -> None:
    white = np.full((96, 40, 3), 255, np.uint8)
    batch = to_input([scale_to_height(white)], 64)
    assert batch.shape == (1, 3, HEIGHT, 64)
    assert (batch[..., :20] == 1).all()
    assert (batch[..., 20:] == 0).all()


def test_decoding_joins_runs_and_keeps_their_best_column() -> None:
    posterior = np.zeros((6, len(SYMBOLS)), np.float32)
    path = (INDEX["ổ"], INDEX["ổ"], 0, INDEX["ổ"], INDEX["n"], 0)
    for column, (symbol, chance) in enumerate(
        zip(path, (0.6, 0.9, 0.99, 0.7, 0.8, 1.0), strict=True)
    ):
        posterior[column, symbol] = chance
    reading = decode(posterior)
    assert reading.text == "ổổn"
    assert reading.probabilities == pytest.approx((0.9, 0.7, 0.8))
