"""The ends of files of every type: half written, reserved beforehand, with bytes behind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import img2pdf
import pytest
from PIL import Image

from station.intake.complete import FileEnd, end_of, is_complete
from station.intake.same_pages import begins_with

NOISE = [Image.effect_noise((300, 400), 80 + n) for n in range(3)]


def saved(kind: str, image: Image.Image = NOISE[0], **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def bundle() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("trong.zip", zipped(b"x" * 3000))
        for number in range(3):
            packed.writestr(f"{number}.jpg", saved("JPEG"))
    return file.getvalue()


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a", data)
    return file.getvalue()


def heic() -> bytes:
    import pillow_heif

    file = io.BytesIO()
    pillow_heif.from_pillow(NOISE[0].convert("RGB")).save(file)
    return file.getvalue()


def fax(pages: int = 1, **options: object) -> bytes:
    sheets = [page.convert("1") for page in NOISE[:pages]]
    given: dict[str, object] = {"compression": "group4", "dpi": (200, 200), **options}
    return saved("TIFF", sheets[0], save_all=True, append_images=sheets[1:], **given)


def stack(pages: int) -> bytes:
    made: bytes = img2pdf.convert([saved("JPEG", page) for page in NOISE[:pages]])
    return made


FILES: dict[str, Callable[[], bytes]] = {
    "scan.pdf": lambda: stack(2),
    "bundle.zip": bundle,
    "photo.webp": lambda: saved("WEBP", NOISE[0].convert("RGB")),
    "lossless.webp": lambda: saved("WEBP", NOISE[0].convert("RGB"), lossless=True),
    "big.tif": lambda: fax(2, big_tiff=True),
    "fax.tif": lambda: fax(2),
    "lzw.tif": lambda: saved("TIFF", compression="tiff_lzw"),
    "raw.tif": lambda: saved("TIFF", compression="raw"),
    "photo.jpg": lambda: saved("JPEG"),
    "scan.png": lambda: saved("PNG"),
    "photo.heic": heic,
    "photo.avif": lambda: saved("AVIF", NOISE[0].convert("RGB")),
}


@pytest.mark.parametrize("name", FILES)
def test_neither_a_half_file_nor_a_reserved_one_is_whole(name: str, tmp_path: Path) -> None:
    data, path = FILES[name](), tmp_path / name
    path.write_bytes(data)
    assert is_complete(path)
    for share in (0.05, 0.34, 0.67, 0.95):
        half = data[: int(len(data) * share)]
        path.write_bytes(half)
        assert not is_complete(path), f"half {share}"
        path.write_bytes(half.ljust(len(data), b"\x00"))
        assert not is_complete(path), f"reserved {share}"


@pytest.mark.parametrize("behind", [b"\x00" * 8192, b"<html>" + b"x" * 9000, b" \r\n" * 3000])
@pytest.mark.parametrize("name", ["scan.pdf", "scan.png", "photo.jpg", "lzw.tif", "photo.webp"])
def test_bytes_behind_the_end_do_not_matter(name: str, behind: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]() + behind)
    assert is_complete(path)


def test_a_revision_that_is_being_added_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    whole = stack(1)
    path.write_bytes(whole + b"\n12 0 obj\n<< /Type /Sig /Contents <" + b"0" * 4000)
    assert end_of(path) is FileEnd.MISSING
    path.write_bytes(whole + b"\n12 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n")
    assert end_of(path) is FileEnd.EXTENSIBLE


def test_a_linearized_file_whose_rest_is_reserved_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "web.pdf"
    head = b"%PDF-1.5\n1 0 obj\n<< /Linearized 1 /L 9000 >>\nendobj\nstartxref\n0\n%%EOF\n"
    path.write_bytes(head.ljust(9000, b"\x00"))
    assert end_of(path) is FileEnd.MISSING


def test_a_raw_picture_that_ends_black_is_in_doubt(tmp_path: Path) -> None:
    path = tmp_path / "raw.tif"
    path.write_bytes(saved("TIFF", Image.new("L", (300, 400)), compression="raw"))
    assert end_of(path) is FileEnd.DOUBTFUL


def test_what_no_program_knows_is_in_doubt(tmp_path: Path) -> None:
    path = tmp_path / "giay.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0" * 99)
    assert end_of(path) is FileEnd.DOUBTFUL


@pytest.mark.parametrize("make", [stack, fax, lambda pages: fax(pages, big_tiff=True)])
def test_a_file_with_more_pages_begins_with_those_of_the_first(
    make: Callable[[int], bytes], tmp_path: Path
) -> None:
    one, three, other = (tmp_path / name for name in ("1", "3", "other"))
    one.write_bytes(make(1))
    three.write_bytes(make(3))
    other.write_bytes(saved("JPEG", NOISE[2]))
    assert begins_with(three, one)
    assert not begins_with(one, three)
    assert not begins_with(one, one)
    assert not begins_with(three, other)
