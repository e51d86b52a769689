"""Labelled lines of the test sets: `labels.tsv` with file, tab, text in each row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from schemas.text.spelling import nfc

__all__ = ["labelled_lines"]

_MISTAKEN: Final = {
    "scan_nd96_2016/lines/p-37_1321_0565.png": "quan đến bộ, ngành mình theo thẩm quyền.",
}
"""What the paper says where the label, which comes from another edition, says something else."""


def labelled_lines(folder: Path) -> list[tuple[Path, str]]:
    """Return the pictures of a set with what stands on them: NFC, single spaces.

    Args:
        folder: Of the set.
    """
    rows = (folder / "labels.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row.count("\t") == 1)
    return [
        (folder / file, " ".join(nfc(_MISTAKEN.get(f"{folder.name}/{file}", text)).split()))
        for file, text in pairs
    ]
