"""The signer's position: on whose behalf, and in which office.

NĐ 30/2020/NĐ-CP, Phụ lục I, zone 7: whoever signs for another (`KT.`, `TL.`, `TUQ.`) or for a body
(`TM.`) writes the own office below, and a deputy signs for the head. A position in which a line is
missing, or that was not read letter for letter, is a proposal: `PHÓ THỦ TƯỚNG` and `THỦ TƯỚNG` are
different people.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.values.agencies import listed_agency
from extractors.values.offices import OWN_DEPUTIES, offices
from extractors.values.syllables import foreign_words
from schemas.text.spelling import comparison_key, search_key

__all__ = ["Position", "deputy_of", "is_whole", "names_office", "position_of"]

_ON_BEHALF = re.compile(r"^\W*(KT|TM|TL|TUQ|Q)(?:\s*[.,;:/]+\s*|\s+)(?=\S)", re.I)
_DAMAGED = re.compile(r"^\S{0,2}T[.,]\s*(?=\S)")
"""`[T. CỤC TRƯỞNG`: only KT. ends in T."""
_ACTING = "Q."
"""Quyền: in office for the time being, in the signer's own right."""
_FOR_A_BODY = "TM."
_SIMILAR = 78.0
_CLEAR = 5.0
"""By how much a listed office must be more similar than the next one to be proposed."""
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Position:
    """One line of a signer's position.

    Attributes:
        on_behalf: `KT.`, `TM.`, `TL.`, `TUQ.` or `Q.`; empty for none.
        office: The office or body as the lists spell it, or as read.
        as_printed: Whether the line was read as the lists spell it.
    """

    on_behalf: str
    office: str
    as_printed: bool

    @property
    def text(self) -> str:
        """The line with the punctuation of the decree: `KT. CHỦ TỊCH`."""
        return f"{self.on_behalf} {self.office}".strip()


def position_of(text: str) -> Position | None:
    """Return the position that a line in capitals names; None if it names none.

    Seals and signatures cover these lines, so that letters may be missing or wrong.
    """
    letters = [c for c in text if c.isalpha()]
    if sum(c.isupper() for c in letters) < 0.8 * len(letters) or len(text) > _LONGEST:
        return None
    match = _ON_BEHALF.match(text)
    on_behalf = f"{match[1].upper()}." if match else ""
    damaged = None if match else _DAMAGED.match(text)
    if damaged and (office := _listed(text[damaged.end() :])):
        return Position("KT.", office, as_printed=False)
    rest = " ".join(text[match.end() :].split()) if match else text.strip(" .,:;-'\"")
    if on_behalf == _FOR_A_BODY:
        body = listed_agency(rest) or rest
        return Position(on_behalf, body, as_printed=body == rest and not foreign_words(rest))
    if not match and names_office(rest) and not foreign_words(rest):
        return Position("", rest, as_printed=True)
    office = _listed(rest)
    if office is not None:
        return Position(on_behalf, office, any(_same(each, rest) for each in offices()))
    return Position(on_behalf, rest, as_printed=not foreign_words(rest)) if match else None


def deputy_of(head: Position, text: str) -> Position | None:
    """Return the deputy that a damaged line below `KT. HEAD` must mean; None if it is none."""
    packed = _packed(text)
    possible = [office for office in offices() if _is_deputy(office, head.office)]
    scored = sorted(((fuzz.ratio(packed, _packed(each)), each) for each in possible), reverse=True)
    if head.on_behalf != "KT." or not scored or scored[0][0] < _SIMILAR:
        return None
    return Position("", scored[0][1], as_printed=False)


def names_office(text: str) -> bool:
    """Return whether a line begins with an office and says of what: `TRƯỞNG PHÒNG TƯ PHÁP`."""
    return text.isupper() and comparison_key(text).startswith(_openings())


def is_whole(positions: Sequence[Position]) -> bool:
    """Return whether no line of a signer's position is missing.

    Whoever signs on behalf has an office of their own below; who signs for a head is a deputy of
    that head; and a deputy signs on behalf of somebody.
    """
    if not positions:
        return False
    *above, own = positions
    if own.on_behalf and own.on_behalf != _ACTING:
        return False
    for upper, lower in zip(above, positions[1:], strict=True):
        if upper.on_behalf == "KT." and not _is_deputy(lower.office, upper.office):
            return False
    return bool(above) or not _is_any_deputy(own.office)


def _is_deputy(office: str, head: str) -> bool:
    deputies = (*OWN_DEPUTIES.get(head, ()), f"PHÓ {head}")
    name = comparison_key(office)
    return any(name.startswith(comparison_key(deputy)) for deputy in deputies)


def _is_any_deputy(office: str) -> bool:
    return comparison_key(office).startswith(("phó ", "thứ trưởng"))


def _listed(text: str) -> str | None:
    """Return the listed office that a text must mean; None if none or several may be meant."""
    packed = _packed(text)
    same = [office for office in offices() if _packed(office) == packed]
    if same:  # `THÚ TRƯỞNG` may be THỨ TRƯỞNG or THỦ TRƯỞNG
        alone = same[0] if len(same) == 1 else text
        return next((office for office in same if _same(office, text)), alone)
    scored = sorted(
        ((fuzz.ratio(packed, _packed(office)), office) for office in offices()), reverse=True
    )
    (best, office), (second, _) = scored[:2]
    return office if best >= _SIMILAR and best - second >= _CLEAR else None


def _same(office: str, text: str) -> bool:
    return _joined(office) == _joined(text)


@functools.lru_cache(maxsize=4096)
def _joined(text: str) -> str:
    return comparison_key(text).replace(" ", "")


@functools.lru_cache(maxsize=4096)
def _packed(text: str) -> str:
    return re.sub(r"[\W_]", "", search_key(text))


@functools.cache
def _openings() -> tuple[str, ...]:
    return tuple(f"{comparison_key(office)} " for office in offices())
