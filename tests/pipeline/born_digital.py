"""PDFs as word processors make them: an embedded font, text, no picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib import resources

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from tests.pipeline.sheets import DPI, LETTER, SIZE, saved

_SIZE_PT = 24 * 72 / DPI


def written_pdf(
    lines: Sequence[tuple[int, int, str]] = LETTER,
    *,
    says: Sequence[str] | None = None,
    mapped: bool = True,
) -> bytes:
    """Draw lines as `sheets.drawn` does, as text.

    Args:
        lines: Left, top (pixels at 150 dpi), text.
        says: What copying the lines gives where that differs from what they look like.
        mapped: Whether the font says which Unicode its glyphs stand for.
    """
    path = resources.files("pipeline.seal.fonts") / "MotlanSerif-Regular.ttf"
    data = path.read_bytes()
    font = TTFont(io.BytesIO(data))
    glyphs = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    per_em = 1000 / font["head"].unitsPerEm
    width_pt, height_pt = (side * 72 / DPI for side in SIZE)
    content, unicode_of = [], {glyph: char for char, glyph in glyphs.items()}
    for i, (left, top, text) in enumerate(lines):
        baseline = height_pt - top * 72 / DPI - 0.92 * _SIZE_PT
        shown = "".join(f"{glyphs[char]:04x}" for char in text)
        actual = (says[i] if says else text).encode("utf-16-be").hex()
        content.append(
            f"/Span <</ActualText <feff{actual}>>> BDC BT /F {_SIZE_PT} Tf {left * 72 / DPI:.2f} "
            f"{baseline:.2f} Td <{shown}> Tj ET EMC"
            if says
            else f"BT /F {_SIZE_PT} Tf {left * 72 / DPI:.2f} {baseline:.2f} Td <{shown}> Tj ET"
        )
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(width_pt, height_pt))
        name = Name("/MotlanSerif")
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array([0, -300, 1000, 1000]),
            ItalicAngle=0,
            Ascent=900,
            Descent=-300,
            CapHeight=700,
            StemV=80,
            FontFile2=pdf.make_stream(data),
        )
        advances = [round(font["hmtx"][glyph][0] * per_em) for glyph in font.getGlyphOrder()]
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            W=Array([0, Array(advances)]),
            CIDToGIDMap=Name.Identity,
        )
        composite = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
        )
        if mapped:
            composite.ToUnicode = pdf.make_stream(_cmap(unicode_of))
        page = pdf.pages[0]
        page.obj.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(composite)))
        page.obj.Contents = pdf.make_stream("\n".join(content).encode())
        return saved(pdf)


def _cmap(unicode_of: dict[int, str]) -> bytes:
    rows = [f"<{glyph:04x}> <{ord(char):04x}>" for glyph, char in sorted(unicode_of.items())]
    blocks = "\n".join(
        f"{len(rows[i : i + 100])} beginbfchar\n" + "\n".join(rows[i : i + 100]) + "\nendbfchar"
        for i in range(0, len(rows), 100)
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{blocks}\nendcmap end end"
    ).encode()
