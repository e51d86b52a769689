"""Kinds of scan PDFs: who made them, how the file is built, what lies on the picture."""

from __future__ import annotations

import io
import random
import re
import subprocess
import tempfile
from pathlib import Path

import img2pdf
import pikepdf
from pikepdf import Array, Dictionary, Name, String

from benchmarks.files.damages import cut
from benchmarks.files.kinds import Made, damaged, kind, shown
from benchmarks.files.pdf_writer import (
    ENCRYPTIONS,
    add_page,
    as_pdfium_shows,
    font,
    pdf_of,
    scan_pdf,
)
from benchmarks.files.sheets import Sheet, jpeg, saved, sheet

__all__: list[str] = []

_SMALL = (105, 148)


def _reportlab(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageMode = Name.UseNone
    for page in pdf.pages:
        page.obj.Trans = Dictionary()


def _fpdf2(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.FitH, None])
    pdf.Root.PageLayout = Name.OneColumn
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _pymupdf(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Info = pdf.make_indirect(Dictionary(Producer=String("MuPDF")))


def _firmware(pdf: pikepdf.Pdf) -> None:
    """What devices of several makers leave behind, all at once."""
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), SigFlags=0)
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(
            Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("1"))])
        )
    )
    pdf.Root.PieceInfo = Dictionary(Scan=Dictionary(LastModified=String("D:20261124090000")))
    pdf.Root.Extensions = Dictionary(ADBE=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=3))
    for page in pdf.pages:
        thumb = pdf.make_stream(bytes(48), Width=4, Height=4, ColorSpace=Name.DeviceRGB)
        thumb.BitsPerComponent = 8
        page.obj.Thumb, page.obj.Tabs, page.obj.PZ = thumb, Name.S, 1
        page.obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("1")))
        page.obj.Resources.XObject.Im0.Metadata = pdf.make_stream(b"<x/>", Type=Name.Metadata)
        page.obj.Resources.XObject.Im0.Interpolate = True
        page.obj.Resources.ProcSet = Array([Name.PDF, Name.ImageC])


_PRODUCERS = {
    "ReportLab": (_reportlab, "ascii85"),
    "fpdf2": (_fpdf2, "jpeg"),
    "PyMuPDF": (_pymupdf, "jpeg"),
    "firmware": (_firmware, "jpeg"),
    "firmware, fax": (_firmware, "group4"),
    "firmware, JPEG 2000": (_firmware, "jpx"),
}


@kind("scan PDF with what its producer leaves in it")
def _produced(rng: random.Random) -> Made:
    name = rng.choice(list(_PRODUCERS))
    change, coding = _PRODUCERS[name]
    drawn = sheet(rng)
    data = scan_pdf([drawn], coding, change=change)
    return shown(data, drawn.of_colour("1") if coding == "group4" else drawn, setting=name)


@kind("scan PDF by a program of its own")
def _programs(rng: random.Random) -> Made:
    """Pillow, img2pdf, and cairo, whose programs are at hand."""
    drawn, name = sheet(rng), rng.choice(("Pillow", "img2pdf", "cairo", "pdfunite"))
    if name == "Pillow":
        return shown(saved(drawn.picture, "PDF", resolution=drawn.dpi), drawn, setting=name)
    if name == "img2pdf":
        return shown(img2pdf.convert(jpeg(drawn)), drawn, setting=name)
    plain = scan_pdf([drawn])
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.pdf"), Path(folder, "b.pdf")
        source.write_bytes(plain)
        united = ("pdfunite", source, source, target)
        command = united if name == "pdfunite" else ("pdftocairo", "-pdf", source, target)
        subprocess.run(command, check=True, capture_output=True)
        pages = [drawn] * (2 if name == "pdfunite" else 1)
        return shown(target.read_bytes(), *pages, setting=name)


@kind("scan PDF with papers of other kinds attached")
def _attached(rng: random.Random) -> Made:
    drawn = sheet(rng)

    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["du-lieu.xml"] = b"<x/>"

    return shown(scan_pdf([drawn], change=attach), drawn)


