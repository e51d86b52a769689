"""The typefaces that lines are rendered with, chosen by what they can really draw."""

from __future__ import annotations

import functools
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

from training.text.charset import ASCII, LETTERS

SYSTEM_FOLDERS: Final = (
    Path("/usr/share/fonts"),
    Path(sys.prefix) / "lib" / f"python3.{sys.version_info.minor}" / "site-packages",
)
_TEXT: Final = frozenset(map(ord, (*ASCII, *LETTERS)))
_DIGITS: Final = frozenset(map(ord, "0123456789/-."))

# Share of each family among printed lines: official papers are set in Times New Roman, whose
# metrics and shapes Liberation Serif repeats; FreeSerif and Linux Libertine are its cousins.
PRINTED: Final = {
    "LiberationSerif": 60.0,
    "FreeSerif": 9.0,
    "LiberationSans": 8.0,
    "LiberationMono": 3.0,
    "Arimo": 2.0,
    "Carlito": 3.0,
    "FreeMono": 1.5,
    "Roboto": 2.0,
    "NotoSans": 1.5,
    "NotoSerif": 2.5,
    "OpenSans": 1.5,
    "DejaVuSans": 1.5,
    "DejaVuSerif": 1.0,
    "LinLibertine": 3.0,
    "CharisSIL": 1.5,
    "GentiumPlus": 1.5,
    "BeVietnamPro": 1.0,
    "CrimsonPro": 1.0,
    "EBGaramond": 1.0,
    "Lora": 0.7,
    "Merriweather": 0.7,
    "SourceSerif4": 1.0,
    "Montserrat": 0.5,
    "RobotoCondensed": 0.5,
    "IBMPlexMono": 0.7,
    "RobotoMono": 0.5,
}
# Faces that look written by hand. Few hold Vietnamese letters; all of these hold the digits.
HANDWRITTEN: Final = (
    "BecauseWe",
    "Breip",
    "Caveat",
    "DancingScript",
    "Delius",
    "Femkeklaver",
    "Humor-Sans",
    "IndieFlower",
    "Kalam",
    "KleeOne",
    "Kristi",
    "PermanentMarker",
    "Rufscript",
    "Satisfy",
    "ShadowsIntoLight",
    "Zeyada",
    "dkg",
)
_TOO_THIN: Final = ("thin", "hairline", "extralight", "black", "extrabold", "heavy")


@dataclass(frozen=True)
class FontShelf:
    """The fonts found on this machine.

    Attributes:
        printed: Files by family, each with all Vietnamese letters.
        written: Handwriting-like files with all Vietnamese letters.
        digits: Handwriting-like files that hold at least digits, slash, dash and dot.
    """

    printed: dict[str, list[Path]] = field(default_factory=dict)
    written: list[Path] = field(default_factory=list)
    digits: list[Path] = field(default_factory=list)

    def pick(self, rng: random.Random) -> Path:
        """Returns a file for printed text."""
        families = list(self.printed)
        weights = [PRINTED[family] for family in families]
        files = self.printed[rng.choices(families, weights)[0]]
        return rng.choices(files, [_share_of_face(file) for file in files])[0]


def find_fonts(folders: Iterable[Path] = SYSTEM_FOLDERS) -> FontShelf:
    """Searches the folders for usable fonts.

    Raises:
        FileNotFoundError: No font with all Vietnamese letters is installed.
    """
    shelf = FontShelf()
    for path in _font_files(folders):
        family = next((name for name in PRINTED if _belongs(path, name)), None)
        by_hand = any(path.name.lower().startswith(name.lower()) for name in HANDWRITTEN)
        if family is None and not by_hand:
            continue
        letters = _letters(path)
        if by_hand and letters >= _DIGITS:
            shelf.digits.append(path)
        if by_hand and letters >= _TEXT:
            shelf.written.append(path)
        if family is not None and letters >= _TEXT:
            shelf.printed.setdefault(family, []).append(path)
    if not shelf.printed:
        message = "no font with all 134 Vietnamese letters: install fonts-liberation2"
        raise FileNotFoundError(message)
    return shelf


@functools.lru_cache(maxsize=600)
def load_font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """Opens a font at a pixel size."""
    return ImageFont.truetype(str(path), size)


def _share_of_face(path: Path) -> float:
    """Upright text is most of a paper, then bold headings, then italics."""
    name = path.stem.lower()
    slanted = "italic" in name or "oblique" in name or name.endswith("i")
    if "bold" in name or name.endswith("rb"):
        return 0.6 if slanted else 1.8
    return 1.5 if slanted else 4.0


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for suffix in ("ttf", "otf"):
            yield from sorted(folder.rglob(f"*.{suffix}"))


def _belongs(path: Path, family: str) -> bool:
    name = path.stem
    rest = name[len(family) :]
    known = name.startswith(family) and not rest[:1].islower()
    whole = known and not rest.startswith(("Condensed", "Display", "Mono"))
    return whole and not any(weight in rest.lower() for weight in _TOO_THIN)


def _letters(path: Path) -> set[int]:
    try:
        with TTFont(path, lazy=True, fontNumber=0) as font:
            return set(font.getBestCmap() or ())
    except (TTLibError, OSError, AssertionError):
        return set()
