"""Kinds of scan PDFs: how the picture lies on the page."""

from __future__ import annotations

import random
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from benchmarks.files.kinds import Made, kind, shown
from benchmarks.files.pdf_writer import (
    Laid,
    add_page,
    image,
    pdf_of,
    scan_pdf,
)
from benchmarks.files.sheets import Sheet, saved, sheet

__all__: list[str] = []

_SMALL = (105, 148)


_MATRICES = {
    "turned by 90": ((0, 1, -1, 0, 1, 0), Image.Transpose.ROTATE_270),
    "turned by 180": ((-1, 0, 0, -1, 1, 1), Image.Transpose.ROTATE_180),
    "turned by 270": ((0, -1, 1, 0, 0, 1), Image.Transpose.ROTATE_90),
    "mirrored": ((-1, 0, 0, 1, 1, 0), Image.Transpose.FLIP_LEFT_RIGHT),
    "head down, mirrored": ((1, 0, 0, -1, 0, 1), Image.Transpose.FLIP_TOP_BOTTOM),
}
"""Matrices of a unit square, and the turn of the stored pixels that they undo."""


@kind("scan PDF whose picture is turned by its matrix")
def _matrix(rng: random.Random) -> Made:
    drawn, name = sheet(rng), rng.choice(list(_MATRICES))
    width, height = drawn.points
    (a, b, c, d, e, f), turn = _MATRICES[name]
    matrix = (a * width, b * height, c * width, d * height, e * width, f * height)
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
