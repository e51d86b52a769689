"""How far a program's reading of a set of pages is from the truth, and how sure it was of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from benchmarks.reader.score import error_shares
from benchmarks.reader.sets import plain
from benchmarks.world.material import Sheet
from benchmarks.world.reading import ReadLine, ReadWord
from pipeline.page.layout import rows_of

__all__ = ["SURE", "Score", "score"]

SURE: Final = 0.95
"""Confidence from which a word counts as sure."""

_ANOTHER: Final = 0.5
"""Share of different characters from which a line is another one."""

_Words = tuple[ReadWord, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One set of pages.

    Attributes:
        pages: How many.
        letters: Of the truth.
        errors: Share of them that were read wrong, missed or added.
        bare_errors: The same without diacritics.
        sure: Share of the words read that the program was sure of; None if it tells no confidence.
        sure_wrong: Of these, how many of a thousand stand differently on the paper.
    """

    pages: int
    letters: int
    errors: float
    bare_errors: float
    sure: float | None
    sure_wrong: float | None

    def as_dict(self) -> dict[str, float | None]:
        """Return it for JSON."""
        return asdict(self)


def score(sheets: Sequence[Sheet], read: Mapping[str, Sequence[ReadLine]]) -> Score:
    """Compare what was read of the pages of a set with the truth.

    As in `benchmarks.reader.pages`: the order of reading does not count where the truth has the
    lines of the page, nor does it count where a program splits a row.

    Args:
        sheets: The pages.
        read: The lines, by the name of the page; a page that is absent was not read.
    """
    truths: list[str] = []
    found: list[_Words] = []
    for sheet in sheets:
        lines = read.get(sheet.name, ())
        if sheet.by_line:
            truths += sheet.truth
            found += nearest_to(sheet.truth, lines)
        else:
            truths.append(" ".join(sheet.truth))
            found.append(tuple(word for line in lines for word in line.words))
    texts = [_text(words) for words in found]
    errors, bare_errors = error_shares(texts, truths)
    letters = sum(map(len, truths))
    return Score(len(sheets), letters, errors, bare_errors, *_confidence(found, truths))


def nearest_to(truth: Sequence[str], lines: Sequence[ReadLine]) -> Iterator[_Words]:
    """Yield, for each true line, the neighbouring pieces of one row that are nearest to it."""
    runs = list(_runs(lines))
    texts = [_text(run) for run in runs]
    for line in truth:
        best = process.extractOne(line, texts, scorer=Levenshtein.distance)
        # What is farther away than nothing at all was not found.
        yield runs[best[2]] if best and best[1] <= len(line) else ()


def _runs(lines: Sequence[ReadLine]) -> Iterator[_Words]:
    for members in rows_of([line.box for line in lines]):
        words = [lines[i].words for i in members]
        for start, end in combinations(range(len(words) + 1), 2):
            yield tuple(word for line in words[start:end] for word in line)


def _text(words: _Words) -> str:
    return plain(" ".join(word.text for word in words))


def _confidence(found: list[_Words], truths: list[str]) -> tuple[float | None, float | None]:
    """Return the share of sure words, and how many of a thousand of them were misread.

    A word that stands nowhere in the truth (a page number, a smudge) is no misreading, and a line
    that is not like the true one was missed, not misread.
    """
    told = sure = wrong = 0
    for words, truth in zip(found, truths, strict=True):
        if Levenshtein.normalized_distance(_text(words), truth) > _ANOTHER:
            continue
        known = [word for word in words if word.confidence is not None and plain(word.text)]
        told += len(known)
        sure += sum(_is_sure(word) for word in known)
        texts = [plain(word.text) for word in known]
        for edit in Levenshtein.editops(texts, truth.split()):
            wrong += edit.tag == "replace" and _is_sure(known[edit.src_pos])
    return (sure / told, 1000 * wrong / sure) if told and sure else (None, None)


def _is_sure(word: ReadWord) -> bool:
    return word.confidence is not None and word.confidence >= SURE
