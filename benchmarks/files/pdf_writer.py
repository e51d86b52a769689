"""Builds PDFs as scanners, phone apps and office programs do."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import pikepdf
import pypdfium2
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name
from PIL import Image

from benchmarks.files.jbig2_writer import jbig2
from benchmarks.files.sheets import Sheet, saved
from benchmarks.files.tiff_writer import directory

__all__ = [
    "CODINGS",
    "ENCRYPTIONS",
    "Laid",
    "add_page",
    "as_pdfium_shows",
    "born",
    "font",
    "image",
    "pdf_of",
    "scan_pdf",
    "written",
]

CODINGS = ("jpeg", "flate", "predicted", "lzw", "run-length", "jpx", "ascii85", "hex")
"""Ways in which colours are coded; grey and 1 bit have more."""
ENCRYPTIONS = {
    "R2": pikepdf.Encryption("chu", "", R=2, aes=False, metadata=False),
    "R3": pikepdf.Encryption("chu", "", R=3, aes=False, metadata=False),
    "R4": pikepdf.Encryption("chu", "", R=4),
    "R6": pikepdf.Encryption("chu", "", R=6),
}
"""Of files that anybody may open, by the revision of the encryption."""
_RESOLUTION = 150
_A5 = 420, 595
"""Points."""


@dataclass(frozen=True, slots=True)
class Laid:
    """How a sheet lies on a page.

    Attributes:
        matrix: Of the unit square, in points.
        size: Width and height of the page, in points.
    """

    matrix: tuple[float, float, float, float, float, float]
    size: tuple[float, float]


def image(pdf: pikepdf.Pdf, picture: Image.Image, coding: str) -> pikepdf.Stream:
    """Return a picture as an image object in one of the codings of PDF."""
    bits, space = (1, Name.DeviceGray) if picture.mode == "1" else (8, None)
    spaces = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
    stream = _CODERS[coding](pdf, picture)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = picture.size
    if coding != "jpx":
        stream.ColorSpace, stream.BitsPerComponent = space or spaces[picture.mode], bits
    return stream


def _jpeg(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    stream = pdf.make_stream(saved(picture, "JPEG", quality=80), Filter=Name.DCTDecode)
    if picture.mode == "CMYK":  # Pillow writes it inverted, as Adobe does
        stream.Decode = Array([1, 0] * 4)
    return stream


def _flate(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    return pdf.make_stream(zlib.compress(picture.tobytes(), 4), Filter=Name.FlateDecode)


def _predicted(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    """As PNG stores it: every row with the filter Up."""
    pixels = np.asarray(picture).reshape(picture.height, -1)
    rows = np.zeros((picture.height, pixels.shape[1] + 1), np.uint8)
    rows[:, 0] = 2
    rows[:, 1:] = pixels
    rows[1:, 1:] -= pixels[:-1]
    colours = len(picture.getbands())
    parameters = Dictionary(Predictor=15, Colors=colours, Columns=picture.width)
    return pdf.make_stream(
        zlib.compress(rows.tobytes(), 4), Filter=Name.FlateDecode, DecodeParms=parameters
    )


def _lzw(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    (part,) = directory(picture, "lzw").parts
    return pdf.make_stream(part, Filter=Name.LZWDecode)


def _run_length(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    data = b"\x80".join((directory(picture, "packbits").parts[0], b""))
    return pdf.make_stream(data, Filter=Name.RunLengthDecode)


def _jpx(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    data = saved(picture, "JPEG2000", quality_mode="rates", quality_layers=[20], irreversible=True)
    return pdf.make_stream(data, Filter=Name.JPXDecode)


def _hex(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    data = zlib.compress(picture.tobytes(), 4).hex().encode() + b">"
    return pdf.make_stream(data, Filter=Array([Name.ASCIIHexDecode, Name.FlateDecode]))


def _ascii85(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    data = base64.a85encode(saved(picture, "JPEG", quality=80), wrapcol=76) + b"~>"
    return pdf.make_stream(data, Filter=Array([Name.ASCII85Decode, Name.DCTDecode]))


def _group4(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    return _fax(pdf, picture, "group4", -1)


def _group3(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    return _fax(pdf, picture, "group3", 0)


def _fax(pdf: pikepdf.Pdf, picture: Image.Image, coding: str, k: int) -> pikepdf.Stream:
    (part,) = directory(picture, coding, min_is_white=True).parts
    parameters = Dictionary(K=k, Columns=picture.width, Rows=picture.height, BlackIs1=False)
    return pdf.make_stream(part, Filter=Name.CCITTFaxDecode, DecodeParms=parameters)


def _jbig2(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    return pdf.make_stream(jbig2(picture), Filter=Name.JBIG2Decode)


_CODERS: dict[str, Callable[[pikepdf.Pdf, Image.Image], pikepdf.Stream]] = {
    "jpeg": _jpeg,
    "flate": _flate,
    "predicted": _predicted,
    "lzw": _lzw,
    "run-length": _run_length,
    "jpx": _jpx,
    "ascii85": _ascii85,
    "hex": _hex,
    "group4": _group4,
    "group3": _group3,
    "jbig2": _jbig2,
}


def font(pdf: pikepdf.Pdf, *, embedded: bool = True) -> pikepdf.Object:
    """Return a font of Latin letters; one that is not embedded keeps a page from being PDF/A."""
    if not embedded:
        plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        return pdf.make_indirect(plain)
    data = (resources.files("pipeline.seal.fonts") / "MotlanSerif-Regular.ttf").read_bytes()
    face = TTFont(io.BytesIO(data))
    glyphs, per_em = face.getBestCmap(), 1000 / face["head"].unitsPerEm
    widths = [round(face["hmtx"][glyphs[code]][0] * per_em) for code in range(32, 127)]
    described = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.MotlanSerif, Flags=32, ItalicAngle=0, Ascent=900,
        FontBBox=Array([0, -300, 1000, 1000]), Descent=-300, CapHeight=700, StemV=80,
        FontFile2=pdf.make_stream(data),
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.MotlanSerif, FirstChar=32,
            LastChar=126, Widths=Array(widths), Encoding=Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(described),
        )
    )  # fmt: skip


def add_page(
    pdf: pikepdf.Pdf,
    drawn: Sheet,
    coding: str = "jpeg",
    *,
    laid: Laid | None = None,
    behind: bytes = b"",
    uses: Dictionary | None = None,
) -> pikepdf.Page:
    """Add a page with a sheet on it.

    Args:
        pdf: The document.
        drawn: The sheet.
        coding: Of its picture.
        laid: How it lies; None: it fills the page.
        behind: Content that follows the picture.
        uses: Resources of that content.
    """
    mode = "1" if coding in ("group3", "group4", "jbig2") else "RGB"
    width, height = drawn.points
    laid = laid or Laid((width, 0, 0, height, 0, 0), (width, height))
    pdf.add_blank_page(page_size=laid.size)
    page = pdf.pages[-1]
    own = uses or Dictionary()
    if "/XObject" not in own:
        own.XObject = Dictionary()
    own.XObject.Im0 = image(pdf, drawn.picture.convert(mode), coding)
    page.obj.Resources = own
    numbers = " ".join(f"{v:.4f}" for v in laid.matrix)
    page.obj.Contents = pdf.make_stream(f"q {numbers} cm /Im0 Do Q\n".encode() + behind)
    return page


def scan_pdf(
    sheets: Sequence[Sheet],
    coding: str = "jpeg",
    *,
    change: Callable[[pikepdf.Pdf], None] | None = None,
    **options: object,
) -> bytes:
    """Return a scan PDF of these sheets, changed and saved as asked for."""
    with pikepdf.new() as pdf:
        for drawn in sheets:
            add_page(pdf, drawn, coding)
        if change:
            change(pdf)
        return written(pdf, **options)


def pdf_of(fill: Callable[[pikepdf.Pdf], object], **options: object) -> bytes:
    """Return a PDF that a function fills."""
    with pikepdf.new() as pdf:
        fill(pdf)
        return written(pdf, **options)


def written(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """Return a document as a file."""
    buffer = io.BytesIO()
    pdf.save(buffer, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def born(
    lines: Sequence[str], *, content: bytes = b"", size: tuple[int, int] = (420, 595)
) -> bytes:
    """Return a born-digital page with these lines, and further content in its font /F."""
    text = "".join(
        f"BT /F 13 Tf 40 {_A5[1] - 60 - 26 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines)
    )
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=_A5)
        page = pdf.pages[0].obj
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(text.encode() + content)
        return written(pdf)


def as_pdfium_shows(data: bytes) -> list[Sheet]:
    """Return the pages of a PDF as a program that the product does not use draws them."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        scale = _RESOLUTION / 72
        return [
            Sheet(page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB"),
                  _RESOLUTION)
            for page in document
        ]  # fmt: skip
    finally:
        document.close()
