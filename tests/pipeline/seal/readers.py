"""Text and signatures as programs other than ours see them."""

from __future__ import annotations

import html
import re
import subprocess
import tempfile
from pathlib import Path

import pypdfium2 as pdfium


def pdftotext(data: bytes, *options: str) -> str:
    return _run("pdftotext", data, "-", options=("-enc", "UTF-8", *options))


def pdfsig(data: bytes) -> str:
    return _run("pdfsig", data)


def openssl_verifies(data: bytes, root: Path) -> bool:
    """Verify the (only) signature with OpenSSL, from the bytes that its range names."""
    (found,) = re.finditer(rb"/ByteRange \[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", data)
    _, first, second, length = (int(number) for number in found.groups())
    container = bytes.fromhex(data[first + 1 : second - 1].decode())
    with tempfile.TemporaryDirectory() as folder:
        content, signature = Path(folder, "content"), Path(folder, "signature")
        content.write_bytes(data[:first] + data[second : second + length])
        signature.write_bytes(container)
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any"]
        done = subprocess.run(
            [*command, "-in", signature, "-content", content, "-CAfile", root, "-out", "/dev/null"],
            capture_output=True,
            check=False,
        )
    return done.returncode == 0


def _run(program: str, data: bytes, *after: str, options: tuple[str, ...] = ()) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "paper.pdf")
        path.write_bytes(data)
        done = subprocess.run(
            [program, *options, str(path), *after], capture_output=True, text=True, check=True
        )
    return done.stdout


def pdfium_text(data: bytes) -> str:
    document = pdfium.PdfDocument(data)
    try:
        return "\n".join(_page_text(page) for page in document)
    finally:
        document.close()


def poppler_boxes(data: bytes) -> list[tuple[str, list[float]]]:
    """Words of a one-page file with left, top, right, bottom in points from the top left."""
    number = r'"(-?[\d.]+)"'
    pattern = rf"<word xMin={number} yMin={number} xMax={number} yMax={number}>([^<]*)<"
    found = re.findall(pattern, pdftotext(data, "-bbox", "-raw"))
    return [(html.unescape(text), [float(v) for v in box]) for *box, text in found]


def pdfium_boxes(data: bytes) -> list[tuple[str, list[float]]]:
    """The same, as PDFium (Chrome) places them for marking."""
    document = pdfium.PdfDocument(data)
    page = document[0]
    text_page = page.get_textpage()
    found: list[tuple[str, list[float]]] = []
    try:
        top, inside = page.get_height(), False
        for index in range(text_page.count_chars()):
            character = text_page.get_text_range(index, 1)
            if not character.strip():
                inside = False
                continue
            left, low, right, high = text_page.get_charbox(index, loose=True)
            box = [left, top - high, right, top - low]
            if inside:
                word, before = found[-1]
                box = [*map(min, before[:2], box[:2]), *map(max, before[2:], box[2:])]
                found[-1] = (word + character, box)
            else:
                found.append((character, box))
            inside = True
    finally:
        text_page.close()
        page.close()
        document.close()
    return found


def pdfium_finds(data: bytes, phrase: str) -> int:
    """How often PDFium's search finds a phrase on the first page."""
    document = pdfium.PdfDocument(data)
    page = document[0]
    text_page = page.get_textpage()
    search = text_page.search(phrase)
    try:
        return sum(1 for _ in iter(search.get_next, None))
    finally:
        search.close()
        text_page.close()
        page.close()
        document.close()


def _page_text(page: pdfium.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()
