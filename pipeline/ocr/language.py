"""Language model: syllable bigram counts decide which reading of a word is Vietnamese.

It only chooses diacritics (`kiễm tra` -> `kiểm tra`), only in lower-case words, and only between
letters that the network itself considered possible. Names, capitals and figures are never changed,
because a plausible word is no evidence there. A word that is not a syllable at all (`QUYÉT`) is
made doubtful in any case, and so is one in capitals that seems to lack a mark
(`pipeline.ocr.capitals`) or stands otherwise in a known heading (`extractors.values.headings`).

The counts come from training/text/language.py; their weight against the image was tuned on a few
hundred real lines.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.values.headings import misread_words
from pipeline.ocr.capitals import is_doubtful, is_unknown
from pipeline.ocr.models import SHIPPED, VIETNAMESE_LANGUAGE, Models
from pipeline.ocr.symbols import Symbol
from schemas.text.spelling import search_key

__all__ = ["LanguageModel", "choose_marks"]

_LOG_STEPS = 8.0
"""Steps of a stored logarithm; see training/text/language.py."""
_BACK_OFF = math.log(0.4)
_UNSEEN = -14.0
"""Log frequency assumed for a syllable that is not in the corpus."""
_WEIGHT = 0.9
"""Weight of the language model against the image."""
_MARGIN = 1.0
"""Margin by which another reading must win."""
_PLAIN = 0.99
"""Probability of a letter from which on the language model leaves its hỏi or ngã as it is."""
_SWAPPED = str.maketrans({"\u0309": "\u0303", "\u0303": "\u0309"})
_UNKNOWN = 0.6
"""Upper limit of the probability of a word that is unknown or probably misread."""
_LETTERS = re.compile(r"[^\W\d_]+")


class LanguageModel:
    """Counts of syllables and syllable pairs."""

    def __init__(
        self, words: Sequence[str], singles: np.ndarray, pairs: np.ndarray, counts: np.ndarray
    ) -> None:
        """Initialise from the arrays of a model file; `pairs` is sorted."""
        self._place = {word: i for i, word in enumerate(words)}
        self._singles = singles / _LOG_STEPS
        self._total = math.log(float(np.exp(self._singles).sum()))
        self._pairs = pairs
        self._counts = counts / _LOG_STEPS

    @classmethod
    def load(cls, models: Models = SHIPPED) -> LanguageModel:
        """Load the model of Vietnamese.

        Raises:
            ModelError: The file is missing or was altered.
        """
        with np.load(models.file(VIETNAMESE_LANGUAGE)) as file:
            words = str(file["words"]).split("\n")
            return cls(words, file["singles"], file["pairs"], file["pair_counts"])

    def __contains__(self, word: str) -> bool:
        """Return whether a syllable occurs in the corpus."""
        return word in self._place

    def follows(self, before: str | None, word: str) -> float:
        """Return the log frequency of a syllable after another one (stupid back-off)."""
        place = self._place.get(word)
        if place is None:
            return _UNSEEN
        single = float(self._singles[place]) - self._total
        previous = self._place.get(before) if before else None
        if previous is None:
            return single
        count = self._count(previous, place)
        if count is None:
            return _BACK_OFF + single
        return count - float(self._singles[previous])

    def pair(self, before: str | None, word: str | None) -> float | None:
        """Return the log count of two syllables side by side; None if they never are."""
        one, other = self._place.get(before or ""), self._place.get(word or "")
        return None if one is None or other is None else self._count(one, other)

    def _count(self, before: int, word: int) -> float | None:
        # A number of another type would have the whole array converted for every question.
        key = self._pairs.dtype.type(before * len(self._place) + word)
        at = int(self._pairs.searchsorted(key))
        if at < len(self._pairs) and self._pairs[at] == key:
            return float(self._counts[at])
        return None


def choose_marks(symbols: tuple[Symbol, ...], model: LanguageModel) -> tuple[Symbol, ...]:
    """Return the symbols with the diacritics of lower-case words chosen by image and language."""
    result = list(symbols)
    spans = list(_words(symbols))
    misread = _misread_heading(symbols, spans)
    for at, (start, end) in enumerate(spans):
        word = _text(result[start:end])
        if not word.islower():
            before = _neighbour(result, spans, at - 1, start)
            after = _neighbour(result, spans, at + 1, end)
            if at in misread or is_doubtful(word, before, after, model):
                belief = min(_UNKNOWN, result[start].probability)
                result[start] = replace(result[start], probability=belief)
            continue
        before = _neighbour(result, spans, at - 1, start)
        after = _neighbour(result, spans, at + 1, end)
        result[start:end] = _decide(result[start:end], before, after, model)
    return tuple(result)


def _misread_heading(symbols: Sequence[Symbol], spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the places of words in capitals that a known heading has otherwise."""
    words = [_text(symbols[start:end]) for start, end in spans]
    return misread_words(words) if all(map(str.isupper, words)) else frozenset()


