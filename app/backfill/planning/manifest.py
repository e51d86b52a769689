"""The manifest of archived papers: which file belongs to which dossier, box and shelf.

CSV (comma, semicolon or tab; UTF-8 or UTF-16, as spreadsheets write them) or XLSX with any number
of sheets. The first row with a column for the file names the columns in English or Vietnamese;
titles above it and unknown columns are ignored. All faults are reported at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path

from app.backfill.errors import ManifestError
from app.backfill.planning.sheets import Sheet, sheets_of
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
_TITLES = 30
"""Number of rows in which the row with the column names is searched."""
_TOLD = 100
"""Maximum number of faults reported individually."""
_FILE = re.compile(r"[^\s].*\.(pdf|jpe?g|png|tiff?|zip|tar|tgz|docx?|rar|7z|bmp|jp2|heic|webp)\s*")
_BOX = re.compile(r"(?:hop|box)\s+(?:so\s+)?(\S+)")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the manifest states about one file; None where it states nothing."""

    file: str
    dossier: str | None = None
    paper_type: str | None = None
    box: str | None = None
    shelf: str | None = None


Manifest = dict[str, ManifestRow]
"""Rows, keyed by `same_file` of the file name."""


def same_file(reference: str) -> str:
    """Return a file name in comparison form: normalised slashes and Unicode."""
    return nfc(reference.strip()).replace("\\", "/").removeprefix("./")


def read_manifest(path: Path) -> Manifest:
    """Parse a manifest.

    Raises:
        ManifestError: It cannot be read, has no column `file`, names a file twice with different
            data or names an unknown paper type; the message names all such rows.
    """
    reading = _Reading(path.name, {}, [])
    some = False
    for sheet in sheets_of(path):
        some |= reading.take(sheet)
    if not some and not reading.faults:
        raise ManifestError("empty", source=path.name)
    if len(reading.faults) > 1:
        told = [f"{fault.source}: {fault.text()}" for fault in reading.faults[:_TOLD]]
        more = len(reading.faults) - len(told)
        faults = "; ".join([*told, *([f"và {more} chỗ khác"] if more else [])])
        raise ManifestError("faults", count=len(reading.faults), faults=faults, source=path.name)
    if reading.faults:
        raise reading.faults[0]
    return reading.manifest


@dataclass(slots=True)
class _Reading:
    """A manifest that is being parsed, with all faults found so far."""

    name: str
    manifest: Manifest
    faults: list[ManifestError]

    def take(self, sheet: Sheet) -> bool:
        """Parse a sheet; return whether it has content."""
        where = f"{self.name}, trang {sheet.name}" if sheet.name else self.name
        try:
            return self._take(sheet, where)
        except ManifestError as fault:  # the rows cannot be read completely
            self.faults.append(fault)
            return True

    def _take(self, sheet: Sheet, where: str) -> bool:
        begin = list(islice(sheet.rows, _TITLES))
        found = next(((n, p) for n, row in enumerate(begin) if "file" in (p := _places(row))), None)
        if found is None:
            if any(_names_a_file(row) for row in begin) or (not sheet.name and _any(begin)):
                self.faults.append(ManifestError("file-column", source=where))
            return _any(begin)
        head, places = found
        box = _box_of(sheet.name) if "box" not in places else None
        rows: Iterator[Sequence[str]] = iter(begin[head + 1 :])
        for number, cells in enumerate(_both(rows, sheet.rows), start=head + 2):
            self._row(cells, places, f"{where}, dòng {number}", box)
        return True

    def _row(
        self, cells: Sequence[str], places: dict[str, int], where: str, box: str | None
    ) -> None:
        values = {
            column: nfc(cells[place].strip()) or None if place < len(cells) else None
            for column, place in places.items()
        }
        file = values.pop("file")
        if any(value and len(value) > _LONGEST for value in values.values()):
            self.faults.append(ManifestError("cell", limit=_LONGEST, source=where))
            return
        if written := values.get("paper_type"):
            values["paper_type"] = _type(written)
            if values["paper_type"] is None:
                self.faults.append(ManifestError("paper-type", written=repr(written), source=where))
                return
        if file is None:
            if any(values.values()):
                self.faults.append(ManifestError("no-file", source=where))
            return
        self._enter(ManifestRow(file, **{"box": box, **values}), where)

    def _enter(self, row: ManifestRow, where: str) -> None:
        """Add a row; a repeated row with the same or additional data is not a fault."""
        key = same_file(row.file)
        before = self.manifest.get(key)
        if before is None:
            self.manifest[key] = row
            return
        said = {f.name: (getattr(before, f.name), getattr(row, f.name)) for f in fields(row)[1:]}
        if any(one and other and one != other for one, other in said.values()):
            self.faults.append(ManifestError("twice", source=where))
            return
        more = {name: one or other for name, (one, other) in said.items()}
        self.manifest[key] = replace(before, **more)


def _places(header: Sequence[str]) -> dict[str, int]:
    known = {alias: column for column, aliases in _COLUMNS.items() for alias in aliases}
    keys = (" ".join(search_key(cell).replace("_", " ").split()) for cell in header)
    return {known[key]: place for place, key in enumerate(keys) if key in known}


def _any(rows: Sequence[Sequence[str]]) -> bool:
    return any(cell.strip() for row in rows for cell in row)


def _names_a_file(row: Sequence[str]) -> bool:
    return any(_FILE.fullmatch(cell.lower()) for cell in row)


def _box_of(sheet: str) -> str | None:
    """Return the box for which a sheet is named."""
    found = _BOX.fullmatch(" ".join(search_key(sheet).split()))
    return found.group(1) if found else None


def _both(first: Iterator[Sequence[str]], then: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield from first
    yield from then


def _type(written: str) -> str | None:
    """Return the identifier of a paper type given by identifier or Vietnamese name."""
    if written in paper_types():
        return written
    names = {search_key(model.name): key for key, model in paper_types().items()}
    return names.get(search_key(written))
