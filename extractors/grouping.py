"""Groups the pages of a file into papers: page 3 of a land book belongs with page 1.

A page opens a paper when it carries a title or head of its own. It continues the paper before it
when its number follows (NĐ 30/2020/NĐ-CP numbers pages from the second on, at the top; forms print
`Trang 2/4`), when it says that it was issued with it (`Kèm theo Quyết định số …`), when it repeats
the printed serial number, or when nothing on it says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.classify import classify_opening
from schemas.record.paper import Classification
from schemas.record.reading import PageReading
from schemas.text.spelling import nfc, search_key

__all__ = ["PageGroup", "group_pages"]

_SURE = 0.85
"""Minimum confidence of a title for splitting a file without asking a person."""
_TOP = 0.12
"""Share of the page height, at top and bottom, in which page numbers are searched."""
_UPPER = 0.5
_MIDDLE = 0.2
"""Maximum distance of a lone page number from the centre, as a share of the width."""
_OTHER_SIZE = 0.15
_OF = re.compile(r"(?:trang|page|to so) ?(?P<number>\d{1,3}) ?(?:/|tren|of) ?(?P<all>\d{1,3})")
_NUMBERED = re.compile(r"(?:trang ?)?[-–]? ?(?P<number>\d{1,3}) ?[-–]?")
_ISSUED_WITH = re.compile(r"\((?:duoc )?(?:ban hanh )?kem theo |ban hanh kem theo ")
_SERIAL = re.compile(r"(?:[A-ZĐ]{2} ?(?:\d{6}|\d{8})|[A-Z] ?\d{6})")


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Pages that make up one paper.

    Attributes:
        numbers: Page numbers within the file, in order.
        reason: Why the paper begins there, in Vietnamese.
        sure: Whether its first page identifies its type.
    """

    numbers: tuple[int, ...]
    reason: str
    sure: bool


def group_pages(pages: Sequence[PageReading]) -> tuple[PageGroup, ...]:
    """Return the papers in a file, in order; every page belongs to exactly one.

    Args:
        pages: As read, in the order of the file.
    """
    groups: list[list[PageReading]] = []
    openings: list[tuple[str, bool]] = []
    for page in pages:
        opening = classify_opening(page)
        why = _opens(page, opening, groups[-1]) if groups else "trang đầu"
        if why is None:
            groups[-1].append(page)
            continue
        groups.append([page])
        openings.append((why, opening is not None and opening.confidence >= _SURE))
    return tuple(
        PageGroup(tuple(page.number for page in group), why, sure)
        for group, (why, sure) in zip(groups, openings, strict=True)
    )


def _opens(
    page: PageReading, opening: Classification | None, group: Sequence[PageReading]
) -> str | None:
    """Return why a page begins a new paper; None if it continues the open one."""
    if page.blank or _issued_with(page):
        return None
    number = _page_number(page)
    if number == 1:
        return "đánh số trang 1"
    if number == len(group) + 1 or (number is not None and opening is None):
        return None
    if _serials(page) & {serial for each in group for serial in _serials(each)}:
        return None
    if opening is not None:
        return opening.reason
    if _serials(page) and any(_serials(each) for each in group):
        return "số phát hành khác trang trước"
    return "khổ giấy khác trang trước" if _other_size(page, group[-1]) else None


def _page_number(page: PageReading) -> int | None:
    """Return the printed page number: `Trang 2/4` anywhere, or a lone number at top or bottom."""
    width, height = _upright_size(page)
    for line in page.lines:
        if match := _OF.search(search_key(line.text)):
            return int(match["number"])
    for line in page.lines:
        middle = line.box.center
        at_edge = not _TOP * height < middle.y < (1 - _TOP) * height
        match = _NUMBERED.fullmatch(search_key(line.text).strip())
        if match and at_edge and abs(middle.x / width - 0.5) < _MIDDLE:
            return int(match["number"])
    return None


def _issued_with(page: PageReading) -> bool:
    _, height = _upright_size(page)
    return any(
        _ISSUED_WITH.match(search_key(line.text))
        for line in page.lines
        if line.box.center.y < _UPPER * height
    )


def _serials(page: PageReading) -> frozenset[str]:
    """Return printed serial numbers of the form, alone on their lines: `DA 123456`."""
    texts = (nfc(line.text).strip(" .") for line in page.lines)
    return frozenset(text.replace(" ", "") for text in texts if _SERIAL.fullmatch(text))


def _other_size(page: PageReading, before: PageReading) -> bool:
    if page.dpi <= 0 or before.dpi <= 0:
        return False
    one = sorted((page.width / page.dpi, page.height / page.dpi))
    other = sorted((before.width / before.dpi, before.height / before.dpi))
    return any(abs(a - b) > _OTHER_SIZE * max(a, b) for a, b in zip(one, other, strict=True))


def _upright_size(page: PageReading) -> tuple[int, int]:
    upright = page.rotation in (0, 180)
    return (page.width, page.height) if upright else (page.height, page.width)
