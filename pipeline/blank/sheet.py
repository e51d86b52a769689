"""Draws a filled form as PDF, and says where each field stands on it.

The same blank, values and code give the same pages: when a form comes back, it is drawn again and
compared with the scan (`pipeline.blank.compare`). Lengths are points, from the top left.
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Dictionary

from pipeline.blank.code import PageCode, modules
from pipeline.geometry import MM_PER_INCH, POINTS_PER_INCH
from pipeline.seal.signing.stamp_font import StampFont
from schemas.law.blanks import Blank, BlankField
from schemas.text.spelling import VIETNAMESE_LETTERS

__all__ = ["Area", "Sheet", "draw_sheet", "drawable"]

_MM = POINTS_PER_INCH / MM_PER_INCH
_WIDTH, _HEIGHT = 595.28, 841.89
_LEFT, _RIGHT = 25 * _MM, _WIDTH - 17 * _MM
_TOP, _BOTTOM = 15 * _MM, _HEIGHT - 20 * _MM
_CODE_SIDE = 22 * _MM
_MARK = 3 * _MM
"""Side of the squares in the other corners, by which a scan is laid over the drawing."""
_MARK_IN = 10 * _MM
_SIZE, _SMALL, _ROW = 12.0, 9.0, 20.0
_INDENT = 12.0
_GAP = 4.0
_BASELINE = 14.0
"""From the top of a row."""
_BOLD = 0.25
"""Outline of bold letters."""
_SIGNATURE = 110.0
_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")
_NOTE = "Nội dung in sẵn lấy từ giấy tờ đã có trong kho. Sai thì gạch và ghi lại bằng bút."


@dataclass(frozen=True, slots=True)
class Area:
    """Where a field stands: the whole of its rows, points from the top left of the page."""

    key: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn form.

    Attributes:
        pdf: The file.
        areas: Its fields in printed order; one that is broken over pages has several.
        free: Areas, by page, in which a pen is expected: signatures, official remarks.
        pages: Number of pages.
        digest: SHA-256 of what is drawn; the same digest means the same pages.
    """

    pdf: bytes
    areas: tuple[Area, ...]
    free: tuple[Area, ...]
    pages: int
    digest: str


def drawable(text: str) -> bool:
    """Return whether the font has every character of a text; another would be printed as `?`."""
    return set(text) <= _known()


@functools.cache
def _known() -> frozenset[str]:
    every = {chr(code) for code in range(0x20, 0x250)} | VIETNAMESE_LETTERS | {*"–—‘’“”…"}
    font = StampFont(every)
    return frozenset(c for c in every if font.draws(c))


def draw_sheet(blank: Blank, values: Mapping[str, str], code: str) -> Sheet:
    """Draw a form.

    Args:
        blank: The form.
        values: What to print, by key of field; the others are left for the pen.
        code: Code in the corner.
    """
    draft = _Draft(StampFont(_characters(blank, values)), code)
    _head(draft, blank)
    if blank.opening:
        draft.paragraph(blank.opening)
    if blank.addressee:
        _fields(draft, [blank.fields[0]], values)
    for section in blank.sections:
        if section.heading:
            draft.room(2 * _ROW)
            draft.text(_LEFT, section.heading, bold=True)
            draft.y += _ROW
        _fields(draft, section.fields, values)
    if blank.statement:
        draft.y += _GAP
        draft.paragraph(blank.statement)
    _signatures(draft, blank.signatures)
    return draft.finish()


def _characters(blank: Blank, values: Mapping[str, str]) -> str:
    said: list[str] = [*_MOTTO, _NOTE, *values.values(), _origin(blank), blank.title]
    said += [blank.opening, blank.statement, *blank.signatures, "Ký, ghi rõ họ tên ngày tháng năm"]
    said += [text for s in blank.sections for text in (s.heading, *(f.label for f in s.fields))]
    return "".join((*said, "Kính gửi:.,()/0123456789"))


def _origin(blank: Blank) -> str:
    return f"{blank.number or 'Mẫu'} ban hành kèm theo {blank.legal_basis}"


