"""Evaluation: `python -m training.evaluate --model models/vi_reader --data FOLDER`.

A set is a folder with labels.tsv (file, tab, text). Each is split by the hash of the file names:
the tuning half serves calibration and choices, the report half is for figures only.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from rapidfuzz.distance import Levenshtein

from training.labels import load_picture, read_labels
from training.reading import FRAME, Reading, decode, to_input
from training.text.charset import readable, without_tones

SETS: Final = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "born_digital")
HALVES: Final = ("tuning", "report", "all")
_PADDING: Final = 64
_MARGIN: Final = 16


@dataclass(frozen=True)
class Read:
    """One labelled line, as read."""

    name: str
    truth: str
    reading: Reading

    @property
    def right(self) -> bool:
        """Whether every sign is right."""
        return readable(self.reading.text) == self.truth


@dataclass(frozen=True)
class Score:
    """Figures of a set, in percent.

    Attributes:
        lines: Number of lines.
        errors: Character error rate.
        bare_errors: The same without diacritics.
        exact: Share of lines without any error.
    """

    lines: int
    errors: float
    bare_errors: float
    exact: float

    def __str__(self) -> str:
        return (
            f"{self.lines} lines: CER {self.errors:.2f} %, without diacritics "
            f"{self.bare_errors:.2f} %, exact {self.exact:.1f} %"
        )


class LineReader:
    """Reads line pictures with an exported model folder, on one thread."""

    def __init__(self, folder: Path) -> None:
        """Loads the folder."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        path = str(folder / "inference.onnx")
        self._session: Any = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name

    def read(self, picture: npt.NDArray[np.uint8]) -> Reading:
        """Reads a picture that already has the reader's height."""
        width = picture.shape[1] + _MARGIN
        batch = to_input([picture], width + -width % _PADDING)
        reading = decode(self._session.run(None, {self._input: batch})[0][0])
        return dataclasses.replace(reading, columns=picture.shape[1] // FRAME)


def score(pairs: Sequence[tuple[str, str]]) -> Score:
    """Compares readings with truths."""
    signs = sum(len(truth) for _, truth in pairs)
    wrong = sum(Levenshtein.distance(reading, truth) for reading, truth in pairs)
    bare = sum(
        Levenshtein.distance(without_tones(reading), without_tones(truth))
        for reading, truth in pairs
    )
    exact = sum(reading == truth for reading, truth in pairs)
    return Score(len(pairs), 100 * wrong / signs, 100 * bare / signs, 100 * exact / len(pairs))


def labelled_lines(folder: Path, half: str, limit: int | None) -> list[tuple[Path, str]]:
    """Returns labelled lines of one half, in the order of the hash of their names."""
    rows = [(zlib.crc32(path.name.encode()), path, text) for path, text in read_labels(folder)]
    parity = {"tuning": 0, "report": 1}.get(half)
    chosen = sorted(row for row in rows if parity is None or row[0] % 2 == parity)
    return [(path, text) for _, path, text in chosen][:limit]


def read_set(
    reader: LineReader, rows: Sequence[tuple[Path, str]], stretch: float
) -> Iterator[Read]:
    """Reads labelled lines."""
    for path, text in rows:
        yield Read(path.name, text, reader.read(load_picture(path, stretch)))


def surer(runs: Sequence[Sequence[Read]]) -> list[Read]:
    """Takes, line by line, the reading whose symbols are the most probable."""
    return [max(reads, key=_mean_log) for reads in zip(*runs, strict=True)]


def roomier(runs: Sequence[Sequence[Read]], least: float) -> list[Read]:
    """Takes the first reading, or the second where the first had little room for each sign."""
    pairs = zip(runs[0], runs[1], strict=True)
    return [second if first.reading.room < least else first for first, second in pairs]


def agreed(runs: Sequence[Sequence[Read]]) -> list[Read]:
    """Returns the lines that were read alike every time."""
    lines = zip(*runs, strict=True)
    return [reads[0] for reads in lines if len({read.reading.text for read in reads}) == 1]


def _mean_log(read: Read) -> float:
    chances = read.reading.probabilities
    return float(np.log(np.maximum(chances, 1e-9)).mean()) if chances else -99.0


def confusions(reads: Sequence[Read]) -> Counter[tuple[str, str]]:
    """Counts what was written in place of what; an empty text stands for nothing."""
    counts: Counter[tuple[str, str]] = Counter()
    for read in reads:
        text = readable(read.reading.text)
        for kind, start, end, from_, to in Levenshtein.opcodes(read.truth, text):
            if kind != "equal":
                truth = read.truth[int(start) : int(end)]
                counts[truth, text[int(from_) : int(to)]] += 1
    return counts


def data_folder() -> Path:
    """Returns the folder of test sets: MOTLAN_EVAL_DATA, or ../shared/data."""
    return Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description="Evaluates the recogniser on labelled lines.")
    parser.add_argument("--model", type=Path, default=Path("models/vi_reader"))
    parser.add_argument("--data", type=Path, default=data_folder())
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--half", choices=HALVES, default="report")
    parser.add_argument("--limit", type=int, help="lines of each set at most")
    parser.add_argument("--stretch", type=float, nargs="+", default=[1.0, 1.3])
    parser.add_argument("--room", type=float, default=1.5, help="columns a sign should have")
    parser.add_argument("--confusions", type=int, default=0, help="show so many confusions")
    chosen = parser.parse_args()
    reader = LineReader(chosen.model)
    for name in chosen.sets:
        rows = labelled_lines(chosen.data / name, chosen.half, chosen.limit)
        runs = [list(read_set(reader, rows, stretch)) for stretch in chosen.stretch]
        titles = [f"width x{stretch}" for stretch in chosen.stretch]
        if len(runs) > 1:
            dense = roomier(runs, chosen.room)
            runs += [dense, surer(runs), agreed(runs)]
            titles.append(f"the second where a sign has under {chosen.room} columns")
            titles += ["the surer of these", "lines on which these agree"]
        for title, reads in zip(titles, runs, strict=True):
            figures = score([(readable(read.reading.text), read.truth) for read in reads])
            print(f"{name} ({chosen.half}), {title}: {figures}", flush=True)
            for (truth, text), count in confusions(reads).most_common(chosen.confusions):
                print(f"  {count:3} times {truth!r} read as {text!r}")


if __name__ == "__main__":
    main()
