"""Draws the text of a line: running text of a corpus, letterheads, labelled fields, numbers."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from training.text.charset import ASCII, LETTERS, LOWERCASE, UPPERCASE, readable
from training.text.vocabulary import (
    GIVEN_NAMES,
    LABELS,
    LETTERHEAD,
    PLACES,
    code,
    document_sign,
    full_name,
)

LONGEST: Final = 100
SPELLING: Final = 0.15
_LENGTHS: Final = (12, 26, 48, 75, 95)
_LENGTH_WEIGHTS: Final = (0.14, 0.24, 0.3, 0.22, 0.1)
_TONED: Final = tuple(LOWERCASE[start : start + 6] for start in range(0, 72, 6))
_TONES_OF: Final = {letter: group for group in _TONED for letter in group} | {
    letter.upper(): tuple(other.upper() for other in group) for group in _TONED for letter in group
}


@dataclass(frozen=True)
class Piece:
    """A stretch of one line in one hand.

    Attributes:
        text: The signs, with single spaces.
        by_hand: Whether a pen wrote it.
        joined: Whether the text goes on with no space after the piece before, whatever gap
            the paper shows.
    """

    text: str
    by_hand: bool = False
    joined: bool = False


def label_of(pieces: Iterable[Piece]) -> str:
    """Returns the text of a line."""
    text = ""
    for piece in pieces:
        text += piece.text if piece.joined or not text else " " + piece.text
    return text


class Wording:
    """Draws the wording of lines."""

    def __init__(
        self,
        corpus: Path,
        rng: random.Random,
        paragraphs: int | None = None,
        spelling: float = SPELLING,
    ) -> None:
        """Reads the corpus.

        Args:
            corpus: A folder of UTF-8 text files (*.txt), a paragraph a line.
            rng: The source of chance.
            paragraphs: Keep only so many paragraphs, drawn by chance.
            spelling: Share of lines in which all letters are equally frequent.

        Raises:
            FileNotFoundError: The folder holds no text.
        """
        self._rng = rng
        self._paragraphs = [
            paragraph
            for path in sorted(corpus.glob("*.txt"))
            for paragraph in path.read_text(encoding="utf-8").splitlines()
            if paragraph.strip()
        ]
        if not self._paragraphs:
            raise FileNotFoundError(f"no *.txt with text in {corpus}")
        if paragraphs is not None and paragraphs < len(self._paragraphs):
            self._paragraphs = rng.sample(self._paragraphs, paragraphs)
        self._rarity = self._letter_rarity()
        self._syllables = self._list_syllables()
        self._makers: tuple[tuple[float, Callable[[], list[Piece]]], ...] = (
            (0.44, lambda: [Piece(self._running_text())]),
            (0.06, lambda: [Piece(self._running_text().upper())]),
            (0.07, lambda: [Piece(self._strange_tones())]),
            (0.06, lambda: [Piece(self._syllable_list())]),
            (0.06, lambda: [Piece(code(rng))]),
            (0.05, self._name),
            (0.06, self._field),
            (0.04, self._letterhead),
            (0.09, self._number_line),
            (0.08, self._date_line),
            (0.02, lambda: [Piece(self._signs())]),
        )
        self._spelling = spelling

    def draw(self) -> list[Piece]:
        """Returns the wording of one line."""
        makers = [maker for _, maker in self._makers]
        weights = [weight for weight, _ in self._makers]
        while True:
            spells = self._rng.random() < self._spelling
            maker = self._rng.choices(makers, weights)[0]
            pieces = self._clean(self.spell(self._rng.randint(1, 9)) if spells else maker())
            if pieces and len(label_of(pieces)) <= LONGEST:
                return pieces

    def spell(self, count: int) -> list[Piece]:
        """Returns words around letters drawn evenly from the alphabet, so that none is seldom."""
        letters = self._rng.choices(LOWERCASE, k=count)
        return [Piece(self._cased(" ".join(map(self._word_around, letters))))]

    def neighbour(self, length: int) -> str:
        """Returns running text for the line above or below."""
        return readable(self._span(max(4, length))) or "Hà Nội"

    def _clean(self, pieces: list[Piece]) -> list[Piece]:
        cleaned = [Piece(readable(p.text), p.by_hand, p.joined) for p in pieces]
        return [piece for piece in cleaned if piece.text]

    def _running_text(self) -> str:
        """Prefers, half of the time, the span with the rarest letters of three."""
        length = self._rng.choices(_LENGTHS, _LENGTH_WEIGHTS)[0]
        if self._rng.random() < 0.5:
            return self._span(length)
        return max((self._span(length) for _ in range(3)), key=self._mean_rarity)

    def _span(self, longest: int) -> str:
        target = self._rng.randint(max(3, longest // 3), longest)
        paragraph = self._rng.choice(self._paragraphs)
        for _ in range(6):
            if len(paragraph) >= target:
                break
            paragraph = self._rng.choice(self._paragraphs)
        room = max(0, len(paragraph) - target)
        start = self._rng.choice((0, self._rng.randint(0, room)))
        start = paragraph.rfind(" ", 0, start) + 1 if start else 0
        end = start + target
        if end < len(paragraph):
            end = max(paragraph.rfind(" ", start, end + 1), paragraph.find(" ", start))
        return paragraph[start : end if end > start else start + target][:LONGEST]

    def _letter_rarity(self) -> dict[str, float]:
        sample = self._rng.sample(self._paragraphs, min(20_000, len(self._paragraphs)))
        counts = Counter(letter for paragraph in sample for letter in paragraph)
        total = sum(counts.values())
        return {letter: -math.log((counts[letter] + 1) / total) for letter in LETTERS}

    def _mean_rarity(self, text: str) -> float:
        return sum(self._rarity.get(letter, 3.0) for letter in text) / max(1, len(text))

    def _list_syllables(self) -> list[str]:
        sample = self._rng.sample(self._paragraphs, min(60_000, len(self._paragraphs)))
        words = (word.strip('.,;:()“”"/-').lower() for text in sample for word in text.split())
        return sorted({word for word in words if word.isalpha() and readable(word) == word})

    def _cased(self, text: str) -> str:
        return self._rng.choices((text, text.upper(), text.title()), (0.5, 0.3, 0.2))[0]

    def _strange_tones(self) -> str:
        """Running text with tones exchanged, so that tones are seen and not guessed."""
        text = self._span(self._rng.choice((20, 40, 60)))
        changed = (
            self._rng.choice(_TONES_OF[letter])
            if letter in _TONES_OF and self._rng.random() < 0.3
            else letter
            for letter in text
        )
        return self._cased("".join(changed)) if self._rng.random() < 0.3 else "".join(changed)

    def _syllable_list(self) -> str:
        draws = (self._rng.sample(self._syllables, 4) for _ in range(self._rng.randint(1, 8)))
        words = (max(draw, key=self._mean_rarity) for draw in draws)
        return self._cased(" ".join(words))

    def _word_around(self, letter: str) -> str:
        """A syllable with this letter, or with this letter in place of one that differs in tone."""
        group = _TONES_OF.get(letter, (letter,))
        words = [
            word for word in self._rng.choices(self._syllables, k=60) if set(group) & set(word)
        ]
        if not words:
            return letter
        word = words[0]
        place = self._rng.choice([i for i, other in enumerate(word) if other in group])
        return word[:place] + letter + word[place + 1 :]

    def _signs(self) -> str:
        signs = (*LOWERCASE, *UPPERCASE, *ASCII)
        return "".join(self._rng.choice(signs) for _ in range(self._rng.randint(2, 12)))

    def _name(self) -> list[Piece]:
        name = full_name(self._rng)
        form = self._rng.random()
        if form < 0.3:
            name = name.upper()
        elif form < 0.5:
            name = f"{self._rng.choice(('Ông', 'Bà', 'Đồng chí', 'Người ký:'))} {name}"
        return [Piece(name, by_hand=self._rng.random() < 0.08)]

    def _field(self) -> list[Piece]:
        value = self._rng.choice(
            (
                lambda: code(self._rng),
                lambda: full_name(self._rng),
                lambda: full_name(self._rng).upper(),
                lambda: self._span(24),
                lambda: self._rng.choice(PLACES),
            )
        )()
        pieces = [Piece(self._rng.choice(LABELS)), Piece(value, self._rng.random() < 0.2)]
        if self._rng.random() < 0.25:
            dots = self._rng.choice((".", "…")) * self._rng.randint(3, 24)
            pieces.insert(self._rng.choice((1, 2)), Piece(dots, joined=True))
        return pieces

    def _letterhead(self) -> list[Piece]:
        text = self._rng.choice(LETTERHEAD)
        form = self._rng.random()
        if form < 0.15:
            text = f"ỦY BAN NHÂN DÂN TỈNH {self._rng.choice(PLACES).upper()}"
        elif form < 0.3:
            unit = self._rng.choice(("TỈNH", "XÃ", "PHƯỜNG"))
            text = f"{unit} {self._rng.choice(PLACES).upper()}"
        return [Piece(text)]

    def _number_line(self) -> list[Piece]:
        """Số: 123/QĐ-UBND, the number typed or written by hand."""
        number = str(self._rng.randint(1, self._rng.choice((99, 999, 9999))))
        number = number.zfill(2) + self._rng.choices(("", "a", "B"), (0.95, 0.03, 0.02))[0]
        by_hand = self._rng.random() < 0.8
        head = Piece(self._rng.choices(("Số:", "Số", "SỐ:"), (0.9, 0.07, 0.03))[0])
        middle = Piece(number, by_hand)
        sign = Piece(document_sign(self._rng), joined=True)
        wholes = [[head, middle, sign], [head, middle], [middle, sign], [middle], [sign], [head]]
        return self._rng.choices(wholes, (0.7, 0.12, 0.04, 0.06, 0.06, 0.02))[0]

    def _date_line(self) -> list[Piece]:
        """Hà Nội, ngày 05 tháng 3 năm 2025, day and month typed or written by hand."""
        rng = self._rng
        place = rng.choice((*PLACES, rng.choice(GIVEN_NAMES) + " " + rng.choice(GIVEN_NAMES)))
        day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(1990, 2030)
        day_text = f"{day:02d}" if rng.random() < 0.8 else str(day)
        month_text = f"{month:02d}" if month < 3 or rng.random() < 0.4 else str(month)
        start = f"{place}, ngày" if rng.random() < 0.85 else "Ngày"
        pieces = [Piece(start), Piece(day_text, by_hand=rng.random() < 0.8), Piece("tháng")]
        return [*pieces, Piece(month_text, rng.random() < 0.35), Piece(f"năm {year}")]
