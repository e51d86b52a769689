"""Plans a batch: its files, their shards and what the manifest states about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from app.backfill.errors import SourceError
from app.backfill.planning.joining import joined
from app.backfill.planning.manifest import Manifest, ManifestRow
from app.backfill.planning.sources import LITTER, Source, SourceFile
from schemas.record.paper import FormOfPaper
from storage.batches.batches import Batch, Batches, BatchKind, ItemState, PlannedItem
from storage.objects.port import sha256_of

__all__ = ["SHARD_SIZE", "PlanOptions", "check_name", "make_plan"]

SHARD_SIZE = 2000
"""Papers per shard; large enough to make the start of a run negligible, see docs/sizing.md."""

_WHY = {
    LITTER: SourceError("litter"),
    "archive_in_s3": SourceError("archive-in-s3"),
    "closed_file": SourceError("closed-file"),
    "closed_folder": SourceError("closed-folder"),
    "damaged_archive": SourceError("damaged-archive"),
    "empty": SourceError("empty"),
    "encrypted_member": SourceError("member-password"),
    "nested_too_deep": SourceError("nested-too-deep"),
    "nested_too_large": SourceError("nested-too-large"),
    "not_a_file": SourceError("not-a-file"),
    "same_name": SourceError("same-name"),
    "too_large": SourceError("too-large"),
}
"""Errors for files that are left out, by `SourceFile.left_out`."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """Options of a plan.

    Attributes:
        form_of_paper: Form of copy of the scanned papers.
        shard_size: Papers per shard.
        hashed: Read every file now and record its SHA-256, so that duplicates are known before the
            run.
        progress: Called with the numbers of files and bytes seen so far.
    """

    form_of_paper: FormOfPaper = FormOfPaper.UNKNOWN
    shard_size: int = SHARD_SIZE
    hashed: bool = False
    progress: Progress = lambda files, size: None


@dataclass(slots=True)
class _Planner:
    source: Source
    manifest: Manifest
    options: PlanOptions
    left_out: Counter[str] = field(default_factory=Counter)

    def items(self) -> Iterator[PlannedItem]:
        """Yield the files of the source, then those that only the manifest names (missing).

        With a manifest the source is listed twice, because rows with a different spelling can be
        assigned only when all files are known.
        """
        rows = joined(self.manifest, (file.reference for file in self.source.files()))
        files, size = 0, 0
        for file in self.source.files():
            row = rows.row_of(file.reference)
            if file.left_out:
                self.left_out[file.left_out] += 1
                if file.left_out != LITTER or row is not None:
                    yield _left_out(file, row)
                continue
            files, size = files + 1, size + file.size
            self.options.progress(files, size)
            self.left_out["near_match (taken)"] += rows.is_near(file.reference)
            yield self._item(file, row)
        self.left_out += Counter()  # without reasons that did not occur
        for row, unclear in rows.rest():
            yield _missing(row, unclear)

    def _item(self, file: SourceFile, row: ManifestRow | None) -> PlannedItem:
        if row is None and self.manifest:
            self.left_out["not_in_manifest (taken)"] += 1
        return _planned(row, file.reference, size=file.size, paper_id=self._digest(file))

    def _digest(self, file: SourceFile) -> str | None:
        """Return the hash of a file if requested; None if unreadable (it is parked later)."""
        if not self.options.hashed:
            return None
        try:
            return sha256_of(self.source.read(file.reference))
        except SourceError:
            return None


def make_plan(
    batches: Batches,
    name: str,
    address: str,
    source: Source,
    by: str,
    *,
    manifest: Manifest | None = None,
    options: PlanOptions | None = None,
) -> Batch:
    """Store the plan of a batch; nothing runs before a person approves it.

    Args:
        batches: Where plans are stored.
        name: Name of the batch: lower-case letters, digits, dashes; it must not name a person.
        address: Address of the source.
        source: The open source.
        by: Account of the person who plans.
        manifest: What is known about the files.
        options: Options of the plan.

    Raises:
        SourceError: The source cannot be read or has no file that could be a paper.
        BatchExistsError: The name is taken.
    """
    chosen = options or PlanOptions()
    planner = _Planner(source, manifest or {}, chosen)
    return batches.create(
        check_name(name),
        BatchKind.DIGITIZE,
        address,
        planner.items(),
        by=by,
        shard_size=chosen.shard_size,
        form_of_paper=chosen.form_of_paper,
        left_out=lambda: planner.left_out,
    )


def check_name(name: str) -> str:
    """Return the name of a batch unchanged if it may appear in logs and in Prefect.

    Raises:
        SourceError: It contains characters other than lower-case letters, digits and dashes.
    """
    if not _NAME.fullmatch(name):
        raise SourceError("batch-name", source=name)
    return name


def _planned(
    row: ManifestRow | None,
    reference: str,
    *,
    size: int = 0,
    paper_id: str | None = None,
) -> PlannedItem:
    known = row or ManifestRow(reference)
    return PlannedItem(
        reference,
        size,
        paper_id,
        known.dossier,
        known.paper_type,
        known.box,
        known.shelf,
    )


def _left_out(file: SourceFile, row: ManifestRow | None) -> PlannedItem:
    """Park a file that cannot be processed, so that it is listed with box and shelf."""
    why = _WHY[file.left_out or ""]
    return replace(
        _planned(row, file.reference, size=file.size),
        state=ItemState.PARKED,
        error_code=why.code,
        reason=why.text(),
        remedy=why.remedy(),
    )


def _missing(row: ManifestRow, unclear: bool) -> PlannedItem:
    why = SourceError("listed-unclear") if unclear else SourceError("listed-missing")
    return replace(
        _planned(row, row.file),
        state=ItemState.MISSING,
        reason=why.text(),
        remedy=why.remedy(),
    )
