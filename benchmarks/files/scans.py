"""Kinds of scan PDFs: producers, codings, layouts, structures."""

from __future__ import annotations

import io
import random
import re
import subprocess
import tempfile
import zlib
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from benchmarks.files.damages import cut
from benchmarks.files.kinds import Made, damaged, kind, shown
from benchmarks.files.pdf_writer import (
    CODINGS,
    Laid,
    add_page,
    as_pdfium_shows,
    image,
    pdf_of,
    scan_pdf,
)
from benchmarks.files.sheets import Sheet, jpeg, saved, sheet

__all__: list[str] = []

_SMALL = (105, 148)


# --- producers


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
        command = {"cairo": ["pdftocairo", "-pdf", source, target],
                   "pdfunite": ["pdfunite", source, source, target]}[name]  # fmt: skip
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


# --- codings


@kind("scan PDF in each coding")
def _coded(rng: random.Random) -> Made:
    coding = rng.choice((*CODINGS, "group3", "group4", "jbig2"))
    drawn = sheet(rng, _SMALL if coding in ("jbig2", "hex") else (148, 210))
    data = scan_pdf([drawn], coding)
    bilevel = coding in ("group3", "group4", "jbig2")
    return shown(data, drawn.of_colour("1") if bilevel else drawn, setting=coding)


@kind("scan PDF in each coding, in grey")
def _coded_grey(rng: random.Random) -> Made:
    coding, drawn = rng.choice(CODINGS), sheet(rng, _SMALL).of_colour("L")

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        page.obj.Resources.XObject.Im0 = image(pdf, drawn.picture.convert("L"), coding)

    return shown(pdf_of(fill), drawn, setting=coding)


def _with_image(drawn: Sheet, picture: Image.Image, coding: str, **entries: object) -> bytes:
    """Return a scan PDF whose picture has further entries."""

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        stream = image(pdf, picture, coding)
        for name, value in entries.items():
            stream[f"/{name}"] = value
        page.obj.Resources.XObject.Im0 = stream

    return pdf_of(fill)


@kind("fax in a PDF, black or white by its parameters")
def _fax_parameters(rng: random.Random) -> Made:
    drawn = sheet(rng).of_colour("1")
    bits = drawn.picture.convert("1")
    black, inverted = rng.random() < 0.5, rng.random() < 0.5
    stored = Image.fromarray(~np.asarray(bits)) if black != inverted else bits
    coding, k = rng.choice((("group4", -1), ("group3", 0)))
    entries: dict[str, object] = {
        "DecodeParms": Dictionary(K=k, Columns=bits.width, Rows=bits.height, BlackIs1=black)
    }
    if inverted:
        entries["Decode"] = Array([1, 0])
    setting = f"{coding}, BlackIs1 {black}, Decode inverted {inverted}"
    return shown(_with_image(drawn, stored, coding, **entries), drawn, setting=setting)


@kind("scan PDF with an inverted picture")
def _inverted(rng: random.Random) -> Made:
    drawn = sheet(rng)
    mode = rng.choice(("RGB", "L", "1"))
    truth = drawn.of_colour(mode)
    stored = Image.fromarray(~np.asarray(truth.picture.convert(mode)))
    decode = Array([1, 0] * len(stored.getbands()))
    return shown(_with_image(truth, stored, "flate", Decode=decode), truth, setting=mode)


@kind("scan PDF in CMYK")
def _cmyk(rng: random.Random) -> Made:
    drawn, coding = sheet(rng), rng.choice(("jpeg", "flate"))
    return shown(_with_image(drawn, drawn.picture.convert("CMYK"), coding), drawn, setting=coding)


