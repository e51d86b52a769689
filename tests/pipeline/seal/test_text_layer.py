from __future__ import annotations

import datetime as dt
import unicodedata
from itertools import product

import pytest

from pipeline.seal.pdf.archive import save_archive
from pipeline.seal.pdf.assemble import assemble
from pipeline.seal.pdf.description import DocumentInfo
from pipeline.seal.pdf.text_layer import HiddenText, line_words
from schemas.record.reading import Box, Line, Point, Word
from tests.pipeline.seal import papers, readers

TURNS: tuple[papers.Turn, ...] = (0, 90, 180, 270)
INFO = DocumentInfo("Giấy tờ", "x", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))


def searchable(*pages: papers.Page) -> bytes:
    original = (
        pages[0].jpeg()
        if len(pages) == 1
        else papers.encoded(
            pages[0].picture,
            "TIFF",
            save_all=True,
            append_images=[p.picture for p in pages[1:]],
            compression="tiff_lzw",
        )
    )
    media_type = "image/jpeg" if len(pages) == 1 else "image/tiff"
    made = assemble(original, media_type, [p.reading for p in pages])
    with made.pdf:
        layer = HiddenText(made.pdf, [p.reading for p in pages])
        for page, placement in zip(made.pdf.pages, made.placements, strict=True):
            layer.add(page, placement)
        return save_archive(made.pdf, INFO)


@pytest.mark.parametrize(("rotation", "skew"), list(product(TURNS, (0.0, 1.7, -2.5))))
def test_words_are_exact_in_poppler_and_pdfium(rotation: papers.Turn, skew: float) -> None:
    page = papers.page(papers.TWO_COLUMNS + papers.ALL_LETTERS, rotation=rotation, skew=skew)
    data = searchable(page)

    assert readers.pdftotext(data, "-raw").split() == page.words
    assert readers.pdfium_text(data).split() == page.words


def test_no_word_is_lost_where_poppler_orders_by_layout() -> None:
    page = papers.page()

    assert sorted(readers.pdftotext(searchable(page)).split()) == sorted(page.words)


def test_text_is_nfc_whatever_the_reader_gave() -> None:
    page = papers.page([(100, 100, "Nguyễn Thị Hường")])
    line = page.reading.lines[0]
    decomposed = line.model_copy(update={"text": unicodedata.normalize("NFD", line.text)})
    reading = page.reading.model_copy(update={"lines": (decomposed,)})

    data = searchable(papers.Page(page.picture, reading))

    assert readers.pdftotext(data).strip() == unicodedata.normalize("NFC", "Nguyễn Thị Hường")


def where_shown(word: Word, skew: float) -> list[float]:
    """The upright box of a word around the middle of its place on the skewed picture, pixels."""
    middle = papers.on_scanner(word.box.center, 0, skew)
    across, up = word.box.width / 2, word.box.height / 2
    return [middle.x - across, middle.y - up, middle.x + across, middle.y + up]


@pytest.mark.parametrize(("rotation", "skew"), list(product(TURNS, (0.0, 1.7, -2.5, 3.0))))
def test_word_boxes_lie_on_the_picture_within_two_pixels(
    rotation: papers.Turn, skew: float
) -> None:
    page = papers.page(papers.TWO_COLUMNS + papers.ALL_LETTERS, rotation=rotation, skew=skew)
    data = searchable(page)
    words = [word for line in page.reading.lines for word in line.words]

    for found in (readers.poppler_boxes(data), readers.pdfium_boxes(data)):
        assert [text for text, _ in found] == [word.text for word in words]
        for (_, box), word in zip(found, words, strict=True):
            pixels = [v * papers.DPI / 72 for v in box]
            assert pixels == pytest.approx(where_shown(word, skew), abs=2)


def test_a_dense_skewed_page_keeps_its_order_and_its_phrases() -> None:
    text = "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 về công tác văn thư, lưu trữ"
    page = papers.page([(60, 60 + 34 * i, text) for i in range(48)], skew=2.0)

    data = searchable(page)

    assert readers.pdftotext(data, "-raw").split() == page.words
    assert readers.pdfium_text(data).split() == page.words
    assert readers.pdfium_finds(data, "ngày 05 tháng 3 năm 2020") == 48


def test_every_page_of_a_file_gets_its_own_text() -> None:
    pages = [papers.page([(100, 100, f"Trang số {n}")], number=n) for n in (1, 2, 3)]

    text = readers.pdftotext(searchable(*pages), "-raw").split("\f")

    assert [page.split() for page in text[:3]] == [page.words for page in pages]


def test_a_page_without_words_stays_a_picture() -> None:
    page = papers.page([(100, 100, "x")])
    bare = papers.Page(page.picture, page.reading.model_copy(update={"lines": ()}))

    assert readers.pdftotext(searchable(bare)).strip() == ""


def test_words_that_do_not_spell_the_line_are_spread_over_it() -> None:
    box = Box(0, 0, 100, 10)
    corners = (Point(0, 0), Point(100, 0), Point(100, 10), Point(0, 10))
    word = Word(text="khác", box=Box(0, 0, 10, 10), confidence=1)
    line = Line(text="ab cd", confidence=1, box=box, polygon=corners, words=(word,), reader="thử")

    assert line_words(line) == [("ab", 0.0, 0.4), ("cd", 0.6, 1.0)]
