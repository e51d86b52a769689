"""An invisible font for hidden text: every character is a box of half an em.

The glyph has a real outline: with an empty one PDFium drops one-letter words and MuPDF drops all
text. Text render mode 3 hides it. No character maps to `.notdef`, which PDF/A forbids even for
invisible text (ISO 19005-2, 6.2.11.8).
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, String

from pipeline.seal.pdf.tounicode import to_unicode_cmap

__all__ = ["GlyphlessFont"]

_ADVANCE = 500
_NAME = "MotlanGlyphless"


class GlyphlessFont:
    """The numbered characters of one document, for embedding as a Type 0 font.

    Attributes:
        ASCENT: Top of the box above the baseline, in ems.
        DESCENT: Bottom of the box below the baseline, in ems (negative).
    """

    ASCENT = 0.8
    DESCENT = -0.2

    def __init__(self, characters: Iterable[str]) -> None:
        """Number the characters; the space is always included."""
        self._codes = {c: code for code, c in enumerate(sorted({*characters, " "}), start=1)}

    def encode(self, text: str) -> bytes:
        """Return text as a hexadecimal PDF string of two-byte codes."""
        return b"<%s>" % b"".join(b"%04X" % self._codes[c] for c in text)

    @staticmethod
    def width(text: str) -> float:
        """Return the unscaled width of text in ems."""
        return len(text) * _ADVANCE / 1000

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """Return the font as an indirect object of a document."""
        program = pdf.make_stream(_font_program(), Length1=len(_font_program()))
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/" + _NAME),
            Flags=4,  # symbolic
            FontBBox=Array([0, round(self.DESCENT * 1000), _ADVANCE, round(self.ASCENT * 1000)]),
            ItalicAngle=0,
            Ascent=round(self.ASCENT * 1000),
            Descent=round(self.DESCENT * 1000),
            CapHeight=round(self.ASCENT * 1000),
            StemV=80,
            FontFile2=program,
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name("/" + _NAME),
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=_ADVANCE,
            CIDToGIDMap=pdf.make_stream(b"\0\0" + b"\0\1" * len(self._codes)),
        )
        by_code = {code: c for c, code in self._codes.items()}
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=Name("/" + _NAME),
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_stream(to_unicode_cmap(by_code)),
            )
        )


@functools.cache
def _font_program() -> bytes:
    """Return a TrueType font with one glyph, a box from descent to ascent."""
    top, bottom = round(GlyphlessFont.ASCENT * 1000), round(GlyphlessFont.DESCENT * 1000)
    pen = TTGlyphPen(None)
    pen.moveTo((0, bottom))
    pen.lineTo((0, top))
    pen.lineTo((_ADVANCE, top))
    pen.lineTo((_ADVANCE, bottom))
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({0x20: "box"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "box": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (_ADVANCE, 0), "box": (_ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=top, descent=bottom)
    builder.setupNameTable({"familyName": _NAME, "styleName": "Regular", "psName": _NAME})
    builder.setupOS2(
        sTypoAscender=top, sTypoDescender=bottom, usWinAscent=top, usWinDescent=-bottom
    )
    builder.setupPost(isFixedPitch=1)
    buffer = io.BytesIO()
    builder.save(buffer)
    return buffer.getvalue()