def _head(draft: _Draft, blank: Blank) -> None:
    left = _LEFT + _CODE_SIDE + 10 * _MM
    middle = (left + _RIGHT) / 2
    for line in draft.wrapped(_origin(blank), _RIGHT - left, _SMALL):
        draft.text(middle, line, size=_SMALL, centred=True)
        draft.y += _SMALL * 1.25
    draft.y += 4
    for line in _MOTTO:
        draft.text(middle, line, bold=True, centred=True)
        draft.y += 16
    draft.rule(middle - 80, middle + 80, draft.y + 2, 0.7)
    draft.y = max(draft.y + 12, _TOP + _CODE_SIDE + 10)
    for line in draft.wrapped(blank.title, _RIGHT - _LEFT, 14):
        draft.text((_LEFT + _RIGHT) / 2, line, size=14, bold=True, centred=True)
        draft.y += 18
    draft.text((_LEFT + _RIGHT) / 2, _NOTE, size=_SMALL, centred=True)
    draft.y += _ROW


def _fields(draft: _Draft, fields: Sequence[BlankField], values: Mapping[str, str]) -> None:
    """Draw fields; two stand beside each other where the first says so and both fit."""
    waiting = list(fields)
    middle = (_LEFT + _RIGHT) / 2
    while waiting:
        first = waiting.pop(0)
        second = waiting[0] if first.half and waiting else None
        left, right = middle - _GAP, middle + _GAP
        if second and all(
            draft.fits(f, values.get(f.key, ""), width)
            for f, width in ((first, left - _LEFT), (second, _RIGHT - right))
        ):
            waiting.pop(0)
            draft.room(_ROW)
            draft.field(first, values.get(first.key, ""), _LEFT, left)
            draft.field(second, values.get(second.key, ""), right, _RIGHT)
            draft.y += _ROW
        else:
            draft.rows(first, values.get(first.key, ""))


def _signatures(draft: _Draft, signatures: Sequence[str]) -> None:
    width = (_RIGHT - _LEFT) / len(signatures)
    heads = [draft.wrapped(each, width - 8, 11) for each in signatures]
    height = 14.0 * max(map(len, heads))
    draft.room(_ROW + height + _SIGNATURE)
    top = draft.y
    draft.text(_RIGHT - 230, "........., ngày ...... tháng ...... năm .........", size=11)
    draft.y += _ROW
    start = draft.y
    for column, lines in enumerate(heads):
        centre = _LEFT + width * (column + 0.5)
        for number, line in enumerate((*lines, "(Ký, ghi rõ họ tên)")):
            draft.y = start + 14 * number
            draft.text(centre, line, size=11, bold=number < len(lines), centred=True)
    draft.y = start + height + _SIGNATURE
    draft.free(top)


