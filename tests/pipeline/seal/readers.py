"""Text and signatures as programs other than ours see them."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pypdfium2 as pdfium


def pdftotext(data: bytes, *options: str) -> str:
    return _run("pdftotext", data, "-", options=("-enc", "UTF-8", *options))


def pdfsig(data: bytes) -> str:
    return _run("pdfsig", data)


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


def _page_text(page: pdfium.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()
