"""The list that comes with legacy papers: which file belongs to which dossier, box and shelf.

CSV (comma, semicolon or tab; UTF-8 or UTF-16 as spreadsheets write them) or XLSX, first sheet. The
first row names the columns, in English or Vietnamese; columns that are not known are left alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import openpyxl

from app.backfill.errors import ManifestError
from schemas.papers.registry import paper_types
from schemas.text.spelling import nfc, search_key

__all__ = ["Manifest", "ManifestRow", "read_manifest", "same_file"]

_COLUMNS = {
    "file": ("file", "tep", "ten tep", "tap tin", "duong dan", "file name", "path"),
    "dossier": ("dossier", "ho so", "ma ho so"),
    "paper_type": ("type", "loai", "loai giay to", "paper type"),
    "box": ("box", "hop", "hop so", "so hop"),
    "shelf": ("shelf", "gia", "ke", "gia ke", "gia so"),
}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the manifest says about one file; what it does not say is None."""

    file: str
    dossier: str | None = None
    paper_type: str | None = None
    box: str | None = None
    shelf: str | None = None


Manifest = dict[str, ManifestRow]
"""Rows by `same_file` of their file."""


def same_file(reference: str) -> str:
    """Return a file's name as it is compared: one kind of slash, one form of letters."""
    return nfc(reference.strip()).replace("\\", "/").removeprefix("./")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        ManifestError: It cannot be read, has no column `file`, names a file twice, or a paper type
            that is not known; the message names the row.
    """
    rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    try:
        header = next(rows)
    except StopIteration:
        raise ManifestError("empty", source=path.name) from None
    places = _places(header, path.name)
    manifest: Manifest = {}
    for number, cells in enumerate(rows, start=2):
        row = _row(cells, places, f"{path.name}, dòng {number}")
        if row is None:
            continue
        if same_file(row.file) in manifest:
            raise ManifestError("twice", source=f"{path.name}, dòng {number}")
        manifest[same_file(row.file)] = row
    return manifest


def _places(header: Sequence[str], name: str) -> dict[str, int]:
    known = {alias: column for column, aliases in _COLUMNS.items() for alias in aliases}
    keys = (" ".join(search_key(cell).replace("_", " ").split()) for cell in header)
    places = {known[key]: place for place, key in enumerate(keys) if key in known}
    if "file" not in places:
        raise ManifestError("file-column", source=name)
    return places


def _row(cells: Sequence[str], places: dict[str, int], where: str) -> ManifestRow | None:
    values = {
        column: nfc(cells[place].strip()) or None if place < len(cells) else None
        for column, place in places.items()
    }
    file = values.pop("file")
    if file is None:
        if any(values.values()):
            raise ManifestError("no-file", source=where)
        return None
    if any(value and len(value) > _LONGEST for value in values.values()):
        raise ManifestError("cell", limit=_LONGEST, source=where)
    if values.get("paper_type"):
        values["paper_type"] = _type(str(values["paper_type"]), where)
    return ManifestRow(file, **values)


def _type(written: str, where: str) -> str:
    """Return the identifier of a type given by identifier or Vietnamese name."""
    names = {search_key(model.name): key for key, model in paper_types().items()}
    if written in paper_types():
        return written
    if search_key(written) in names:
        return names[search_key(written)]
    raise ManifestError("paper-type", written=repr(written), source=where)


def _csv(path: Path) -> Iterator[list[str]]:
    text = _decoded(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
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


def _xlsx(path: Path) -> Iterator[list[str]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        raise ManifestError("xlsx", source=path.name) from error
    try:
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True):
            yield _texts(row)
    finally:
        book.close()


def _texts(cells: Iterable[object]) -> list[str]:
    """Return cells as text; a number that a spreadsheet keeps as 12.0 is 12."""
    return [
        str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "")
        for cell in cells
    ]