@kind("scan PDF whose title speaks of signatures")
def _titled(rng: random.Random) -> Made:
    drawn = sheet(rng)

    def name(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Title"] = "/ByteRange [0 1 2 3]"

    return shown(scan_pdf([drawn], change=name), drawn)


@kind("scan PDF that anybody may open, encrypted")
def _empty_password(rng: random.Random) -> Made:
    name, drawn = rng.choice(list(ENCRYPTIONS)), sheet(rng)
    return shown(scan_pdf([drawn], encryption=ENCRYPTIONS[name]), drawn, setting=name)


@kind("scan PDF that asks for a password")
def _password(rng: random.Random) -> Made:
    name = rng.choice(list(ENCRYPTIONS))
    lock = ENCRYPTIONS[name]._replace(user="mo")
    data = scan_pdf([sheet(rng, _SMALL)], encryption=lock)
    return damaged(data, name, ("E-INPUT-ENCRYPTED",))


@kind("PDF with bytes before its header")
def _before(rng: random.Random) -> Made:
    lead = rng.choice((b"\xef\xbb\xbf", b"\n", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", bytes(90)))
    data = lead + scan_pdf([sheet(rng, _SMALL)])
    return damaged(data, repr(lead[:12]), ("E-INPUT-TYPE",))


@kind("PDF with bytes behind its end")
def _behind(rng: random.Random) -> Made:
    tail = rng.choice((bytes(8192), b"<html>" + b" " * 3000 + b"</html>", b"\n" * 5000))
    drawn = sheet(rng)
    return shown(scan_pdf([drawn]) + tail, drawn, setting=repr(tail[:6]))


@kind("PDF saved in each structure")
def _structure(rng: random.Random) -> Made:
    name, drawn = rng.choice(("linear", "object streams", "2.0", "1.3", "QDF")), sheet(rng)
    options = {
        "linear": {"linearize": True},
        "object streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        "2.0": {"force_version": "2.0"},
        "1.3": {"force_version": "1.3"},
        "QDF": {"qdf": True, "static_id": True},
    }[name]
    return shown(scan_pdf([drawn], **options), drawn, setting=name)


@kind("PDF with a broken table of objects")
def _table(rng: random.Random) -> Made:
    drawn, how = sheet(rng), rng.choice(("start", "offsets", "none", "lines"))
    data = scan_pdf([drawn], object_stream_mode=pikepdf.ObjectStreamMode.disable)
    table = data.rindex(b"xref\n", 0, data.rindex(b"startxref"))
    trailer = data.index(b"trailer", table)
    if how == "start":
        data = re.sub(rb"startxref\n\d+", b"startxref\n17", data)
    elif how == "offsets":
        body = re.sub(rb"\d{10} 00000 n", b"0000000123 00000 n", data[table:trailer])
        data = data[:table] + body + data[trailer:]
    elif how == "none":
        data = data[:table] + data[trailer:]
    else:
        data = data[:table] + data[table:trailer].replace(b" \n", b"\n") + data[trailer:]
    return shown(data, drawn, setting=how)


@kind("PDF that is cut")
def _cut(rng: random.Random) -> Made:
    name = rng.choice(("plain", "linear", "object streams"))
    options = {
        "plain": {},
        "linear": {"linearize": True},
        "object streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    }[name]
    data = scan_pdf([sheet(rng, _SMALL) for _ in range(3)], **options)
    share = rng.uniform(0.3, 0.95)
    return damaged(cut(data, share), f"{name}, at {share:.0%}")


@kind("PDF of which a later revision shows another page")
def _revised(rng: random.Random) -> Made:
    first, second = sheet(rng, _SMALL), sheet(rng, _SMALL)
    data = scan_pdf([first], object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = pdf.pages[0].obj.Resources.XObject.Im0.objgen[0]
        root = pdf.Root.objgen[0]
        size = int(pdf.trailer.Size)
    code = jpeg(second)
    body = (
        f"{number} 0 obj\n<< /Type /XObject /Subtype /Image /Width {second.picture.width} /Height "
        f"{second.picture.height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode "
        f"/Length {len(code)} >>\nstream\n"
    ).encode() + code + b"\nendstream\nendobj\n"  # fmt: skip
    before = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    place, table = len(data), len(data) + len(body)
    tail = (
        f"xref\n{number} 1\n{place:010d} 00000 n \ntrailer\n<< /Size {size} /Root {root} 0 R "
        f"/Prev {before} >>\nstartxref\n{table}\n%%EOF\n"
    ).encode()
    return shown(data + body + tail, second)


def _overlaid(drawn: Sheet, content: str, **options: bool) -> bytes:
    def fill(pdf: pikepdf.Pdf) -> None:
        embedded = options.get("embedded", False)
        uses = Dictionary(Font=Dictionary(F=font(pdf, embedded=embedded)))
        if options.get("under"):
            page = add_page(pdf, drawn, uses=uses)
            page.contents_add(content.encode(), prepend=True)
        else:
            add_page(pdf, drawn, behind=content.encode(), uses=uses)

    return pdf_of(fill)


_HIDDEN = {
    "mode 3": ("BT 3 Tr /F 12 Tf 60 300 Td (GIA-MAO-471) Tj ET", False),
    "mode 7": ("q BT 7 Tr /F 12 Tf 60 300 Td (GIA-MAO-471) Tj ET Q", False),
    "under the picture": ("BT 0 g /F 12 Tf 60 300 Td (GIA-MAO-471) Tj ET\n", True),
    "white": ("BT 1 g /F 12 Tf 60 300 Td (GIA-MAO-471) Tj ET", False),
    "outside": ("BT 0 g /F 12 Tf 60 -300 Td (GIA-MAO-471) Tj ET", False),
    "no size": ("BT 0 g /F 0.01 Tf 60 300 Td (GIA-MAO-471) Tj ET", False),
    "clipped": ("q 0 0 1 1 re W n BT 0 g /F 12 Tf 60 300 Td (GIA-MAO-471) Tj ET Q", False),
}
"""Text over a scan that nobody sees, and whether it lies under the picture."""


@kind("scan PDF with text that nobody sees")
def _hidden(rng: random.Random) -> Made:
    name = rng.choice(list(_HIDDEN))
    content, under = _HIDDEN[name]
    drawn = sheet(rng)
    embedded = rng.random() < 0.7
    data = _overlaid(drawn, content, under=under, embedded=embedded)
    setting = f"{name}, font embedded {embedded}"
    return Made(data, pages=(drawn,), setting=setting, never=("GIA-MAO-471",))


@kind("scan PDF with an arrival number typed on it")
def _typed(rng: random.Random) -> Made:
    drawn = sheet(rng)
    data = _overlaid(drawn, "BT 0 g /F 14 Tf 250 520 Td (DEN 417 24/11/2026) Tj ET")
    return shown(data, *as_pdfium_shows(data))


@kind("scan PDF with notes of people on it")
def _noted(rng: random.Random) -> Made:
    drawn = sheet(rng)
    box = Array([60, 250, 300, 330])
    name = rng.choice(("Highlight", "Square", "Ink", "Stamp", "FreeText", "Text", "Hidden"))

    def note(pdf: pikepdf.Pdf) -> None:
        entries = Dictionary(Type=Name.Annot, Subtype=Name(f"/{name}"), Rect=box, F=4,
                             C=Array([1, 0, 0]), Contents=String("x"))  # fmt: skip
        if name == "Hidden":
            entries.Subtype, entries.F = Name.Square, 2
        if name == "Highlight":
            entries.QuadPoints = Array([60, 330, 300, 330, 60, 250, 300, 250])
        if name == "Ink":
            entries.InkList = Array([Array([60, 250, 180, 330, 300, 250])])
        if name in ("Stamp", "FreeText", "Square", "Ink", "Hidden"):
            entries.AP = Dictionary(
                N=pdf.make_stream(
                    b"1 0 0 RG 4 w 4 4 232 72 re S", Type=Name.XObject, Subtype=Name.Form,
                    BBox=Array([0, 0, 240, 80]), Resources=Dictionary(),
                )
            )  # fmt: skip
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(entries)])

    data = scan_pdf([drawn], change=note)
    truth = [drawn] if name in ("Text", "Hidden") else as_pdfium_shows(data)
    return shown(data, *truth, setting=name)


@kind("scan PDF with a layer that is switched off")
def _switched_off(rng: random.Random) -> Made:
    drawn = sheet(rng)
    box = "/OC /L BDC 1 0 0 rg 60 60 200 300 re f EMC"

    def fill(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("L")))
        uses = Dictionary(Properties=Dictionary(L=layer))
        add_page(pdf, drawn, behind=box.encode(), uses=uses)
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
        )

    return shown(pdf_of(fill), drawn)


@kind("scan PDF under a veil or a filter")
def _transparent(rng: random.Random) -> Made:
    drawn = sheet(rng)
    name = rng.choice(("Multiply", "Normal", "Screen"))

    def fill(pdf: pikepdf.Pdf) -> None:
        state = Dictionary(Type=Name.ExtGState, BM=Name(f"/{name}"), ca=0.4)
        add_page(pdf, drawn, behind=b"q /V gs 0.9 0.8 0.2 rg 0 200 400 200 re f Q",
                 uses=Dictionary(ExtGState=Dictionary(V=state)))  # fmt: skip

    data = pdf_of(fill)
    return shown(data, *as_pdfium_shows(data), setting=name)
