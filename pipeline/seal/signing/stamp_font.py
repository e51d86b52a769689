"""The embedded font of visible stamps."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable
from importlib import resources
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from pipeline.seal.pdf.tounicode import to_unicode_cmap

__all__ = ["StampFont"]

_FILE = "MotlanSerif-Regular.ttf"
_UNKNOWN = "?"


class StampFont:
    """A serif font with the metrics of Times New Roman, subset to the characters in use.

    Characters that the font lacks are shown as a question mark.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        """Subset the font."""
        font = TTFont(io.BytesIO(_font_file()))
        known = {chr(code) for code in font.getBestCmap()}
        kept = ({*characters} & known) | {_UNKNOWN, " "}
        cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
        cutter.populate(unicodes=[ord(c) for c in kept])
        cutter.subset(font)
        cmap = font.getBestCmap()
        self._font = font
        self._glyphs = {c: font.getGlyphID(cmap[ord(c)]) for c in kept}
        self._advances: dict[str, int] = {c: font["hmtx"][cmap[ord(c)]][0] for c in kept}

    def draws(self, text: str) -> bool:
        """Return whether the font has every character of a text that it was subset to."""
        return all(c in self._glyphs for c in text)

    def encode(self, text: str) -> bytes:
        """Return text as a hexadecimal PDF string of glyph numbers."""
        glyphs = (self._glyphs.get(c, self._glyphs[_UNKNOWN]) for c in text)
        return b"<%s>" % b"".join(b"%04X" % glyph for glyph in glyphs)

    def width(self, text: str) -> float:
        """Return the width of text in ems."""
        unknown = self._advances[_UNKNOWN]
        return sum(self._advances.get(c, unknown) for c in text) / 1000

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """Return the font as an indirect object of a document."""
        buffer = io.BytesIO()
        self._font.save(buffer)
        name = Name("/MOTLAN+MotlanSerif")
        program = pdf.make_stream(buffer.getvalue(), Length1=len(buffer.getvalue()))
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(self._descriptor(name, program)),
            DW=0,
            W=Array([v for c, g in self._glyphs.items() for v in (g, Array([self._advances[c]]))]),
            CIDToGIDMap=Name.Identity,
        )
        by_glyph = {glyph: c for c, glyph in self._glyphs.items()}
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_stream(to_unicode_cmap(by_glyph)),
            )
        )

    def _descriptor(self, name: Name, program: pikepdf.Object) -> pikepdf.Object:
        head: Any = self._font["head"]
        metrics: Any = self._font["hhea"]
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array([head.xMin, head.yMin, head.xMax, head.yMax]),
            ItalicAngle=0,
            Ascent=metrics.ascent,
            Descent=metrics.descent,
            CapHeight=metrics.ascent,
            StemV=80,
            FontFile2=program,
        )


@functools.cache
def _font_file() -> bytes:
    return resources.files("pipeline.seal.fonts").joinpath(_FILE).read_bytes()
