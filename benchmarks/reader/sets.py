"""The sets of pages with known text, and what of a text is compared."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Final

from benchmarks.reader.score import normal

__all__ = ["SETS", "plain", "sample_pages", "true_lines"]

SETS: Final = {
    "scan_nd96_2016": (206.0, False),
    "scan_luat_cu_tru_2020": (144.0, False),
    "scan_stamped_pages": (200.0, True),
    "born_digital": (200.0, True),
    "forms_templates": (200.0, True),
}
"""Sets with pages: dots per inch, and whether their text has the lines of the page."""
_LEADERS: Final = re.compile(r"(?:[.…_─-] ?){4,}|…")


def sample_pages(folder: Path, count: int) -> list[Path]:
    """Draws pages whose text is known, the same ones every time."""
    pages = [p for p in folder.iterdir() if p.suffix in (".png", ".jpg")]
    known = [page for page in pages if page.with_suffix(".txt").exists()]
    return sorted(known, key=lambda page: zlib.crc32(page.name.encode()))[:count]


def plain(line: str) -> str:
    """Returns a line without the leaders and rules of forms."""
    return normal(_LEADERS.sub(" ", normal(line)))


def true_lines(text: str) -> list[str]:
    """Returns the lines of a ground truth that say something."""
    return [line for line in map(plain, text.splitlines()) if line]
