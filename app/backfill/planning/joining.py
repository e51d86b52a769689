"""Joins the files of a source with the rows of a manifest, despite different spellings.

A list is often made on another machine than the one with the scans: with drive letters, other
parent folders, different case, without folder or extension. Such a row is joined with a file only
if the match is unique in both directions; if several match, none is joined.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from app.backfill.planning.manifest import Manifest, ManifestRow, same_file
from app.backfill.planning.references import MEMBER, legacy_spellings, parts_of

__all__ = ["Joined", "joined"]

_DRIVE = re.compile(r"[a-z]:")


@dataclass(slots=True)
class Joined:
    """The assignment of rows to files.

    Attributes:
        manifest: All rows.
        near: Rows by reference of the only file that matches them.
        unclear: Keys of rows that match several files.
        used: Keys of rows with a file.
    """

    manifest: Manifest
    near: dict[str, ManifestRow] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()
    used: set[str] = field(default_factory=set)

    def row_of(self, reference: str) -> ManifestRow | None:
        """Return the row of a file or of the archive that contains it."""
        row = self.manifest.get(same_file(reference)) or self.near.get(reference)
        if row is None:
            row = next(filter(None, map(self.manifest.get, _archives_of(reference))), None)
        if row is not None:
            self.used.add(same_file(row.file))
        return row

    def is_near(self, reference: str) -> bool:
        """Return whether the manifest spells the name of a file differently."""
        return reference in self.near

    def rest(self) -> Iterator[tuple[ManifestRow, bool]]:
        """Yield the rows without a file, and whether the reason is that several match."""
        for key, row in self.manifest.items():
            if key not in self.used:
                yield row, key in self.unclear


def joined(manifest: Manifest, references: Iterable[str]) -> Joined:
    """Assign rows to files.

    Args:
        manifest: The rows.
        references: All files of the source; iterated once, or not at all without a manifest.
    """
    if not manifest:
        return Joined(manifest)
    by_name: dict[str, list[str]] = defaultdict(list)
    for key in manifest:
        by_name[_parts(key)[-1]].append(key)
    exact: set[str] = set()
    fitting: dict[str, list[str]] = defaultdict(list)
    for reference in references:
        if same_file(reference) in manifest:
            exact.add(same_file(reference))
            continue
        for key in _near(reference, by_name):
            fitting[key].append(reference)
    open_rows = {key: found for key, found in fitting.items() if key not in exact}
    wanted: dict[str, int] = defaultdict(int)
    for found in open_rows.values():
        for reference in found:
            wanted[reference] += 1
    clear = {key: r[0] for key, r in open_rows.items() if len(r) == 1 and wanted[r[0]] == 1}
    near = {reference: manifest[key] for key, reference in clear.items()}
    return Joined(manifest, near, frozenset(open_rows.keys() - clear.keys()))


def _near(reference: str, by_name: dict[str, list[str]]) -> set[str]:
    """Return rows that may mean a file: one path is a suffix of the other, ignoring case."""
    found = set()
    for spelling in legacy_spellings(reference):
        parts = _parts(spelling)
        for name in {parts[-1], PurePosixPath(parts[-1]).stem}:
            for key in by_name.get(name, ()):
                row = _parts(key)
                shared = min(len(parts), len(row)) - 1
                if parts[len(parts) - 1 - shared : -1] == row[len(row) - 1 - shared : -1]:
                    found.add(key)
    return found


def _parts(path: str) -> tuple[str, ...]:
    parts = [part for part in same_file(path).casefold().split("/") if part not in ("", ".")]
    if len(parts) > 1 and _DRIVE.fullmatch(parts[0]):
        parts = parts[1:]
    return tuple(parts) or ("",)


def _archives_of(reference: str) -> Iterator[str]:
    parts = parts_of(reference)
    for count in range(len(parts) - 1, 0, -1):
        yield same_file(MEMBER.join(parts[:count]))
