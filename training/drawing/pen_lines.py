"""Lines for the pen detector: printed, written, and printed labels with written values.

`python -m training.drawing.pen_lines --corpus text --hands faces --out pen_test` writes lines to
test it
with: values written by faces that were not trained with (`written`), and italics (`italics`).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.drawing.chance import seeded
from training.drawing.fonts import FontShelf, find_fonts
from training.drawing.hands import Hand, Writer, find_hands
from training.drawing.synthesis import LinePainter
from training.labels import kept_for_test, load_picture, read_labels
from training.text.vocabulary import LABELS, PLACES, full_name
from training.text.wording import Piece, Wording

CELL: Final = 16
"""Pixels of width per answer of the detector, on a line 48 pixels high."""
_SPACE: Final = 3
"""Cells without ink between two written words that still count as written."""
_WIDEST: Final = 1600
_SLANTED: Final = 0.25
_TOLD, _SILENT = 1.0, 0.0


@dataclass(frozen=True)
class PenLine:
    """A line and which of its cells a pen wrote.

    Attributes:
        picture: uint8 array [48, width], grey.
        written: float32 array [cells], 1 where a pen wrote.
        weight: float32 array [cells], 0 where print and pen meet and nobody can say.
    """

    picture: npt.NDArray[np.uint8]
    written: npt.NDArray[np.float32]
    weight: npt.NDArray[np.float32]


class FormWording(Wording):
    """Draws what stands on forms: most of it printed, values by hand."""

    def draw(self) -> list[Piece]:
        """Returns the wording of one line."""
        rng = self._rng
        form = rng.random()
        if form < 0.5:
            printed = super().draw()
            by_hand = rng.random() < 0.4
            return [Piece(p.text, p.by_hand and by_hand, p.joined) for p in printed]
        return self._filled_in(alone=form < 0.64)

    def _filled_in(self, *, alone: bool) -> list[Piece]:
        """A value by hand, behind a printed label where it does not stand alone."""
        rng = self._rng
        value = Piece(self._value(), by_hand=True)
        if alone:
            return [value]
        pieces = [Piece(rng.choice((*LABELS, self._span(20) or "Số"))), value]
        if rng.random() < 0.35:
            dots = rng.choice((".", "…")) * rng.randint(3, 20)
            pieces.insert(rng.choice((1, 2)), Piece(dots, joined=True))
        if rng.random() < 0.25:
            pieces.append(Piece(self._span(18) or "năm"))
        return pieces

    def _value(self) -> str:
        rng = self._rng
        forms = (
            lambda: full_name(rng),
            lambda: full_name(rng).upper(),
            lambda: self._span(36),
            lambda: rng.choice(PLACES),
            lambda: f"{rng.randint(1, 31)}/{rng.randint(1, 12)}/{rng.randint(1950, 2030)}",
            lambda: str(rng.randint(1, 10 ** rng.randint(1, 12))),
        )
        weights = (0.26, 0.06, 0.4, 0.12, 0.1, 0.06)
        return str(rng.choices(forms, weights)[0]()) or "Nam"


class PrintedWording(Wording):
    """Draws lines without anything by hand."""

    def draw(self) -> list[Piece]:
        """Returns the wording of one line."""
        return [Piece(piece.text, joined=piece.joined) for piece in super().draw()]


class WrittenWording(FormWording):
    """Draws values with letters, all by hand."""

    def draw(self) -> list[Piece]:
        """Returns the wording of one line."""
        while True:
            pieces = self._filled_in(alone=self._rng.random() < 0.4)
            by_hand = "".join(piece.text for piece in pieces if piece.by_hand)
            if sum(map(str.isalpha, by_hand)) > max(3, len(by_hand) // 2):
                return self._clean(pieces)


def rendered(
    corpus: Path, shelf: FontShelf, hands: list[Hand], count: int, seed: int
) -> Iterator[PenLine]:
    """Yields rendered lines: a quarter in italics, which look most like writing."""
    rng = seeded(seed)
    wording = FormWording(corpus, rng, paragraphs=30_000)
    mixed = LinePainter(wording, shelf, seed, Writer(hands, shelf, seed))
    printed = PrintedWording(corpus, rng, paragraphs=30_000)
    slanted = LinePainter(printed, _italics(shelf), seed)
    while count:
        sample = (slanted if rng.random() < _SLANTED else mixed).paint()
        if sample.picture.shape[1] <= _WIDEST and sample.by_hand is not None:
            yield _line(_seen(sample.picture), sample.by_hand)
            count -= 1


def _italics(shelf: FontShelf) -> FontShelf:
    slanted = {
        family: [path for path in files if "italic" in path.stem.lower()]
        for family, files in shelf.printed.items()
    }
    return FontShelf({family: files for family, files in slanted.items() if files})


def scanned(folders: list[Path], seed: int) -> Iterator[PenLine]:
    """Yields lines of real printed papers, without those that are kept for the test.

    Args:
        folders: Each with labels.tsv and line pictures.
        seed: Of the stretching.
    """
    rng = seeded(seed)
    for folder in folders:
        for path, _ in read_labels(folder):
            if not kept_for_test(path):
                picture = load_picture(path, rng.uniform(0.88, 1.3))
                if picture.shape[1] <= _WIDEST:
                    yield _line(_seen(picture), np.zeros(picture.shape[1], np.bool_))


def joined(lines: list[PenLine], count: int, rng: random.Random) -> Iterator[PenLine]:
    """Yields pairs of lines side by side, so that paper and damage do not tell who wrote."""
    short = [line for line in lines if line.picture.shape[1] <= _WIDEST // 2]
    for _ in range(count):
        pair = rng.sample(short, 2)
        pictures = [each.picture[:, : len(each.written) * CELL] for each in pair]
        if pictures[0].size and pictures[1].size:
            yield PenLine(
                np.hstack(pictures),
                np.concatenate([each.written for each in pair]),
                np.concatenate([each.weight for each in pair]),
            )


def _seen(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The line in grey, red ink lifted where there is any: as the product sees it."""
    redness = picture[:, :, 2].astype(np.int16) - picture[:, :, :2].max(2)
    if (redness > 28).mean() > 0.005:
        return np.ascontiguousarray(picture[:, :, 2])
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def _line(picture: npt.NDArray[np.uint8], by_hand: npt.NDArray[np.bool_]) -> PenLine:
    cells = picture.shape[1] // CELL
    inked = by_hand[: cells * CELL].reshape(cells, CELL).any(1).astype(np.uint8)
    closed = cv2.morphologyEx(
        np.pad(inked, _SPACE)[None], cv2.MORPH_CLOSE, np.ones((1, _SPACE), np.uint8)
    )[0, _SPACE : _SPACE + cells]
    border = np.convolve(np.diff(closed.astype(np.int8), prepend=0, append=0) != 0, (1, 1))[1:-1]
    # The first and last cells of a line are no border: only half a cell may hold ink there.
    weight = np.where(border > 0, _SILENT, _TOLD).astype(np.float32)
    return PenLine(picture, closed.astype(np.float32), weight)


