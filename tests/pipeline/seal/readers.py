"""Text and signatures as programs other than ours see them."""

from __future__ import annotations

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


def _page_text(page: pdfium.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()
