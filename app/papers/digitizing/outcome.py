"""The outcome of one paper in a flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from schemas.errors import MotlanError
from schemas.record.page import page_message
from schemas.record.paper import Duplicate, PaperRecord

__all__ = ["Outcome"]


class Outcome(BaseModel):
    """Result of digitising a paper: its record or the error that stopped it.

    A file that held several papers has an outcome for each in `parts`, and the record of the first.
    `pages` has a line in Vietnamese for each page that is not a good scan, `duplicates` one for
    each likely duplicate on file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper_id: str
    status: Literal["stored", "already_on_file", "failed"]
    record: PaperRecord | None = None
    note: str | None = None
    pages: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    parts: tuple[Outcome, ...] = ()
    error_code: str | None = None
    error: str | None = None
    remedy: str | None = None
    exit_code: int = 0

    @classmethod
    def of(
        cls,
        record: PaperRecord,
        created: bool,
        note: str | None = None,
        duplicates: Sequence[Duplicate] = (),
    ) -> Outcome:
        """Return the outcome of a paper that is now on file.

        Args:
            record: The record on file.
            created: Whether this call stored it.
            note: A note for the operator, e.g. why the original was left unchanged.
            duplicates: Likely duplicates on file; by default those known when it was read.
        """
        status: Literal["stored", "already_on_file"] = "stored" if created else "already_on_file"
        told = (page_message(page.number, page.quality) for page in record.pages)
        return cls(
            paper_id=record.paper_id,
            status=status,
            record=record,
            note=note,
            pages=tuple(filter(None, told)),
            duplicates=tuple(map(_duplicate, duplicates or record.duplicates)),
        )

    @classmethod
    def parted(cls, paper_id: str, parts: Sequence[Outcome]) -> Outcome:
        """Return the outcome of a file that was parted into its papers."""
        stored = any(part.status == "stored" for part in parts)
        return cls(
            paper_id=paper_id,
            status="stored" if stored else "already_on_file",
            record=parts[0].record,
            note=f"tệp có {len(parts)} giấy tờ, đã tách riêng từng giấy",
            parts=tuple(parts),
        )

    @classmethod
    def failed(cls, paper_id: str, error: MotlanError) -> Outcome:
        """Return the outcome of a paper that failed with an error."""
        return cls(
            paper_id=paper_id,
            status="failed",
            error_code=error.code,
            error=error.text(),
            remedy=error.remedy(),
            exit_code=int(error.exit_code),
        )


_WHY = {
    "same_picture": "cùng hình ảnh",
    "same_paper": "cùng loại, số, chủ sở hữu, ngày cấp",
    "alike": "có thể là cùng một giấy",
}


def _duplicate(found: Duplicate) -> str:
    return f"trùng với giấy đã lưu {found.paper_id[:16]} ({_WHY[found.why]})"