def _write_set(folder: Path, painter: LinePainter, count: int, *, by_hand: bool) -> None:
    """Writes a folder of labelled lines, each with a pen's ink or each without."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[str] = []
    while len(rows) < count:
        sample = painter.paint()
        written = sample.by_hand is not None and bool(sample.by_hand.any())
        if sample.picture.shape[1] <= _WIDEST and written is by_hand:
            name = f"{len(rows):04}.png"
            cv2.imwrite(str(folder / name), sample.picture)
            rows.append(f"{name}\t{sample.text}\n")
    (folder / "labels.tsv").write_text("".join(rows), encoding="utf-8")


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--hands", type=Path, required=True, help="folder of npm install")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400, help="lines of each set")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    shelf, seed = find_fonts(), 77
    _, kept = find_hands(chosen.hands, shelf)
    writer = Writer(kept, FontShelf(digits=shelf.digits), seed)
    wording = WrittenWording(chosen.corpus, seeded(seed), paragraphs=30_000)
    painter = LinePainter(wording, shelf, seed, writer)
    _write_set(chosen.out / "written", painter, chosen.count, by_hand=True)
    painter = LinePainter(
        PrintedWording(chosen.corpus, seeded(seed), 30_000), _italics(shelf), seed
    )
    _write_set(chosen.out / "italics", painter, chosen.count, by_hand=False)


if __name__ == "__main__":
    main()
