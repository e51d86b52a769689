"""The tree of pages of a PDF: readers skip what is broken in it, so that a page vanishes."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
from pikepdf import Name

__all__ = ["first_lost_page", "has_lost_content"]

_DEEPEST = 64
_REFERENCE = re.compile(rb"/Contents\s+\d+\s+\d+\s+R\b")
_OF_A_PAGE = ("/Contents", "/MediaBox", "/Resources")


class _LostPageError(Exception):
    """A page that the tree promises is not there."""


def first_lost_page(data: bytes) -> int | None:
    """Return the number of the first page that a PDF promises and does not hold, from 1.

    Raises:
        pikepdf.PasswordError: It asks for a password.
        pikepdf.PdfError: It cannot be parsed.
    """
    # Otherwise qpdf mends the tree by leaving out what is broken.
    with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
        root = pdf.Root.get("/Pages")
        if not isinstance(root, pikepdf.Dictionary) or "/Kids" not in root:
            return None  # qpdf finds the pages or refuses the file
        tree = _Tree()
        try:
            tree.walk(root, 0)
        except _LostPageError:
            return tree.found + 1
        return None


def has_lost_content(page: pikepdf.Page, data: bytes) -> bool:
    """Tell whether a page names content that is not in the file; qpdf takes it for none."""
    if "/Contents" in page.obj:
        return False
    begin = b"%d %d obj" % page.obj.objgen
    place = max(data.rfind(before + begin) for before in (b"\n", b"\r"))
    stated = data[place : data.find(b"endobj", place)] if place >= 0 else b""
    return _REFERENCE.search(stated) is not None


class _Tree:
    """Counts the pages of a tree up to the first that is lost."""

    def __init__(self) -> None:
        self.found = 0
        self._nodes: set[tuple[int, int]] = set()

    def walk(self, node: Any, depth: int) -> None:
        """Count the pages below a node.

        Raises:
            _LostPageError: One is lost; `found` are before it.
        """
        if not isinstance(node, pikepdf.Dictionary) or depth > _DEEPEST:
            raise _LostPageError
        if "/Kids" not in node and (node.get("/Type") == Name.Page or _is_page(node)):
            self.found += 1
            return
        kids, before = node.get("/Kids"), self.found
        if not isinstance(kids, pikepdf.Array) or node.objgen in self._nodes:
            raise _LostPageError
        self._nodes.add(node.objgen)
        for kid in kids:
            self.walk(kid, depth + 1)
        if self.found - before < _stated(node):
            raise _LostPageError


def _is_page(node: pikepdf.Dictionary) -> bool:
    return any(key in node for key in _OF_A_PAGE)


def _stated(node: pikepdf.Dictionary) -> int:
    try:
        return int(node.get("/Count", 0))
    except (TypeError, ValueError):
        return 0