@dataclass
class _Draft:
    """Pages that are being drawn."""

    font: StampFont
    code: str
    y: float = _TOP
    pages: list[list[bytes]] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    open_areas: list[Area] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._new_page()

    def _new_page(self) -> None:
        self.pages.append([])
        black = modules(PageCode(self.code, len(self.pages)))
        side = _CODE_SIDE / len(black)
        for row, columns in enumerate(black):
            for column in columns.nonzero()[0]:
                self._box(_LEFT + column * side, _TOP + row * side, side, side)
        far, low = _WIDTH - _MARK_IN - _MARK, _HEIGHT - _MARK_IN - _MARK
        for x, y in ((far, _MARK_IN), (_MARK_IN, low), (far, low)):
            self._box(x, y, _MARK, _MARK)
        self.y = _TOP if len(self.pages) == 1 else _TOP + _CODE_SIDE + _GAP

    def room(self, height: float) -> None:
        """Begin a new page unless this one has room for so much."""
        if self.y + height > _BOTTOM:
            self._new_page()

    def text(
        self,
        x: float,
        text: str,
        *,
        size: float = _SIZE,
        bold: bool = False,
        centred: bool = False,
    ) -> None:
        """Write a line into the row that begins here."""
        if centred:
            x -= self.font.width(text) * size / 2
        mode = b"2 Tr %.2f w" % _BOLD if bold else b"0 Tr"
        self.pages[-1].append(
            b"BT 0 g 0 G /F0 %.2f Tf %s %.2f %.2f Td %s Tj ET"
            % (size, mode, x, _HEIGHT - self.y - _BASELINE, self.font.encode(text))
        )

    def rule(self, left: float, right: float, y: float, width: float, grey: float = 0) -> None:
        """Draw a level line."""
        self.pages[-1].append(
            b"%.2f G %.2f w %.2f %.2f m %.2f %.2f l S"
            % (grey, width, left, _HEIGHT - y, right, _HEIGHT - y)
        )

    def _box(self, left: float, top: float, width: float, height: float) -> None:
        place = (left, _HEIGHT - top - height, width, height)
        self.pages[-1].append(b"0 g %.3f %.3f %.3f %.3f re f" % place)

    def wrapped(self, text: str, width: float, size: float = _SIZE, first: float = 0) -> list[str]:
        """Break a text into lines; the first begins so far from the left."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            taken = self.font.width(longer) * size + (first if len(lines) == 1 else 0)
            if taken <= width or not (lines[-1] or (first and len(lines) == 1)):
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def paragraph(self, text: str) -> None:
        """Write a paragraph."""
        for line in self.wrapped(text, _RIGHT - _LEFT):
            self.room(_ROW)
            self.text(_LEFT, line)
            self.y += 16

    def fits(self, field: BlankField, value: str, width: float) -> bool:
        """Return whether label and value stand in one row of a width."""
        label = self._label(field)
        needed = self.font.width(value) * _SIZE if value else 60
        return field.lines == 1 and label + needed <= width

    def field(self, field: BlankField, value: str, left: float, right: float) -> None:
        """Draw a field in one row."""
        self.text(left, field.label)
        start = left + self._label(field)
        if value:
            self.text(start, value)
        else:
            self._leader(start, right)
        self._area(field.key, left, right)

    def rows(self, field: BlankField, value: str) -> None:
        """Draw a field in as many rows as it needs."""
        labels = self.wrapped(field.label, _RIGHT - _LEFT - 60)
        for line in labels[:-1]:
            self.room(2 * _ROW)
            self.text(_LEFT, line)
            self._area(field.key, _LEFT, _RIGHT)
            self.y += _ROW
        start = self.font.width(labels[-1]) * _SIZE + _GAP
        lines = self.wrapped(value, _RIGHT - _LEFT - _INDENT, first=start) if value else []
        lines += [""] * (field.lines - len(lines))
        for number, line in enumerate(lines):
            self.room(_ROW)
            left = _LEFT + (_INDENT if number else 0)
            if number == 0:
                self.text(_LEFT, labels[-1])
                left += start
            if value:
                self.text(left, line)
            else:
                self._leader(left, _RIGHT)
            self._area(field.key, _LEFT, _RIGHT)
            self.y += _ROW

    def free(self, top: float) -> None:
        """Leave the rest of the page to pens."""
        self.open_areas.append(Area("", len(self.pages), 0, top, _WIDTH, _HEIGHT))

    def _label(self, field: BlankField) -> float:
        return self.font.width(field.label) * _SIZE + _GAP

    def _leader(self, left: float, right: float) -> None:
        self.rule(left, right, self.y + _BASELINE + 2, 0.5, 0.6)

    def _area(self, key: str, left: float, right: float) -> None:
        area = Area(key, len(self.pages), left, self.y, right, self.y + _ROW)
        self.areas.append(area)

    def finish(self) -> Sheet:
        """Return the drawn form."""
        contents = [b"\n".join(page) for page in self.pages]
        with pikepdf.new() as pdf:
            font = self.font.embed(pdf)
            for content in contents:
                page = pdf.add_blank_page(page_size=(_WIDTH, _HEIGHT))
                page.obj.Resources = Dictionary(Font=Dictionary(F0=font))
                page.obj.Contents = pdf.make_stream(content)
            buffer = io.BytesIO()
            pdf.save(buffer, deterministic_id=True)
        digest = hashlib.sha256(b"\f".join(contents)).hexdigest()
        pages, areas = len(contents), tuple(_joined(self.areas))
        return Sheet(buffer.getvalue(), areas, tuple(self.open_areas), pages, digest)


def _joined(areas: Iterable[Area]) -> Iterable[Area]:
    """Yield the areas, those of one field on one page as one."""
    known: dict[tuple[str, int], Area] = {}
    for area in areas:
        before = known.get((area.key, area.page), area)
        known[area.key, area.page] = Area(
            area.key,
            area.page,
            min(before.left, area.left),
            min(before.top, area.top),
            max(before.right, area.right),
            max(before.bottom, area.bottom),
        )
    return known.values()
