"""Whole pages: finding the lines and reading them, beside other readers on the same pages.

Reading order is ignored, and so is where a reader splits a row (columns and tables have no agreed
order): each line of the ground truth is compared with the piece, or the neighbouring pieces of one
row, that are nearest to it. Leaders of forms and rules do not count as text. If the ground truth is
not split into lines, a page counts as one line.
"""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from benchmarks.reader.engines import MissingError, RapidOcr, load
from benchmarks.reader.score import HEAD, Clock, row
from benchmarks.reader.sets import SETS, plain, sample_pages, true_lines
from pipeline.image.clean import lift_rules
from pipeline.intake.decode.page_image import PageImage
from pipeline.ocr.detect import PaddleDetector
from pipeline.ocr.reader import default_recognizer
from pipeline.page.cut import cut_line, split_at_gaps
from pipeline.page.default import default_page_reader
from pipeline.page.layout import reading_order, rows_of
from schemas.record.reading import Box


@dataclass(frozen=True)
class Piece:
    """What a reader takes for one line, and where it stands."""

    text: str
    box: Box


_ReadPage = Callable[[Path, float], list[Piece]]


def compare_pages(data: Path, count: int, best: Path | None) -> None:
    """Prints a table for each set of pages."""
    readers = dict(_readers(best))
    for name, (dpi, by_line) in SETS.items():
        pages = sample_pages(data / name / "pages", count)
        print(f"\n{name}; {len(pages)} pages\n\n{HEAD.format(unit='page')}")
        for title, read in readers.items():
            clock, found, truths = Clock(), [], []
            for page in pages:
                with clock.running():
                    pieces = read(page, dpi)
                wanted = true_lines(page.with_suffix(".txt").read_text(encoding="utf-8"))
                if by_line:
                    rows = list(_stretches(pieces))
                    truths += wanted
                    found += [_nearest(line, rows) for line in wanted]
                else:
                    truths.append(" ".join(wanted))
                    found.append(" ".join(plain(piece.text) for piece in pieces))
            print(row(title, found, truths, clock.seconds / len(pages)), flush=True)


def _readers(best: Path | None) -> Iterator[tuple[str, _ReadPage]]:
    yield "motlan", _motlan()
    yield "motlan, lines alone", _motlan_lines()
    yield "Tesseract vie (Debian)", _tesseract()
    if best:
        yield "Tesseract vie (best)", _tesseract("--tessdata-dir", str(best))
    try:
        yield "RapidOCR default", _rapidocr()
    except MissingError as missing:
        print(f"left out: {missing}")


def _stretches(pieces: Sequence[Piece]) -> Iterator[str]:
    """Yields every run of neighbouring pieces of one row."""
    for members in rows_of([piece.box for piece in pieces]):
        texts = [pieces[i].text for i in members]
        for start, end in combinations(range(len(texts) + 1), 2):
            yield plain(" ".join(texts[start:end]))


def _nearest(line: str, rows: Sequence[str]) -> str:
    best = process.extractOne(line, rows, scorer=Levenshtein.distance)
    # What is farther away than nothing at all was not found.
    return best[0] if best and best[1] <= len(line) else ""


def _motlan() -> _ReadPage:
    reader = default_page_reader()

    def read(page: Path, dpi: float) -> list[Piece]:
        pixels: npt.NDArray[np.uint8] = np.asarray(cv2.imread(str(page)), np.uint8)
        lines = reader.read(PageImage(1, pixels, dpi)).lines
        return [Piece(line.text, line.box) for line in lines]

    return read


def _motlan_lines() -> _ReadPage:
    """Finding and reading the lines of a page that lies as it should: no codes, seals, ticks."""
    detector, recognizer = PaddleDetector(), default_recognizer()

    def read(page: Path, dpi: float) -> list[Piece]:
        pixels = lift_rules(np.asarray(cv2.imread(str(page)), np.uint8), dpi)
        boxes = split_at_gaps(pixels, detector.find(pixels))
        boxes = [boxes[i] for i in reading_order(boxes)]
        cuts = [cut_line(pixels, box) for box in boxes]
        results = recognizer.read(cuts)
        return [Piece(result.text, box) for result, box in zip(results, boxes, strict=True)]

    return read


def _tesseract(*options: str) -> _ReadPage:
    def read(page: Path, dpi: float) -> list[Piece]:
        command = ["tesseract", str(page), "stdout", "-l", "vie", "--dpi", f"{dpi:.0f}", *options]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(
            [*command, "-c", "tessedit_create_tsv=1"],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        table = csv.DictReader(done.stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        words = [word for word in table if word["level"] == "5"]
        return [_joined(list(line)) for _, line in groupby(words, _place_of)]

    return read


def _place_of(word: dict[str, str]) -> tuple[str, str, str]:
    return word["block_num"], word["par_num"], word["line_num"]


def _joined(words: Sequence[dict[str, str]]) -> Piece:
    left, top, width, height = (
        np.array([float(word[side]) for word in words])
        for side in ("left", "top", "width", "height")
    )
    box = Box(left.min(), top.min(), (left + width).max(), (top + height).max())
    return Piece(" ".join(word["text"] for word in words), box)


def _rapidocr() -> _ReadPage:
    engine: Any = RapidOcr().engine

    def read(page: Path, _: float) -> list[Piece]:
        result = engine(load(page))
        if result.boxes is None:
            return []
        return [
            Piece(text, Box(*polygon.min(axis=0).tolist(), *polygon.max(axis=0).tolist()))
            for text, polygon in zip(result.txts, result.boxes, strict=True)
        ]

    return read
