"""Build the shipped font from Liberation Serif: `python -m pipeline.seal.fonts.subset SOURCE`.

SOURCE is LiberationSerif-Regular.ttf (metric-compatible with Times New Roman, SIL OFL 1.1), e.g.
from Debian's `fonts-liberation2`. The result is renamed, as the licence requires for modified
versions.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from schemas.text.spelling import VIETNAMESE_LETTERS

__all__ = ["main"]

_FAMILY = "Motlan Serif"
_UNITS = 1000  # PDF measures glyphs in thousandths of an em
_PUNCTUATION = "–—‘’“”…"


def main(source: Path) -> Path:
    """Write the subset next to this file and return its path."""
    font = TTFont(source)
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["DSIG", "FFTM", "GDEF", "GPOS", "GSUB", "kern"]
    cutter = subset.Subsetter(options)
    ascii_range = {chr(code) for code in range(0x20, 0x7F)}
    cutter.populate(unicodes=[ord(c) for c in ascii_range | VIETNAMESE_LETTERS | {*_PUNCTUATION}])
    cutter.subset(font)
    scale_upem(font, _UNITS)
    _rename(font)
    path = Path(__file__).with_name("MotlanSerif-Regular.ttf")
    font.save(path)
    return path


def _rename(font: TTFont) -> None:
    names = font["name"]
    copyright_notice = names.getDebugName(0)
    names.names = []
    full = f"{_FAMILY} Regular"
    postscript = full.replace(" Regular", "-Regular").replace(" ", "")
    licence = "SIL Open Font License, Version 1.1. Subset of a font by Red Hat, Inc."
    for number, text in {
        0: copyright_notice,
        1: _FAMILY,
        2: "Regular",
        3: full,
        4: full,
        5: "Version 1.0",
        6: postscript,
        13: licence,
        14: "https://openfontlicense.org",
    }.items():
        names.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
