"""Embeds images: the scanner's own bytes wherever PDF/A permits them.

JPEG (grey, RGB), bilevel G4 TIFF in one strip and plain PNG are passed through unaltered. All
others (CMYK, transparency, 16 bits, other TIFF), and images that the embedding library interprets
differently from the reading library, are decoded and become lossless 8-bit PNG or G4.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import img2pdf
import pikepdf
from pikepdf import Name
from PIL import Image, ImageCms, JpegImagePlugin, TiffImagePlugin

from pipeline.intake.decode.frames import as_shown, on_white, orientation_tag
from pipeline.intake.decode.page_frames import page_frames
from pipeline.intake.decode.pictures import open_picture
from pipeline.intake.decode.resolution import PictureScale, picture_scale
from pipeline.seal.pdf.placement import QUARTER_TURNS, Matrix, PageArea

__all__ = ["EmbeddedPicture", "add_page", "embedded_pictures"]

_UPRIGHT = 1
"""The orientation of pixels that are shown as stored."""
_TURNS: dict[int, Matrix] = {
    _UPRIGHT: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""EXIF 2.32 tag 0x0112: the matrix that rotates the unit square (y upwards) as viewers do."""

_LYING = 5
"""The first of the orientations that exchange width and height."""
_FASTEST = 1
"""PNG compression level: embedding passes the deflated data through; counters need speed."""
_PROFILES = {"L": "GRAY", "P": "RGB", "RGB": "RGB"}
"""Permitted colour space of the ICC profile, by image mode."""
_DEVICES = frozenset({"scnr", "mntr", "prtr", "spac"})
"""ISO 19005-2, 6.2.4.2: permitted classes of ICC profiles."""
_NEWEST_ICC = 4
_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """An image that is embedded in a document but not yet on a page.

    Attributes:
        image: The image object.
        orientation: Orientation of its stored pixels.
        scale: Its upright size, as in `pipeline.intake.decode.pages`.
    """

    image: pikepdf.Object
    orientation: int
    scale: PictureScale


def embedded_pictures(pdf: pikepdf.Pdf, source: bytes) -> Iterator[EmbeddedPicture]:
    """Yield the pages of an image file as objects of a document.

    Raises:
        Exception: Anything that Pillow raises for damaged images.
    """
    with open_picture(source) as picture:
        frames = page_frames(picture)
        made = _unaltered(pdf, source, picture, frames)
        if made is not None:
            yield from made
            return
        for number in frames:
            picture.seek(number)
            scale = picture_scale(picture)
            for image in _images(pdf, _decoded(picture)):
                yield EmbeddedPicture(image, _UPRIGHT, scale)


def add_page(
    pdf: pikepdf.Pdf, picture: EmbeddedPicture, size: tuple[float, float], rotation: int = 0
) -> PageArea:
    """Add a page filled by an image.

    Args:
        pdf: The document.
        picture: The image embedded in it.
        size: Width and height of the page in points.
        rotation: Clockwise quarter turn in degrees, in addition to the image's orientation.

    Returns:
        The area of the page.
    """
    width, height = size
    page = pdf.add_blank_page(page_size=size)
    page.add_resource(picture.image, Name.XObject, Name("/Scan"))
    upright = _then(_TURNS[picture.orientation], QUARTER_TURNS[rotation])
    drawn = _then(upright, (width, 0, 0, height, 0, 0))
    page.obj.Contents = pdf.make_stream(b"q %s cm /Scan Do Q" % _numbers(drawn))
    return PageArea(0, 0, width, height)


def _unaltered(
    pdf: pikepdf.Pdf, source: bytes, picture: Image.Image, frames: list[int]
) -> list[EmbeddedPicture] | None:
    """Embed a file unaltered; None if its images have to be decoded."""
    turns, scales, sizes = [], [], []
    for number in frames:
        picture.seek(number)
        turns.append(orientation_tag(picture))
        if not _passes(picture, turns[-1]):
            return None
        scales.append(picture_scale(picture))
        sizes.append(picture.size)
    images = _embedded_as_it_is(pdf, source, picture, len(frames))
    if [(int(image.Width), int(image.Height)) for image in images] != sizes:
        return None
    return [EmbeddedPicture(*parts) for parts in zip(images, turns, scales, strict=True)]


def _embedded_as_it_is(
    pdf: pikepdf.Pdf, source: bytes, picture: Image.Image, pages: int
) -> list[pikepdf.Object]:
    """Return the images of a file embedded unaltered; none if the library does not accept it."""
    plain = pages == getattr(picture, "n_frames", 1) and _profile_fits(picture)
    if not plain:
        jpeg = isinstance(picture, JpegImagePlugin.JpegImageFile)
        return [_jpeg(pdf, source, picture)] if jpeg else []
    try:
        return list(_images(pdf, source))
    except Exception:  # img2pdf raises many types, including bare exceptions
        return []


def _passes(frame: Image.Image, orientation: int) -> bool:
    if isinstance(frame, JpegImagePlugin.JpegImageFile):
        return frame.mode in _SPACES
    if frame.format == "PNG":
        return frame.mode in {"1", "L", "P", "RGB"} and "transparency" not in frame.info
    return (
        isinstance(frame, TiffImagePlugin.TiffImageFile)
        and frame.info.get("compression") == "group4"
        and orientation < _LYING  # Pillow reports the rotated size, which is not that of the strip
        and len(frame.tag_v2.get(TiffImagePlugin.STRIPOFFSETS, ())) == 1
    )


def _profile_fits(frame: Image.Image) -> bool:
    """Return whether an image has no ICC profile or one that PDF/A permits for its mode."""
    profile = frame.info.get("icc_profile")
    if not profile:
        return True
    try:
        stated = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
    except (OSError, ImageCms.PyCMSError):
        return False
    return (
        int.from_bytes(profile[:4], "big") == len(profile)
        and profile[8] <= _NEWEST_ICC
        and stated.device_class in _DEVICES
        and stated.xcolor_space.strip() == _PROFILES.get(frame.mode)
    )


def _images(pdf: pikepdf.Pdf, source: bytes) -> Iterator[pikepdf.Object]:
    converted = img2pdf.convert(source, rotation=img2pdf.Rotation.none, nodate=True)
    with pikepdf.open(io.BytesIO(converted)) as single:
        for page in single.pages:
            image = pdf.copy_foreign(next(iter(page.get_images().values())))
            if "/Interpolate" in image:  # forbidden in PDF/A when true, meaningless when false
                del image["/Interpolate"]
            yield image


def _jpeg(pdf: pikepdf.Pdf, source: bytes, picture: Image.Image) -> pikepdf.Object:
    """Embed the first image of a JPEG file, without profile and previews."""
    image = pdf.make_stream(source)
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = Name(_SPACES[picture.mode]), 8
    return image


def _decoded(frame: Image.Image) -> bytes:
    """Return a frame as a file with only its pixels, upright."""
    shown = as_shown(frame)
    bilevel = shown.mode == "1"
    clean = (shown if bilevel else on_white(shown)).copy()
    clean.info = {}
    buffer = io.BytesIO()
    if bilevel:
        clean.save(buffer, "TIFF", compression="group4")
    else:
        clean.save(buffer, "PNG", compress_level=_FASTEST)
    return buffer.getvalue()


def _then(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix of one transformation followed by the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _numbers(matrix: Matrix) -> bytes:
    return b" ".join(b"%.4f" % v for v in matrix)
