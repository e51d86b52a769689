"""Kinds of PDFs that are no scans, and of those that are both."""

from __future__ import annotations

import io
import random

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from benchmarks.files.kinds import Fate, Made, damaged, kind, shown
from benchmarks.files.pdf_writer import (
    ENCRYPTIONS,
    add_page,
    as_pdfium_shows,
    born,
    scan_pdf,
    written,
)
from benchmarks.files.sheets import sheet

__all__: list[str] = []

_SMALL = (105, 148)
_LINES = (
    "UY BAN NHAN DAN PHUONG HOAN KIEM",
    "GIAY XAC NHAN SO 417",
    "Ho va ten: NGUYEN VAN AN",
    "Noi thuong tru: 12 Hang Bai, Ha Noi",
)
_FORGED = "001999999999"


def _kept(data: bytes, **options: object) -> Made:
    return Made(data, Fate.KEPT, tuple(as_pdfium_shows(data)), **options)  # type: ignore[arg-type]


def _opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


@kind("born-digital PDF")
def _plain(rng: random.Random) -> Made:
    number = f"{rng.randrange(10**6):06d}"
    return _kept(born((*_LINES, f"So: {number}")), says=(number,), reads=True)


@kind("born-digital PDF that anybody may open, encrypted")
def _empty_password(rng: random.Random) -> Made:
    name, lock = rng.choice(list(ENCRYPTIONS.items()))
    with _opened(born(_LINES)) as pdf:
        data = written(pdf, encryption=lock)
    return _kept(data, setting=name)


_UNSEEN = {
    "white": "BT 1 g /F 13 Tf 40 300 Td (So CCCD: 001999999999) Tj ET",
    "mode 3": "BT 3 Tr /F 13 Tf 40 300 Td (So CCCD: 001999999999) Tj ET",
    "mode 7": "q BT 7 Tr /F 13 Tf 40 300 Td (So CCCD: 001999999999) Tj ET Q",
    "covered": "BT /F 13 Tf 40 300 Td (So CCCD: 001999999999) Tj ET 1 g 30 290 300 30 re f",
    "clipped": "q 0 0 5 5 re W n BT /F 13 Tf 40 300 Td (So CCCD: 001999999999) Tj ET Q",
    "beside the page": "BT /F 13 Tf 40 -90 Td (So CCCD: 001999999999) Tj ET",
    "nearly white": "BT 0.985 g /F 13 Tf 40 300 Td (So CCCD: 001999999999) Tj ET",
    "clear": "q /Z gs BT /F 13 Tf 40 300 Td (So CCCD: 001999999999) Tj ET Q",
    "tiny": "BT /F 0.3 Tf 40 300 Td (So CCCD: 001999999999) Tj ET",
    "said otherwise": "/Span <</ActualText (So CCCD: 001999999999)>> BDC BT /F 13 Tf 40 300 Td "
    "(So CCCD: 001085000123) Tj ET EMC",
    "cropped": "BT /F 13 Tf 40 100 Td (So CCCD: 001999999999) Tj ET",
}


@kind("born-digital PDF with a line that nobody sees")
def _unseen(rng: random.Random) -> Made:
    name = rng.choice(list(_UNSEEN))
    with _opened(born(_LINES, content=_UNSEEN[name].encode())) as pdf:
        page = pdf.pages[0].obj
        page.Resources.ExtGState = Dictionary(Z=Dictionary(Type=Name.ExtGState, ca=0))
        if name == "cropped":
            page.CropBox = Array([0, 200, 420, 595])
        data = written(pdf)
    return _kept(data, setting=name, never=(_FORGED,), says=("417",), reads=True)


@kind("born-digital PDF turned, cropped or in units of its own")
def _shown(rng: random.Random) -> Made:
    name = rng.choice(("Rotate 90", "Rotate 180", "Rotate 270", "UserUnit 2", "CropBox"))
    with _opened(born(_LINES)) as pdf:
        page = pdf.pages[0].obj
        if name.startswith("Rotate"):
            page.Rotate = int(name.split()[1])
        elif name == "CropBox":
            page.CropBox = Array([20, 300, 400, 590])
        else:
            page.UserUnit = 2
        data = written(pdf)
    return _kept(data, setting=name, reads=not name.startswith("Rotate"))


