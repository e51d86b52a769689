"""Builds the language model: counts of syllables and of pairs of neighbours.

`python -m training.text.language --corpus DIR --out FILE`

The model is a vocabulary of lower-case syllables and the counts of their pairs, kept as one byte of
rounded logarithm each. It lets the reader choose between letters that differ by a mark (`sửa đổi`,
not `sửa đỗi`) in running text; names, capitals and figures are left to the picture alone.
"""

from __future__ import annotations

import argparse
import itertools
import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

__all__ = ["count", "main", "syllables"]

_SYLLABLE = re.compile(r"[^\W\d_]+")
_MIN_SINGLE, _MIN_PAIR = 12, 3
_LOG_STEPS = 8
"""Steps of a stored logarithm: count = exp(byte / steps)."""


def syllables(text: str) -> list[str]:
    """Return the syllables of a text in order, lower case, NFC."""
    return _SYLLABLE.findall(unicodedata.normalize("NFC", text).lower())


def count(lines: Iterator[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Count syllables and pairs of neighbours; a pair never spans a full stop or a line's end."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for line in lines:
        for clause in re.split(r"[.;:!?()\[\]“”\"]", line):
            words = syllables(clause)
            singles.update(words)
            pairs.update(itertools.pairwise(words))
    return singles, pairs


def main() -> None:
    """Count a folder of UTF-8 texts (`*.txt`, `*.txt.xz`) and write the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    singles, pairs = count(_lines(arguments.corpus))
    words = sorted(word for word, number in singles.items() if number >= _MIN_SINGLE)
    place = {word: i for i, word in enumerate(words)}
    kept = sorted(
        (place[a] * len(words) + place[b], number)
        for (a, b), number in pairs.items()
        if number >= _MIN_PAIR and a in place and b in place
    )
    np.savez_compressed(
        arguments.out,
        words=np.array("\n".join(words)),
        singles=_logarithms([singles[word] for word in words]),
        pairs=np.array([key for key, _ in kept], dtype=np.uint32),
        pair_counts=_logarithms([number for _, number in kept]),
    )
    size = arguments.out.stat().st_size
    print(f"{len(words)} syllables, {len(kept)} pairs, {size >> 10} KiB")


def _logarithms(counts: list[int]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.minimum(255, np.round(np.log(counts) * _LOG_STEPS)).astype(np.uint8)


def _lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.txt*")):
        data = path.read_bytes()
        text = lzma.decompress(data) if path.suffix == ".xz" else data
        yield from text.decode().splitlines()


if __name__ == "__main__":
    main()
