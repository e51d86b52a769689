"""Kinds of scan PDFs: how the picture is coded."""

from __future__ import annotations

import random
import zlib

import cv2
import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from benchmarks.files.kinds import Made, kind, shown
from benchmarks.files.pdf_writer import (
    CODINGS,
    add_page,
    image,
    pdf_of,
    scan_pdf,
)
from benchmarks.files.sheets import Sheet, sheet

__all__: list[str] = []

_SMALL = (105, 148)


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
        packed = np.zeros((len(tones), width // per_byte), np.uint8)
        for place in range(per_byte):
            packed |= (tones[:, place::per_byte] << (8 - bits * (place + 1))).astype(np.uint8)
        stored = packed.tobytes()
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
    back = paper.resize((paper.width // 2, paper.height // 2))
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