@kind("scan PDF with a palette")
def _palette(rng: random.Random) -> Made:
    drawn, bits = sheet(rng), rng.choice((4, 8))
    few = drawn.picture.quantize(1 << bits if bits == 4 else 200)
    table = bytes(few.getpalette("RGB") or ())
    tones = np.asarray(few)
    if bits == 4:
        tones = np.pad(tones, ((0, 0), (0, tones.shape[1] % 2)))
        tones = tones[:, ::2] << 4 | tones[:, 1::2]
    truth = Sheet(few.convert("RGB"), drawn.dpi)
    space = Array([Name.Indexed, Name.DeviceRGB, len(table) // 3 - 1, String(table)])

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        stream = pdf.make_stream(
            zlib.compress(tones.astype(np.uint8).tobytes()), Type=Name.XObject,
            Subtype=Name.Image, Filter=Name.FlateDecode, Width=few.width, Height=few.height,
            ColorSpace=space, BitsPerComponent=bits,
        )  # fmt: skip
        page.obj.Resources.XObject.Im0 = stream

    return shown(pdf_of(fill), truth, setting=f"{bits} bits")


@kind("scan PDF in colours of its own")
def _spaces(rng: random.Random) -> Made:
    name = rng.choice(("CalRGB", "CalGray", "Separation", "DeviceN", "Lab"))
    grey = name in ("CalGray", "Separation", "DeviceN")
    drawn = sheet(rng).of_colour("L") if grey else sheet(rng)
    white = Array([0.9505, 1, 1.089])
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C0=Array([1]), C1=Array([0]))
    spaces = {
        "CalRGB": Array([Name.CalRGB, Dictionary(WhitePoint=white, Gamma=Array([2.2] * 3),
                        Matrix=Array([0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192,
                                      0.1805, 0.0722, 0.9505]))]),
        "CalGray": Array([Name.CalGray, Dictionary(WhitePoint=white, Gamma=2.2)]),
        "Separation": Array([Name.Separation, Name.Black, Name.DeviceGray, function]),
        "DeviceN": Array([Name.DeviceN, Array([Name.Black]), Name.DeviceGray, function]),
        "Lab": Array([Name.Lab, Dictionary(WhitePoint=Array([0.9642, 1, 0.8249]),
                                           Range=Array([-128, 127, -128, 127]))]),
    }  # fmt: skip
    picture = drawn.picture.convert("L") if grey else drawn.picture
    if name in ("Separation", "DeviceN"):
        picture = Image.fromarray(255 - np.asarray(picture))
    if name == "Lab":
        lab = cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2LAB)
        picture = Image.fromarray(lab)
    return shown(_with_image(drawn, picture, "flate", ColorSpace=spaces[name]), drawn, setting=name)


@kind("scan PDF of 16 bits, 4 bits, 2 bits")
def _depths(rng: random.Random) -> Made:
    bits = rng.choice((2, 4, 16))
    drawn = sheet(rng)
    width = drawn.picture.width // 4 * 4
    grey = np.asarray(drawn.picture.convert("L"))[:, :width]
    if bits == 16:
        stored, seen = (grey.astype(np.uint16) * 257).astype(">u2").tobytes(), grey
    else:
        step = 255 // ((1 << bits) - 1)
        tones = grey // (256 >> bits)
        seen = (tones * step).astype(np.uint8)
        per_byte = 8 // bits
        stored = sum(
            tones[:, n::per_byte].astype(np.uint8) << (8 - bits * (n + 1)) for n in range(per_byte)
        ).astype(np.uint8).tobytes()  # fmt: skip
    truth = Sheet(Image.fromarray(seen).convert("RGB"), drawn.dpi)

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, truth)
        page.obj.Resources.XObject.Im0 = pdf.make_stream(
            zlib.compress(stored), Type=Name.XObject, Subtype=Name.Image, Filter=Name.FlateDecode,
            Width=width, Height=len(grey), ColorSpace=Name.DeviceGray, BitsPerComponent=bits,
        )  # fmt: skip

    return shown(pdf_of(fill), truth, setting=f"{bits} bits")


@kind("scan PDF painted as a stencil")
def _stencil(rng: random.Random) -> Made:
    drawn, coding = sheet(rng).of_colour("1"), rng.choice(("flate", "group4"))

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        stream = image(pdf, drawn.picture.convert("1"), coding)
        del stream["/ColorSpace"]
        stream.ImageMask = True
        page.obj.Resources.XObject.Im0 = stream

    return shown(pdf_of(fill), drawn, setting=coding)


