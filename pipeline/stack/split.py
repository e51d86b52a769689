"""Step 3, split: assigns the pages of a stack to papers.

A paper starts at one of our separator sheets, at a patch code (T, 2 or 3), or at a receipt form,
whose barcode is the code of the dossier of the papers after it; the form itself is a paper. Pages
before the first of these are a paper, too, so that nothing scanned is lost. Blank sides belong to
their paper and are counted, but not read. In a stack scanned on both sides the back of a separator
sheet is not a page of a paper, whichever side was up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import DamagedFileError, UnsupportedTypeError
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.quality import Grade, QualityVerdict, judge
from pipeline.intake.receive import MediaType, Received, receive
from pipeline.page.barcodes import read_barcodes
from pipeline.stack.compose import compose
from pipeline.stack.frames import select_frames
from pipeline.stack.patch import SEPARATING, read_patch
from pipeline.stack.separator import Separator

__all__ = ["PageRole", "Stack", "StackPage", "StackPaper", "cut_file", "split_stack"]

_THUMBNAIL = 240
"""Longer side of the thumbnails for the contact sheet, pixels."""
_DOSSIER = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.)?[GH]\d{2}(?:\.\d{1,3})*-\d{6}-\d{3,6}")
"""Dossier code (TT 01/2018 and TT 03/2025/TT-VPCP) in the barcode of a receipt form."""


class PageRole(StrEnum):
    """Role of a page in its stack."""

    SEPARATOR = "separator"
    RECEIPT = "receipt"
    CONTENT = "content"
    BLANK = "blank"


_UNREAD = (PageRole.SEPARATOR, PageRole.BLANK)


@dataclass(frozen=True, slots=True, eq=False)
class StackPage:
    """One page of a stack.

    Attributes:
        number: Number in the stack, from 1.
        role: Its role.
        verdict: Quality verdict.
        thumbnail: uint8 array [height, width, 3], BGR, small.
    """

    number: int
    role: PageRole
    verdict: QualityVerdict
    thumbnail: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class StackPaper:
    """One paper of a stack.

    Attributes:
        separator: Content of the separator sheet before it; None if there was none.
        pages: Its pages in order, including blank sides but not the separator sheet.
    """

    separator: Separator | None
    pages: tuple[StackPage, ...] = ()

    @property
    def dossier(self) -> str | None:
        """Code of the dossier (mã hồ sơ) from the separator sheet or receipt form before it."""
        return (self.separator.dossier or None) if self.separator else None

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of its pages in the stack."""
        return tuple(page.number for page in self.pages)

    @property
    def blanks(self) -> int:
        """Number of its blank sides."""
        return sum(page.role is PageRole.BLANK for page in self.pages)


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """A stack, split into papers.

    Attributes:
        pages: All pages in scan order.
        papers: The papers, each with at least one page of content.
        expected: Number of papers according to the first sheet, or None.
        empty: Page numbers of separator sheets that no paper follows.
    """

    pages: tuple[StackPage, ...]
    papers: tuple[StackPaper, ...]
    expected: int | None = None
    empty: tuple[int, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """Problems that the clerk must check before putting the stack away, in Vietnamese."""
        found = []
        if self.expected is not None and self.expected != len(self.papers):
            found.append(
                f"Tờ đầu tập ghi {self.expected} giấy tờ nhưng quét được {len(self.papers)}: "
                "kiểm lại tập giấy trước khi trả."
            )
        found += [f"Sau tờ phân cách ở trang {n} không có giấy tờ nào." for n in self.empty]
        again = [
            page.number
            for page in self.pages
            if page.role in (PageRole.CONTENT, PageRole.RECEIPT)
            and page.verdict.grade is Grade.SCAN_AGAIN
        ]
        if again:
            found.append(f"Cần quét lại trang {', '.join(map(str, again))}.")
        return tuple(found)


@dataclass(slots=True)
class _Open:
    """The paper being collected."""

    separator: Separator | None = None
    sheet: int | None = None
    pages: list[StackPage] = field(default_factory=list)

    @property
    def has_content(self) -> bool:
        return any(page.role is not PageRole.BLANK for page in self.pages)

    @property
    def is_receipt(self) -> bool:
        return bool(self.pages) and self.pages[0].role is PageRole.RECEIPT


def split_stack(pages: Iterable[PageImage], *, duplex: bool = False) -> Stack:
    """Split a stack into papers, with only one page image in memory at a time.

    Args:
        pages: The sides in scan order.
        duplex: Whether both sides of every sheet were scanned, front and back in turn.
    """
    cutter = _Cutter(duplex)
    for image in pages:
        cutter.add(image)
    return cutter.stack()


class _Cutter:
    """Collects pages into papers."""

    def __init__(self, duplex: bool) -> None:
        self._duplex = duplex
        self._seen: list[StackPage] = []
        self._papers: list[StackPaper] = []
        self._empty: list[int] = []
        self._expected: int | None = None
        self._dossier = ""
        self._current = _Open()

    def add(self, image: PageImage) -> None:
        separator, role = _mark(image)
        page = _stack_page(image, role)
        is_back = self._duplex and image.number % 2 == 0
        front = self._seen[-1] if is_back and self._seen else None
        if separator is None and front and front.role is PageRole.SEPARATOR:
            page = replace(page, role=PageRole.SEPARATOR)
        elif role is PageRole.RECEIPT:
            self._open(separator, None)
            self._dossier = separator.dossier if separator else ""
            self._current.pages.append(page)
        elif separator is not None:
            self._take_back(front)
            self._expected = separator.papers if self._expected is None else self._expected
            self._open(replace(separator, dossier=separator.dossier or self._dossier), page.number)
        else:
            self._append(page, is_back)
        self._seen.append(page)

    def stack(self) -> Stack:
        _close(self._current, self._papers, self._empty)
        return Stack(tuple(self._seen), tuple(self._papers), self._expected, tuple(self._empty))

    def _append(self, page: StackPage, is_back: bool) -> None:
        """Add a page to the current paper; what follows a receipt form's sheet is another paper."""
        if self._current.is_receipt and page.role is PageRole.CONTENT and not is_back:
            self._open(Separator(self._dossier), None)
        self._current.pages.append(page)

    def _open(self, separator: Separator | None, sheet: int | None) -> None:
        _close(self._current, self._papers, self._empty)
        self._current = _Open(separator, sheet)

    def _take_back(self, front: StackPage | None) -> None:
        """Take back the blank front of a separator sheet that was scanned with its back up."""
        if front and front.role is PageRole.BLANK and self._current.pages[-1:] == [front]:
            self._current.pages.pop()
            self._seen[-1] = replace(front, role=PageRole.SEPARATOR)


def cut_file(file: Received, paper: StackPaper) -> Received:
    """Return one paper of a stack as a separate PDF; pictures are copied without loss.

    JPEG (in a PDF) and G4 data of the stack is kept byte for byte. The same stack always gives the
    same bytes, and so the same identity.

    Raises:
        UnsupportedTypeError: The stack is neither PDF nor TIFF.
        DamagedFileError: A picture cannot be copied.
    """
    if file.media_type is MediaType.PDF:
        return compose([(file, number) for number in paper.numbers], file.name)
    if file.media_type is not MediaType.TIFF:
        raise UnsupportedTypeError("split", source=file.name)
    try:
        frames = receive(select_frames(file.data, paper.numbers), file.name)
    except ValueError as error:
        raise DamagedFileError("tiff-frames", source=file.name) from error
    return compose([(frames, i + 1) for i in range(len(paper.pages))], file.name)


def _mark(image: PageImage) -> tuple[Separator | None, PageRole | None]:
    """Return separator and role of a page that separates papers, None for any other page."""
    codes = [code.text.strip() for code in read_barcodes(image.pixels)]
    separator = next(filter(None, map(Separator.decode, codes)), None)
    if separator:
        return separator, PageRole.SEPARATOR
    dossier = next(filter(_DOSSIER.fullmatch, codes), None)
    if dossier:
        return Separator(dossier), PageRole.RECEIPT
    if read_patch(image.pixels, image.dpi) in SEPARATING:
        return Separator(), PageRole.SEPARATOR
    return None, None


def _stack_page(image: PageImage, role: PageRole | None) -> StackPage:
    verdict = judge(image)
    role = role or (PageRole.BLANK if verdict.blank else PageRole.CONTENT)
    scale = _THUMBNAIL / max(image.pixels.shape[:2])
    height, width = (max(1, round(side * scale)) for side in image.pixels.shape[:2])
    thumbnail = cv2.resize(image.pixels, (width, height), interpolation=cv2.INTER_AREA)
    return StackPage(image.number, role, verdict, np.asarray(thumbnail, np.uint8))


def _close(current: _Open, papers: list[StackPaper], empty: list[int]) -> None:
    """Store the collected pages as a paper; blank backs before the first sheet are not a paper."""
    if current.has_content:
        papers.append(StackPaper(current.separator, tuple(current.pages)))
    elif current.sheet is not None:
        empty.append(current.sheet)