@kind("born-digital cover before scans")
def _cover(rng: random.Random) -> Made:
    """Every scan gets its picture signed; the cover stays as it is shown."""
    drawn = [sheet(rng, _SMALL) for _ in range(rng.randint(1, 3))]
    place = rng.choice((0, len(drawn)))
    with pikepdf.new() as pdf, _opened(born(_LINES)) as cover:
        for one in drawn:
            add_page(pdf, one)
        pdf.pages.insert(place, cover.pages[0])
        data = written(pdf)
    pages = [*drawn]
    pages.insert(place, as_pdfium_shows(born(_LINES))[0])
    return shown(data, *pages, setting=f"place {place} of {len(pages)}")


@kind("letter with a scanned extract on it")
def _extract(rng: random.Random) -> Made:
    drawn = sheet(rng, (70, 60))
    width, height = drawn.points
    with _opened(born(_LINES)) as pdf:
        page = pdf.pages[0]
        other = pikepdf.new()
        other_page = add_page(other, drawn)
        page.obj.Resources.XObject = Dictionary(
            Im0=pdf.copy_foreign(other_page.obj.Resources.XObject.Im0)
        )
        page.contents_add(f"q {width:.2f} 0 0 {height:.2f} 80 100 cm /Im0 Do Q".encode())
        data = written(pdf)
        other.close()
    return _kept(data)


@kind("portfolio")
def _portfolio(rng: random.Random) -> Made:
    with _opened(born(("Mo tap tin nay bang Acrobat",))) as pdf:
        pdf.attachments["giay-to.pdf"] = scan_pdf([sheet(rng, _SMALL)])
        pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)
        data = written(pdf)
    return damaged(data, codes=("E-INPUT-TYPE",))


@kind("form whose pages are made by its program")
def _xfa(rng: random.Random) -> Made:
    rendering = rng.random() < 0.5
    with _opened(born(("Please wait...",))) as pdf:
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))
        if rendering:
            pdf.Root.NeedsRendering = True
        data = written(pdf)
    return damaged(data, f"NeedsRendering {rendering}", ("E-INPUT-TYPE",))


@kind("form filled in a reader")
def _filled(rng: random.Random) -> Made:
    appearance = rng.random() < 0.5
    with _opened(born(_LINES)) as pdf:
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("ten"),
            V=String("TRAN THI BINH"), Rect=Array([40, 200, 300, 224]), F=4,
            DA=String("/Helv 13 Tf 0 g"),
        )  # fmt: skip
        font = pdf.pages[0].obj.Resources.Font.F
        if appearance:
            field.AP = Dictionary(
                N=pdf.make_stream(
                    b"/Tx BMC q BT /Helv 13 Tf 0 g 2 7 Td (TRAN THI BINH) Tj ET Q EMC",
                    Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 260, 24]),
                    Resources=Dictionary(Font=Dictionary(Helv=font)),
                )
            )  # fmt: skip
        indirect = pdf.make_indirect(field)
        pdf.pages[0].obj.Annots = Array([indirect])
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([indirect]), DR=Dictionary(Font=Dictionary(Helv=font)),
            DA=String("/Helv 13 Tf 0 g"), NeedAppearances=not appearance,
        )  # fmt: skip
        data = written(pdf)
    return _kept(data, setting=f"appearance {appearance}", says=("BINH",), reads=True)


@kind("PDF without pages")
def _no_pages(_: random.Random) -> Made:
    with pikepdf.new() as pdf:
        return damaged(written(pdf))


@kind("PDF with a page of no extent")
def _no_extent(rng: random.Random) -> Made:
    box = rng.choice(([0, 0, 0, 0], [0, 0, 420, 0], [0, 0, 1, 1]))

    def flatten(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.MediaBox = Array(box)

    return damaged(scan_pdf([sheet(rng, _SMALL)], change=flatten), f"{box}")


@kind("PDF with a page that is too large")
def _huge(rng: random.Random) -> Made:
    def widen(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.UserUnit = 400

    return damaged(scan_pdf([sheet(rng, _SMALL)], change=widen), codes=("E-INPUT-TOO-LARGE",))