@kind("scan PDF in layers of other resolutions")
def _layers(rng: random.Random) -> Made:
    """Mixed raster content: coarse colours behind, fine print as a mask in front."""
    drawn, how = sheet(rng), rng.choice(("SMask", "Mask", "stencil"))
    tones = np.asarray(drawn.picture)
    print_ = tones.max(axis=2) < 110
    paper = Image.fromarray(np.where(print_[..., None], 255, tones).astype(np.uint8))
    back = paper.resize(tuple(side // 2 for side in paper.size))
    black = Image.new("RGB", back.size)
    mask = Image.fromarray(~print_) if how != "SMask" else Image.fromarray(
        (print_ * 255).astype(np.uint8)
    )  # fmt: skip
    truth = Sheet(Image.fromarray(np.where(print_[..., None], 0, np.asarray(paper))
                                  .astype(np.uint8)), drawn.dpi)  # fmt: skip
    width, height = drawn.points

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        objects = page.obj.Resources.XObject
        objects.Im0 = image(pdf, back, "jpeg")
        stencil = image(pdf, mask, "flate")
        if how == "SMask":
            front = image(pdf, black, "flate")
            front.SMask = stencil
        else:
            del stencil["/ColorSpace"]
            stencil.ImageMask = True
            front = stencil
            if how == "Mask":
                front = image(pdf, black, "flate")
                front.Mask = stencil
        objects.Im1 = front
        page.contents_add(f"q {width} 0 0 {height} 0 0 cm 0 g /Im1 Do Q".encode())

    return shown(pdf_of(fill), truth, setting=how)


@kind("scan PDF with colours that are left out")
def _keyed(rng: random.Random) -> Made:
    drawn = sheet(rng).of_colour("1")
    key = Array([250, 255] * 3)
    stored = drawn.picture
    return shown(_with_image(drawn, stored, "flate", Mask=key), drawn)


# --- how the picture lies


_MATRICES = {
    "turned by 90": lambda w, h: ((0, h, -w, 0, w, 0), Image.Transpose.ROTATE_270),
    "turned by 180": lambda w, h: ((-w, 0, 0, -h, w, h), Image.Transpose.ROTATE_180),
    "turned by 270": lambda w, h: ((0, -h, w, 0, 0, h), Image.Transpose.ROTATE_90),
    "mirrored": lambda w, h: ((-w, 0, 0, h, w, 0), Image.Transpose.FLIP_LEFT_RIGHT),
    "head down, mirrored": lambda w, h: ((w, 0, 0, -h, 0, h), Image.Transpose.FLIP_TOP_BOTTOM),
}


@kind("scan PDF whose picture is turned by its matrix")
def _matrix(rng: random.Random) -> Made:
    drawn, name = sheet(rng), rng.choice(list(_MATRICES))
    width, height = drawn.points
    matrix, turn = _MATRICES[name](width, height)
    stored = Sheet(drawn.picture.transpose(turn), drawn.dpi)
    data = pdf_of(lambda pdf: add_page(pdf, stored, laid=Laid(matrix, (width, height))))
    return shown(data, drawn, setting=name)


@kind("scan PDF turned by /Rotate")
def _rotated(rng: random.Random) -> Made:
    drawn, angle = sheet(rng), rng.choice((90, 180, 270, -90, 450, 360))
    turns = angle // 90 % 4
    stored = Sheet(drawn.picture.rotate(90 * turns, expand=True), drawn.dpi)
    inherited = rng.random() < 0.5

    def turn(pdf: pikepdf.Pdf) -> None:
        (pdf.Root.Pages if inherited else pdf.pages[0].obj).Rotate = angle

    return shown(scan_pdf([stored], change=turn), drawn, setting=f"{angle}, inherited {inherited}")


@kind("scan PDF of which the crop box shows a part")
def _cropped(rng: random.Random) -> Made:
    drawn, angle = sheet(rng), rng.choice((0, 0, 90, 180, 270))
    width, height = drawn.picture.size
    box = (width // 10, height // 8, width - width // 12, height - height // 9)
    seen = Sheet(drawn.picture.crop(box), drawn.dpi)
    truth = Sheet(seen.picture.rotate(-angle, expand=True), drawn.dpi)
    point = 72 / drawn.dpi

    def crop(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.CropBox = Array([box[0] * point, (height - box[3]) * point, box[2] * point,
                              (height - box[1]) * point])  # fmt: skip
        page.Rotate = angle

    return shown(scan_pdf([drawn], change=crop), truth, setting=f"Rotate {angle}")


@kind("spread shown as two pages")
def _spread(rng: random.Random) -> Made:
    left, right = sheet(rng, _SMALL), sheet(rng, _SMALL)
    width, height = left.picture.size
    both = Image.new("RGB", (2 * width, height))
    both.paste(left.picture, (0, 0))
    both.paste(right.picture, (width, 0))
    boxes = rng.choice(("CropBox", "MediaBox"))

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, Sheet(both, left.dpi))
        pdf.pages.append(page)
        across, up = left.points
        for number, one in enumerate(pdf.pages):
            one.obj[f"/{boxes}"] = Array([number * across, 0, (number + 1) * across, up])

    return shown(pdf_of(fill), left, right, setting=boxes)


@kind("scan PDF with units of its own")
def _units(rng: random.Random) -> Made:
    drawn, unit = sheet(rng), rng.choice((0.5, 2, 2.8, 10))
    width, height = (side / unit for side in drawn.points)

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn, laid=Laid((width, 0, 0, height, 0, 0), (width, height)))
        page.obj.UserUnit = unit

    return shown(pdf_of(fill), drawn, setting=f"UserUnit {unit}")


@kind("scan PDF with a shifted or inverted page box")
def _box(rng: random.Random) -> Made:
    drawn, how = sheet(rng), rng.choice(("shifted", "negative", "inverted"))
    width, height = drawn.points
    left = {"shifted": 100.0, "negative": -200.0, "inverted": 0.0}[how]

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn, laid=Laid((width, 0, 0, height, left, left), (width, height)))
        box = [left, left, left + width, left + height]
        page.obj.MediaBox = Array(box if how != "inverted" else [*box[2:], *box[:2]])

    return shown(pdf_of(fill), drawn, setting=how)


@kind("scan PDF in forms within forms")
def _forms(rng: random.Random) -> Made:
    drawn, depth = sheet(rng), rng.randint(1, 6)
    width, height = drawn.points

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        inside = page.obj.Resources
        content = page.Contents.read_bytes()
        for level in range(depth):
            form = pdf.make_stream(
                content, Type=Name.XObject, Subtype=Name.Form, Resources=inside,
                BBox=Array([0, 0, width, height]), Matrix=Array([0.5, 0, 0, 0.5, level, 0]),
            )  # fmt: skip
            inside = Dictionary(XObject=Dictionary(Fm=form))
            content = b"q 2 0 0 2 %d 0 cm /Fm Do Q" % (-2 * level)
        page.obj.Resources, page.obj.Contents = inside, pdf.make_stream(content)

    return shown(pdf_of(fill), drawn, setting=f"depth {depth}")


@kind("scan PDF with its picture within the contents")
def _inline(rng: random.Random) -> Made:
    drawn = sheet(rng, _SMALL).of_colour("L")
    width, height = drawn.points
    picture = drawn.picture.convert("L")
    coded = rng.choice(("flate", "none", "jpeg"))
    data = {"flate": zlib.compress(picture.tobytes()), "none": picture.tobytes(),
            "jpeg": saved(picture, "JPEG", quality=80)}[coded]  # fmt: skip
    filters = {"flate": b"/F /Fl", "none": b"", "jpeg": b"/F /DCT"}[coded]
    head = b"q %.3f 0 0 %.3f 0 0 cm BI /W %d /H %d /CS /G /BPC 8 %s ID " % (
        width, height, picture.width, picture.height, filters
    )  # fmt: skip

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        page.obj.Resources = Dictionary()
        page.obj.Contents = pdf.make_stream(head + data + b"\nEI Q")

    return shown(pdf_of(fill), drawn, setting=coded)


@kind("scan PDF in strips or tiles")
def _strips(rng: random.Random) -> Made:
    drawn, across, down = sheet(rng), rng.choice((1, 1, 3)), rng.randint(2, 12)
    width, height = drawn.picture.size
    point = 72 / drawn.dpi

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        content, objects = [], Dictionary()
        for row in range(down):
            for column in range(across):
                box = (column * width // across, row * height // down,
                       (column + 1) * width // across, (row + 1) * height // down)  # fmt: skip
                name = f"/S{row}x{column}"
                objects[name] = image(pdf, drawn.picture.crop(box), "jpeg")
                content.append(
                    f"q {(box[2] - box[0]) * point:.4f} 0 0 {(box[3] - box[1]) * point:.4f} "
                    f"{box[0] * point:.4f} {(height - box[3]) * point:.4f} cm {name} Do Q"
                )
        page.obj.Resources.XObject = objects
        page.obj.Contents = pdf.make_stream("\n".join(content).encode())

    return shown(pdf_of(fill), drawn, setting=f"{across} by {down}")


@kind("photo PDF whose pixels were taken for points")
def _points(rng: random.Random) -> Made:
    drawn = sheet(rng, (210, 297), 150)
    width, height = drawn.picture.size
    data = pdf_of(
        lambda pdf: add_page(pdf, drawn, laid=Laid((width, 0, 0, height, 0, 0), (width, height)))
    )
    return shown(data, drawn)


@kind("small scan in the corner of a large page")
def _corner(rng: random.Random) -> Made:
    drawn = sheet(rng)
    width, height = drawn.points
    size = (2 * width, 1.5 * height)
    room = Image.new("RGB", (2 * drawn.picture.width, round(1.5 * drawn.picture.height)), "white")
    room.paste(drawn.picture, (0, room.height - drawn.picture.height))
    data = pdf_of(lambda pdf: add_page(pdf, drawn, laid=Laid((width, 0, 0, height, 0, 0), size)))
    return shown(data, Sheet(room, drawn.dpi))


@kind("scan PDF of pages that differ in all")
def _pages(rng: random.Random) -> Made:
    sizes = [rng.choice((_SMALL, (148, 105), (80, 200))) for _ in range(3)]
    drawn = [sheet(rng, mm, rng.choice((150, 200, 300))) for mm in sizes]
    angles = [rng.choice((0, 90, 180, 270)) for _ in drawn]

    def fill(pdf: pikepdf.Pdf) -> None:
        for one, angle in zip(drawn, angles, strict=True):
            lies = Sheet(one.picture.rotate(angle, expand=True), one.dpi)
            add_page(pdf, lies, rng.choice(("jpeg", "flate"))).obj.Rotate = angle

    return shown(pdf_of(fill), *drawn, setting=f"{sizes}, {angles}")


@kind("scan PDF that draws one picture on each page")
def _shared(rng: random.Random) -> Made:
    drawn = sheet(rng, _SMALL)

    def fill(pdf: pikepdf.Pdf) -> None:
        page = add_page(pdf, drawn)
        pdf.pages.append(page)
        pdf.pages[1].obj.Rotate = 180

    turned = Sheet(drawn.picture.rotate(180), drawn.dpi)
    return shown(pdf_of(fill), drawn, turned)


# --- files


_ENCRYPTIONS = {
    "R2": {"R": 2, "aes": False, "metadata": False},
    "R3": {"R": 3, "aes": False, "metadata": False},
    "R4": {"R": 4, "aes": True},
    "R6": {"R": 6, "aes": True},
}


@kind("scan PDF that anybody may open, encrypted")
def _empty_password(rng: random.Random) -> Made:
    name, drawn = rng.choice(list(_ENCRYPTIONS)), sheet(rng)
    lock = pikepdf.Encryption(owner="chu", user="", **_ENCRYPTIONS[name])
    return shown(scan_pdf([drawn], encryption=lock), drawn, setting=name)


@kind("scan PDF that asks for a password")
def _password(rng: random.Random) -> Made:
    name = rng.choice(list(_ENCRYPTIONS))
    lock = pikepdf.Encryption(owner="chu", user="mo", **_ENCRYPTIONS[name])
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


# --- what lies on the picture


def _overlaid(drawn: Sheet, content: str, **options: bool) -> bytes:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources = Dictionary(Font=Dictionary(F=font))

    def fill(pdf: pikepdf.Pdf) -> None:
        if options.get("under"):
            page = add_page(pdf, drawn, resources=resources)
            page.contents_add(content.encode(), prepend=True)
        else:
            add_page(pdf, drawn, behind=content.encode(), resources=resources)

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
    made = shown(_overlaid(drawn, content, under=under), drawn, setting=name)
    return Made(made.data, pages=made.pages, setting=name, never=("GIA-MAO-471",))


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
        resources = Dictionary(Properties=Dictionary(L=layer))
        add_page(pdf, drawn, behind=box.encode(), resources=resources)
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
                 resources=Dictionary(ExtGState=Dictionary(V=state)))  # fmt: skip

    data = pdf_of(fill)
    return shown(data, *as_pdfium_shows(data), setting=name)
