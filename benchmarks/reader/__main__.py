"""`python -m benchmarks.reader SUBJECT`: all installed readers, same pictures.

Test sets are folders below MOTLAN_EVAL_DATA: line pictures with labels.tsv (file, tab, text), and
page pictures with the text of each beside them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import cv2

from benchmarks.labels import labelled_lines
from benchmarks.reader.damages import DAMAGES
from benchmarks.reader.engines import (
    AsterNet,
    Engine,
    MissingError,
    Motlan,
    RapidOcr,
    Tesseract,
)
from benchmarks.reader.handwriting import measure_handwriting
from benchmarks.reader.letters import compare_letters
from benchmarks.reader.memory import measure_memory
from benchmarks.reader.pages import compare_pages
from benchmarks.reader.score import HEAD, Clock, confusions, normal, row

SETS: Final = {
    "scan_nd96_2016": "1-bit scan, 206 dpi, specks and some skew",
    "scan_luat_cu_tru_2020": "1-bit scan, 144 dpi: blots, skew, broken strokes",
    "born_digital": "rendered at 200 dpi, no damage",
}
_DAMAGED: Final = "born_digital"
_SUBJECTS: Final = ("lines", "damages", "letters", "pages", "memory", "handwriting")
_Lines = list[tuple[Path, str]]


def sample(folder: Path, count: int) -> _Lines:
    """Draws labelled lines, the same ones every time."""
    lines = [(path, normal(text)) for path, text in labelled_lines(folder)]
    return sorted(lines, key=lambda line: zlib.crc32(line[0].name.encode()))[:count]


def engines(best: Path | None) -> Iterator[Engine]:
    """Yields the readers that this machine has, and says which it has not."""
    makers: list[Callable[[], Engine]] = [
        Motlan,
        lambda: Motlan(second=False),
        lambda: Tesseract("Tesseract vie (Debian)"),
        AsterNet,
        RapidOcr,
    ]
    if best:
        makers.insert(3, lambda: Tesseract("Tesseract vie (best)", best))
    for make in makers:
        try:
            yield make()
        except MissingError as missing:
            print(f"left out: {missing}")


def compare(title: str, lines: _Lines, readers: Sequence[Engine], worst: int = 0) -> None:
    """Prints the table of one set of lines."""
    print(f"\n{title}; {len(lines)} lines\n\n{HEAD.format(unit='line')}")
    paths, truths = [path for path, _ in lines], [truth for _, truth in lines]
    for place, reader in enumerate(readers):
        clock = Clock()
        with clock.running():
            texts = [normal(text) for text in reader.read(paths)]
        print(row(reader.name, texts, truths, clock.seconds / len(lines)), flush=True)
        if place == 0:
            mistakes = confusions(texts, truths)
    for (truth, text), count in list(mistakes.items())[:worst]:
        print(f"  {count:3} times {truth!r} read as {text!r}")


def compare_damages(lines: _Lines, readers: Sequence[Engine]) -> None:
    """Prints a table for each damage."""
    for name, damage in DAMAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            damaged = []
            for path, truth in lines:
                picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
                target = Path(folder) / path.name
                cv2.imwrite(str(target), damage(picture))  # type: ignore[arg-type]
                damaged.append((target, truth))
            what = " ".join((damage.__doc__ or "").split())
            compare(f"{name}: {what}", damaged, readers)


def main() -> None:
    """Prints one table for each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    data = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    parser.add_argument("what", choices=_SUBJECTS)
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--count", type=int, default=150, help="lines, or pages, of each set")
    parser.add_argument("--best", type=Path, help="folder with the `best` vie.traineddata")
    parser.add_argument("--confusions", type=int, default=0, help="show so many of our confusions")
    parser.add_argument(
        "--rendered",
        type=Path,
        help="what `training.text.spelling` or `training.drawing.pen_lines` wrote",
    )
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    if chosen.what == "pages":
        compare_pages(chosen.data, chosen.count, chosen.best)
        return
    if chosen.what == "memory":
        measure_memory(chosen.data, chosen.count)
        return
    if chosen.what == "handwriting":
        measure_handwriting(chosen.data, chosen.rendered, chosen.count)
        return
    readers = list(engines(chosen.best))
    if chosen.what == "letters":
        compare_letters(chosen.rendered, readers)
        return
    if chosen.what == "damages":
        compare_damages(sample(chosen.data / _DAMAGED, chosen.count), readers)
        return
    for name, description in SETS.items():
        lines = sample(chosen.data / name, chosen.count)
        compare(f"{name}: {description}", lines, readers, chosen.confusions)


if __name__ == "__main__":
    main()
