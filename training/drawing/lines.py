"""Batches of lines: an endless stream of rendered lines, mixed with an agency's reviewed lines."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import torch
from torch.utils.data import IterableDataset

from training.drawing.chance import seeded
from training.drawing.fonts import find_fonts
from training.drawing.synthesis import LinePainter, Sample
from training.labels import load_picture, read_labels
from training.reading import FRAME, to_input
from training.text.charset import encode
from training.text.wording import SPELLING, Wording

WIDTHS: Final = (128, 192, 288, 416, 576, 768, 1024, 1312, 1600)
Batch = tuple[torch.Tensor, list[str]]


@dataclass(frozen=True)
class Source:
    """Where lines come from.

    Attributes:
        corpus: Folder of UTF-8 text files for rendered lines.
        seed: Seed of the rendering.
        reviewed: Folder with labels.tsv (file, tab, text) and the line pictures it names.
        reviewed_share: Share of reviewed lines among all.
        paragraphs: Keep only so many paragraphs of the corpus.
        pixels: Width of all lines of a batch together.
        spelling: Share of lines in which all letters are equally frequent.
    """

    corpus: Path
    seed: int
    reviewed: Path | None = None
    reviewed_share: float = 0.3
    paragraphs: int | None = None
    pixels: int = 8000
    spelling: float = SPELLING


class LineBatches(IterableDataset[Batch]):
    """An endless stream of batches, each of lines of about one width."""

    def __init__(self, source: Source) -> None:
        """Takes the source; fonts and text are read when the stream starts."""
        super().__init__()
        self._source = source

    def __iter__(self) -> Iterator[Batch]:
        """Yields batches of inputs and their texts."""
        cv2.setNumThreads(1)
        pools: list[list[Sample]] = [[] for _ in WIDTHS]
        for sample in self._samples():
            columns = sample.picture.shape[1]
            if columns > WIDTHS[-1] or not fits(sample):
                continue
            bucket = bisect.bisect_left(WIDTHS, columns)
            pool = pools[bucket]
            pool.append(sample)
            if len(pool) >= max(3, min(40, self._source.pixels // WIDTHS[bucket])):
                inputs = to_input([s.picture for s in pool], WIDTHS[bucket])
                yield torch.from_numpy(inputs), [s.text for s in pool]
                pool.clear()

    def _samples(self) -> Iterator[Sample]:
        source = self._source
        rng = seeded(source.seed)
        wording = Wording(source.corpus, rng, source.paragraphs, source.spelling)
        painter = LinePainter(wording, find_fonts(), source.seed)
        reviewed = read_labels(source.reviewed) if source.reviewed else []
        while True:
            if reviewed and rng.random() < source.reviewed_share:
                path, text = rng.choice(reviewed)
                yield Sample(load_picture(path, rng.uniform(0.9, 1.4)), text)
            else:
                yield painter.paint()


def fits(sample: Sample) -> bool:
    """Tells whether the text can be written in the columns that the picture gives."""
    doubled = sum(a == b for a, b in itertools.pairwise(sample.text))
    return bool(sample.picture.shape[1] / FRAME >= len(sample.text) + doubled + 1)


def targets(texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns the classes of all texts in one row, and the length of each."""
    coded = [encode(text) for text in texts]
    flat = torch.tensor([symbol for text in coded for symbol in text])
    return flat, torch.tensor([len(text) for text in coded])
