"""Lines in which all letters are equally frequent, for `benchmarks.reader letters`.

Papers hold some letters so seldom (Ẵ, Ỵ) that no sample of real lines shows whether a reader knows
them. `benchmarks.reader letters` reads what this writes: line pictures and labels.tsv.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2

from training.drawing.chance import seeded
from training.drawing.fonts import find_fonts
from training.drawing.synthesis import LinePainter
from training.text.wording import Piece, Wording

_SEED = 4711
_WORDS = 6


class SpellingWording(Wording):
    """Nothing but words around letters drawn evenly."""

    def draw(self) -> list[Piece]:
        """Returns the wording of one line."""
        while True:
            pieces = self._clean(self.spell(_WORDS))
            if pieces:
                return pieces


def write_lines(corpus: Path, out: Path, count: int) -> None:
    """Writes so many line pictures, damaged as in training, and their labels.tsv."""
    out.mkdir(parents=True, exist_ok=True)
    wording = SpellingWording(corpus, seeded(_SEED), paragraphs=30_000)
    painter = LinePainter(wording, find_fonts(), _SEED)
    rows = []
    for number in range(count):
        sample = painter.paint()
        name = f"{number:04}.png"
        cv2.imwrite(str(out / name), sample.picture)
        rows.append(f"{name}\t{sample.text}\n")
    (out / "labels.tsv").write_text("".join(rows), encoding="utf-8")


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of UTF-8 text files")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--count", type=int, default=500, help="lines")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    write_lines(chosen.corpus, chosen.out, chosen.count)


if __name__ == "__main__":
    main()
