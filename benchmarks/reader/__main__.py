"""`python -m benchmarks.reader`: all installed readers on the same line pictures.

Test sets are folders with labels.tsv (file, tab, text) below MOTLAN_EVAL_DATA.
"""

from __future__ import annotations

import argparse
import os
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import cv2
from rapidfuzz.distance import Levenshtein

from benchmarks.reader.engines import (
    AsterNet,
    Engine,
    MissingError,
    Motlan,
    RapidOcr,
    Tesseract,
)

_SETS: Final = {
    "scan_nd96_2016": "1-bit scan, 206 dpi, specks and some skew",
    "scan_luat_cu_tru_2020": "1-bit scan, 144 dpi: blots, skew, broken strokes",
    "born_digital": "rendered at 200 dpi, no damage",
}
_HEAD: Final = "| reader | CER % | without diacritics % | exact lines % | CPU s/line |"
_Lines = list[tuple[Path, str]]


def normal(text: str) -> str:
    """Returns the text composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def bare(text: str) -> str:
    """Returns the text without diacritics."""
    parts = unicodedata.normalize("NFD", text)
    letters = "".join(part for part in parts if not unicodedata.combining(part))
    return letters.replace("đ", "d").replace("Đ", "D")


def sample(folder: Path, count: int) -> _Lines:
    """Draws labelled lines, the same ones every time."""
    rows = (folder / "labels.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [row.split("\t") for row in rows]
    lines = [(folder / pair[0], normal(pair[1])) for pair in pairs if len(pair) == 2]
    return sorted(lines, key=lambda line: zlib.crc32(line[0].name.encode()))[:count]


def row(engine: Engine, lines: _Lines) -> str:
    """Reads the lines and returns the row of the table."""
    start = os.times()
    texts = [normal(text) for text in engine.read([path for path, _ in lines])]
    end = os.times()
    cpu = sum(end[:4]) - sum(start[:4])
    truths = [truth for _, truth in lines]
    signs = sum(map(len, truths))
    wrong = sum(map(Levenshtein.distance, texts, truths))
    plain = sum(map(Levenshtein.distance, map(bare, texts), map(bare, truths)))
    exact = sum(map(str.__eq__, texts, truths))
    return (
        f"| {engine.name} | {100 * wrong / signs:.2f} | {100 * plain / signs:.2f} "
        f"| {100 * exact / len(lines):.1f} | {cpu / len(lines):.3f} |"
    )


def engines(best: Path | None) -> Iterator[Engine]:
    """Yields the readers that this machine has, and says which it has not."""
    makers: list[Callable[[], Engine]] = [
        Motlan,
        lambda: Tesseract("Tesseract vie (Debian)"),
        AsterNet,
        RapidOcr,
    ]
    if best:
        makers.insert(2, lambda: Tesseract("Tesseract vie (best)", best))
    for make in makers:
        try:
            yield make()
        except MissingError as missing:
            print(f"left out: {missing}")


def main() -> None:
    """Prints one table for each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    data = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--lines", type=int, default=150, help="lines of each set")
    parser.add_argument("--best", type=Path, help="folder with the `best` vie.traineddata")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    readers = list(engines(chosen.best))
    for name, description in _SETS.items():
        if not (chosen.data / name / "labels.tsv").exists():
            print(f"left out: no {name} below {chosen.data}")
            continue
        lines = sample(chosen.data / name, chosen.lines)
        print(f"\n{name}: {description}; {len(lines)} lines\n\n{_HEAD}\n|---|---|---|---|---|")
        for reader in readers:
            print(row(reader, lines), flush=True)


if __name__ == "__main__":
    main()
