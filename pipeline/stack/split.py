"""Step 3, split: which pages of a stack are which paper.

A separator sheet opens a paper; what comes before the first one is a paper, too, so that nothing
scanned is lost. Blank sides belong to their paper and are counted, but need no reading.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import cv2
import numpy as np
import pikepdf
from numpy.typing import NDArray

from pipeline.codes import read_codes
from pipeline.errors import UnsupportedTypeError
from pipeline.pages import PageImage
from pipeline.quality import Grade, QualityVerdict, judge
from pipeline.receive import MediaType, Received, receive
from pipeline.stack.separator import Separator

__all__ = ["PageRole", "Stack", "StackPage", "StackPaper", "cut_file", "split_stack"]

_THUMBNAIL = 240
"""Longer side of the pictures kept for the contact sheet, pixels."""


class PageRole(StrEnum):
    """What a page is in its stack."""

    SEPARATOR = "separator"
    CONTENT = "content"
    BLANK = "blank"


@dataclass(frozen=True, slots=True, eq=False)
class StackPage:
    """One page of a stack.

    Attributes:
        number: Within the stack, from 1.
        role: What it is.
        verdict: How well it was scanned.
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
        separator: What the sheet before it says; None where there was none.
        pages: Its pages in order, blank sides included, the separator sheet not.
    """

    separator: Separator | None
    pages: tuple[StackPage, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of its pages within the stack."""
        return tuple(page.number for page in self.pages)

    @property
    def blanks(self) -> int:
        """How many of its sides are blank."""
        return sum(page.role is PageRole.BLANK for page in self.pages)


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """A stack, cut into papers.

    Attributes:
        pages: All pages as they were scanned.
        papers: The papers, none without a page of content.
        expected: Number of papers by the cover sheet, or None.
        empty: Numbers of separator sheets behind which no paper came.
    """

    pages: tuple[StackPage, ...]
    papers: tuple[StackPaper, ...]
    expected: int | None = None
    empty: tuple[int, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What the clerk must look at before the stack is put away, in Vietnamese."""
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
            if page.role is PageRole.CONTENT and page.verdict.grade is Grade.SCAN_AGAIN
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
        return any(page.role is PageRole.CONTENT for page in self.pages)


def split_stack(pages: Iterable[PageImage]) -> Stack:
    """Cut a stack into papers; one page image is held at a time."""
    seen: list[StackPage] = []
    papers: list[StackPaper] = []
    empty: list[int] = []
    expected: int | None = None
    current = _Open()
    for image in pages:
        separator = _separator(image)
        page = _stack_page(image, separator)
        seen.append(page)
        if separator is None:
            current.pages.append(page)
            continue
        expected = separator.papers if expected is None else expected
        _close(current, papers, empty)
        current = _Open(separator, page.number)
    _close(current, papers, empty)
    return Stack(tuple(seen), tuple(papers), expected, tuple(empty))


def cut_file(file: Received, paper: StackPaper) -> Received:
    """Return one paper of a stack as a file of its own; pictures are carried over unaltered.

    The same stack gives the same bytes, and so the same identity, every time.

    Raises:
        UnsupportedTypeError: The stack is no PDF.
    """
    if file.media_type is not MediaType.PDF:
        raise UnsupportedTypeError("chỉ tách được tập PDF", source=file.name)
    with pikepdf.open(io.BytesIO(file.data)) as stack, pikepdf.new() as pdf:
        for number in paper.numbers:
            pdf.pages.append(stack.pages[number - 1])
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True)
    return receive(buffer.getvalue(), file.name)


def _separator(image: PageImage) -> Separator | None:
    found = (Separator.decode(code.text) for code in read_codes(image.pixels))
    return next((separator for separator in found if separator), None)


def _stack_page(image: PageImage, separator: Separator | None) -> StackPage:
    verdict = judge(image)
    role = PageRole.BLANK if verdict.blank else PageRole.CONTENT
    if separator:
        role = PageRole.SEPARATOR
    scale = _THUMBNAIL / max(image.pixels.shape[:2])
    height, width = (max(1, round(side * scale)) for side in image.pixels.shape[:2])
    thumbnail = cv2.resize(image.pixels, (width, height), interpolation=cv2.INTER_AREA)
    return StackPage(image.number, role, verdict, np.asarray(thumbnail, np.uint8))


def _close(current: _Open, papers: list[StackPaper], empty: list[int]) -> None:
    """Put the collected pages away as a paper; blank backs before the first sheet are none."""
    if current.has_content:
        papers.append(StackPaper(current.separator, tuple(current.pages)))
    elif current.sheet is not None:
        empty.append(current.sheet)
