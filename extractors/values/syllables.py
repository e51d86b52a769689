"""Checks whether a word can be Vietnamese: onset, rhyme and tone must fit together.

The check does not depend on the reader's confidence: `NGUYỄNN` or `ñường` cannot be Vietnamese
however confident the reader was. A word that passes may still be the wrong one.
"""

from __future__ import annotations

import re
import unicodedata

from extractors.values.words import is_listed_word
from schemas.text.spelling import nfc

__all__ = ["foreign_words", "is_syllable"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHARP = {"\u0301", "\u0323"}
"""Tones of syllables that end in a stop."""

# Every rhyme of the standard spelling, without tone.
_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
    oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uâc uân uâng uât uây uc ue uê uêch uên uênh uêt ui um un ung uôc uôi uôm uôn uông uôt uơ
    uơn up ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu uya
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y ym yn ynh yt yp yc ych yêm yên yêng yêt yêu
    """.split()  # noqa: SIM905 - a table reads better than a list of strings
)
_ONSETS = (
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_STOP = re.compile(r"(c|ch|p|t)$")
_WORD = re.compile(r"[^\W\d_]+")
_ABBREVIATION = re.compile(r"[BCDĐGHKLMNPQRSTVX]{1,6}|[IVX]{1,4}|UBND|UBMTTQ|TAND|THA|THADS|UBTVQH")
_MEASURE = re.compile(r"(?<=\d) ?(?:mm|cm|m|km|ha|kg|kW)(?![^\W\d_])")
_BEFORE_FRONT = ("k", "gh", "ngh")
"""Onsets that occur only before e, ê, i, y."""
_BEFORE_BACK = ("c", "g", "ng")
"""Onsets that never occur before e, ê, i, y."""


def is_syllable(word: str) -> bool:
    """Return whether one word, in any case, is spelt like a Vietnamese syllable."""
    decomposed = unicodedata.normalize("NFD", nfc(word).lower())
    tones = [c for c in decomposed if c in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    tone = tones[0] if tones else ""
    return any(
        _fits(onset, bare[len(onset) :], tone) for onset in _ONSETS if bare.startswith(onset)
    )


def foreign_words(text: str) -> list[str]:
    """Return the words of a text that cannot be Vietnamese syllables.

    Abbreviations in capitals (`UBND`, `TP`, `QSDĐ`), Roman numerals, units after numbers and listed
    words (`Đắk`, `ôtô`) are ignored.
    """
    return [
        word
        for word in _WORD.findall(_MEASURE.sub("", nfc(text)))
        if not is_syllable(word) and not _ABBREVIATION.fullmatch(word) and not is_listed_word(word)
    ]


def _fits(onset: str, rhyme: str, tone: str) -> bool:
    if onset == "gi" and rhyme in ("", "n"):  # gì, gìn
        return True
    if onset == "qu" and rhyme[:1] in ("o", "u"):  # quốc, never quóc
        return False
    # `gi` and `qu` lend their last letter: `giếng` is gi + êng, `quyết` is qu + yêt.
    if onset == "gi" and rhyme.startswith("ê"):
        rhyme = "i" + rhyme
    if rhyme not in _RHYMES:
        return False
    front = rhyme[0] in "eêiy"
    if (onset in _BEFORE_FRONT and not front) or (onset in _BEFORE_BACK and front):
        return False
    return not (_STOP.search(rhyme) and tone not in _SHARP)
