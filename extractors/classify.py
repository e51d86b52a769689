"""Classifies a paper by its codes, its title, or the head that the decree prescribes.

A title is a line of capitals in the upper part of a page; it may run over two or three lines. The
longest matching title wins, so that `GIẤY CHỨNG NHẬN KẾT HÔN` is not mistaken for a shorter one.
Papers that nothing identifies are `unknown`, which sends them to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.papers.administrative_document.body import find_title
from extractors.papers.administrative_document.head import find_head
from schemas.papers.model import PaperModel
from schemas.papers.registry import UNKNOWN, paper_types
from schemas.papers.types.administrative_document import AdministrativeDocument
from schemas.record.paper import Classification
from schemas.record.reading import Line, PageReading
from schemas.text.spelling import comparison_key, search_key

__all__ = ["classify", "classify_opening"]

_SIMILAR = 86.0
"""Minimum similarity of a title, per cent, without diacritics."""
_TITLE_DEPTH = 0.6
"""Share of the page height, from the top, in which titles are searched."""
_LONGEST_TITLE = 3
"""Maximum number of lines of one title."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    model: type[PaperModel]
    title: str
    score: float
    confidence: float


def classify(pages: Sequence[PageReading]) -> Classification:
    """Return the type of a paper from all its pages.

    Args:
        pages: Pages of one paper in order; the first page with a result decides.
    """
    for page in pages:
        found = _by_code(page) or _by_title(page) or _by_head(page)
        if found:
            return found
    return Classification(paper_type=UNKNOWN, confidence=0.0, reason="không nhận ra loại giấy tờ")


def classify_opening(page: PageReading) -> Classification | None:
    """Return the type that a title or head on the page indicates; None if it has neither.

    Codes do not count: they are printed on backs, too.
    """
    return _by_title(page) or _by_head(page)


def _by_code(page: PageReading) -> Classification | None:
    for model in paper_types().values():
        for pattern in model.code_patterns:
            if any(re.fullmatch(pattern, code.text) for code in page.codes):
                return Classification(
                    paper_type=model.paper_type, confidence=1.0, reason="mã trên giấy tờ"
                )
    return None


def _by_title(page: PageReading) -> Classification | None:
    candidates = [
        candidate
        for printed, lines in _printed_titles(page)
        for candidate in _candidates(printed, lines)
    ]
    if not candidates:
        return None
    best = max(candidates, key=lambda c: (c.score * len(c.title), c.confidence))
    return Classification(
        paper_type=best.model.paper_type,
        confidence=best.confidence * best.score / 100,
        reason=f"tiêu đề “{best.title}”",
    )


def _candidates(printed: str, lines: Sequence[Line]) -> Iterator[_Candidate]:
    confidence = min(line.confidence for line in lines)
    for model in paper_types().values():
        if model is AdministrativeDocument:  # its titles are common words: the head decides
            continue
        for title in model.all_titles():
            # A form may print its kind in capitals and what it is for below, in small letters.
            mixed = not title.isupper()
            score = _similarity(printed, title) if mixed or _is_capital(printed) else 0.0
            if score >= _SIMILAR:
                yield _Candidate(model, title, score, max(confidence, score / 100))


def _similarity(printed: str, title: str) -> float:
    """Similarity without diacritics, per cent; diacritics break ties between titles."""
    bare = fuzz.ratio(search_key(printed), search_key(title))
    marked = fuzz.ratio(comparison_key(printed), comparison_key(title))
    return 0.9 * bare + 0.1 * marked


def _printed_titles(page: PageReading) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Yield runs of one to three neighbouring lines of capitals in the upper part of a page."""
    height = page.height if page.rotation in (0, 180) else page.width
    capitals = [
        line
        for line in sorted(page.lines, key=lambda line: line.box.top)
        if line.box.center.y < _TITLE_DEPTH * height and _is_capital(line.text)
    ]
    for start in range(len(capitals)):
        for count in range(1, _LONGEST_TITLE + 1):
            lines = tuple(capitals[start : start + count])
            if len(lines) == count:
                yield " ".join(line.text for line in lines), lines
        below = _next_below(capitals[start], page.lines)
        if below is not None and below not in capitals:
            yield f"{capitals[start].text} {below.text}", (capitals[start], below)


def _next_below(line: Line, lines: Sequence[Line]) -> Line | None:
    """Return the next line below another with the same horizontal centre."""
    below = [
        each
        for each in lines
        if 0 < each.box.center.y - line.box.center.y < 3 * line.box.height
        and each.box.left <= line.box.center.x <= each.box.right
    ]
    return min(below, key=lambda each: each.box.center.y, default=None)


def _is_capital(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.8 * len(letters)


def _by_head(page: PageReading) -> Classification | None:
    """Recognise NĐ 30/2020 documents: motto with number, or with dateline and title."""
    head = find_head(page)
    if head is None:
        return None
    if head.number is not None:
        confidence = 0.99 if head.number.well_formed and head.place_and_date else 0.9
        reason = f"thể thức NĐ 30/2020, số {head.number.value}"
    elif head.place_and_date is not None and (title := find_title(page, head)):
        confidence, reason = 0.9, f"thể thức NĐ 30/2020, {title.document_type}"
    else:
        return None
    return Classification(
        paper_type=AdministrativeDocument.paper_type, confidence=confidence, reason=reason
    )