def _decide(
    word: list[Symbol], before: str | None, after: str | None, model: LanguageModel
) -> list[Symbol]:
    """Return the most probable reading of a word, with probabilities from image and language."""
    written = _text(word)
    rivals = list(_rivals(word))
    spoken = _spoken(model, before, written, after) if rivals else 0.0
    gains = [
        _WEIGHT * (_spoken(model, before, rival.written_in(written), after) - spoken) - rival.loss
        for rival in rivals
    ]
    best = max(range(len(rivals)), key=gains.__getitem__, default=None)
    chosen, won = word, 0.0
    if best is not None and gains[best] > _MARGIN and not _is_plain(word, rivals[best], model):
        chosen, won = rivals[best].put_in(word), gains[best]
    belief = math.exp(won) / (1.0 + sum(map(math.exp, gains)))
    if is_unknown(_text(chosen), model):
        belief *= _UNKNOWN
    touched = {rival.place for rival in rivals} or {0}
    return [
        replace(symbol, probability=min(1.0, belief * _base_belief(word[i])))
        if i in touched
        else symbol
        for i, symbol in enumerate(chosen)
    ]


def _is_plain(word: Sequence[Symbol], rival: _Rival, model: LanguageModel) -> bool:
    """Return whether the image is sure of hỏi or ngã, and the word exists: `bão` is not `bảo`."""
    symbol = word[rival.place]
    return (
        symbol.probability >= _PLAIN
        and unicodedata.normalize("NFD", symbol.text).translate(_SWAPPED)
        == unicodedata.normalize("NFD", rival.letter)
        and not is_unknown(_text(word), model)
    )


@dataclass(frozen=True, slots=True)
class _Rival:
    """An alternative letter in a word, and its log-probability disadvantage in the image."""

    place: int
    letter: str
    probability: float
    loss: float

    def written_in(self, word: str) -> str:
        return word[: self.place] + self.letter + word[self.place + 1 :]

    def put_in(self, word: Sequence[Symbol]) -> list[Symbol]:
        changed = list(word)
        changed[self.place] = word[self.place].read_as(self.letter, self.probability)
        return changed


def _rivals(word: Sequence[Symbol]) -> Iterator[_Rival]:
    """Yield the same letters with other diacritics that the image permits."""
    for place, symbol in enumerate(word):
        for letter, probability in symbol.alternatives:
            if _same_base(letter, symbol.text):
                loss = math.log(symbol.probability / probability)
                yield _Rival(place, letter, probability, loss)


def _base_belief(symbol: Symbol) -> float:
    """Return the probability of a letter from the image, regardless of diacritics."""
    rivals = (p for text, p in symbol.alternatives if _same_base(text, symbol.text))
    return symbol.probability + sum(rivals)


@functools.cache
def _same_base(one: str, other: str) -> bool:
    return one.islower() and search_key(one) == search_key(other)


def _spoken(model: LanguageModel, before: str | None, word: str, after: str | None) -> float:
    onward = model.follows(word, after) if after and after in model else 0.0
    return model.follows(before, word) + onward


def _words(symbols: Sequence[Symbol]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of every run of letters."""
    text = "".join(symbol.text for symbol in symbols)
    if len(text) != len(symbols):
        return
    for match in _LETTERS.finditer(text):
        yield match.span()


def _neighbour(
    symbols: Sequence[Symbol], spans: Sequence[tuple[int, int]], at: int, edge: int
) -> str | None:
    """Return the neighbouring word if it is separated only by a space."""
    if not 0 <= at < len(spans):
        return None
    start, end = spans[at]
    gap = symbols[end:edge] if end <= edge else symbols[edge:start]
    return _text(symbols[start:end]).lower() if _text(gap) == " " else None


def _text(symbols: Sequence[Symbol]) -> str:
    return "".join(symbol.text for symbol in symbols)
