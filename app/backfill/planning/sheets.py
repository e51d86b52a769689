"""Reads the rows of lists: CSV as written by spreadsheets, or XLSX with several sheets.

Merged cells apply to all rows that they cover; a spreadsheet stores their value in the first.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils import range_boundaries

from app.backfill.errors import ManifestError

__all__ = ["Sheet", "sheets_of"]

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_Area = tuple[int, int, int, int]
"""First column, first row, last column, last row, from 1."""
_CHUNK = 1 << 20
_OVERLAP = 200
"""Bytes; longer than the XML element of a merged cell."""
_DELIMITERS = ",;\t"
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `name` is empty if the file has only one."""

    name: str
    rows: Iterator[Sequence[str]]


def sheets_of(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a list; each must be consumed before the next.

    Raises:
        ManifestError: The file cannot be read.
    """
    if path.suffix.lower() == ".xlsx":
        yield from _xlsx(path)
    else:
        yield Sheet("", _csv(path))


def _csv(path: Path) -> Iterator[list[str]]:
    text = _decoded(path)
    begin = text.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    counts = {d: max(line.count(d) for line in begin) for d in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=counts.__getitem__)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise ManifestError("csv", reason=str(error), source=path.name) from error


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError("unreadable", source=path.name) from error
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ManifestError("encoding", source=path.name) from error


def _xlsx(path: Path) -> Iterator[Sheet]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        raise ManifestError("xlsx", source=path.name) from error
    try:
        for sheet in book.worksheets:
            name = sheet.title if len(book.worksheets) > 1 else ""
            rows = (_texts(row) for row in sheet.iter_rows(values_only=True))
            yield Sheet(name, _filled(rows, _merged(path, sheet)))
    finally:
        book.close()


def _merged(path: Path, sheet: Any) -> list[_Area]:
    """Return the merged cells (columns and rows, from 1), unknown to row-by-row reading."""
    found, kept = [], b""
    with ZipFile(path) as archive, archive.open(sheet._worksheet_path) as file:
        while chunk := file.read(_CHUNK):
            text = kept + chunk
            found += _MERGED.findall(text)
            kept = text[-_OVERLAP:]
    areas = {cast(_Area, range_boundaries(ref.decode())) for ref in found}
    return sorted(areas, key=lambda area: area[1])


def _filled(rows: Iterable[list[str]], merged: Sequence[_Area]) -> Iterator[list[str]]:
    """Repeat the value of a merged cell in all its rows."""
    waiting = list(reversed(merged))
    open_cells: list[tuple[int, int, str]] = []
    for number, cells in enumerate(rows, start=1):
        open_cells = [cell for cell in open_cells if cell[1] >= number]
        for column, _, value in open_cells:
            cells += [""] * (column - len(cells))
            cells[column - 1] = cells[column - 1] or value
        while waiting and waiting[-1][1] <= number:
            column, _, _, last = waiting.pop()
            value = cells[column - 1] if column <= len(cells) else ""
            open_cells.append((column, last, value))
        yield cells


def _texts(cells: Iterable[object]) -> list[str]:
    return [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    """Return a cell as text; a number that a spreadsheet stores as 12.0 becomes 12."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return f"{cell:%d/%m/%Y}"
    return str(cell)
