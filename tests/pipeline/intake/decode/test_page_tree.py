"""A page that a PDF promises and does not hold is told; readers would leave it out."""

from __future__ import annotations

import pytest

from pipeline.errors import DamagedFileError
from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 60 60] /Resources << >> /Contents 7 0 R >>"
DRAWN = b"<< /Length 16 >>\nstream\n9 9 50 50 re f  \nendstream"


def written(kids: bytes = b"[3 0 R 4 0 R 5 0 R]", count: int = 3, fourth: bytes = PAGE) -> bytes:
    """A PDF of three pages, byte for byte: libraries would mend what is to be broken."""
    root = b"<< /Type /Pages /Count %d /Kids %s >>" % (count, kids)
    objects = (b"<< /Type /Catalog /Pages 2 0 R >>", root, PAGE, fourth, PAGE, PAGE, DRAWN)
    data, places = b"%PDF-1.5\n", b"0000000000 65535 f \n"
    for number, each in enumerate(objects, start=1):
        places += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n%strailer << /Root 1 0 R /Size %d >>\n" % (size, places, size)
    return data + tail + b"startxref\n%d\n%%%%EOF\n" % len(data)


def node(rest: bytes) -> bytes:
    return b"<< /Type /Pages /Parent 2 0 R " + rest + b" >>"


WHOLE = {
    "flat": written(),
    "nested": written(b"[3 0 R 4 0 R]", 3, node(b"/Count 2 /Kids [5 0 R 6 0 R]")),
    "without types": written(fourth=PAGE.replace(b"/Type /Page ", b"")),
}
LOST = {
    "null": written(fourth=b"null"),
    "not there": written(b"[3 0 R 44 0 R 5 0 R]"),
    "null in its place": written(b"[3 0 R null 5 0 R]"),
    "no page": written(fourth=b"17"),
    "something else": written(fourth=b"<< /Type /Annot /Rect [0 0 1 1] >>"),
    "a node without kids": written(b"[3 0 R 4 0 R]", 3, node(b"/Count 2")),
    "a node of no kids": written(b"[3 0 R 4 0 R]", 3, node(b"/Count 2 /Kids []")),
    "one of several nodes": written(b"[3 0 R 4 0 R]", 3, node(b"/Count 2 /Kids [44 0 R 5 0 R]")),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_all_pages_of_a_whole_tree_are_taken(kind: str) -> None:
    pages = list(page_images(receive(WHOLE[kind], "quet.pdf")))
    assert [int(page.pixels.min()) for page in pages] == [0, 0, 0]


@pytest.mark.parametrize("kind", LOST)
def test_the_first_lost_page_is_named(kind: str) -> None:
    with pytest.raises(DamagedFileError, match="trang 2") as told:
        list(page_images(receive(LOST[kind], "quet.pdf")))
    assert told.value.case == "pdf-page-lost"


def test_more_pages_than_there_are_is_damage() -> None:
    with pytest.raises(DamagedFileError, match="trang 4"):
        list(page_images(receive(written(count=5), "quet.pdf")))


@pytest.mark.parametrize("content", [b"44 0 R", b"[7 0 R 44 0 R]", b"[7 0 R 3 0 R]", b"/None"])
def test_content_that_is_lost_is_no_blank_page(content: bytes) -> None:
    page = PAGE.replace(b"/Contents 7 0 R", b"/Contents " + content)
    with pytest.raises(DamagedFileError, match="trang 2") as told:
        list(page_images(receive(written(fourth=page), "quet.pdf")))
    assert told.value.case == "page-content"


def test_a_page_without_content_is_blank() -> None:
    page = PAGE.replace(b"/Contents 7 0 R", b"")
    pages = list(page_images(receive(written(fourth=page), "quet.pdf")))
    assert [int(page.pixels.min()) for page in pages] == [0, 255, 0]
