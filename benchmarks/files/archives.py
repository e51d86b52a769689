"""Kinds of zip files of pictures, as phones, portals and old programs pack them."""

from __future__ import annotations

import io
import random
import struct
import unicodedata
import zipfile
from collections.abc import Sequence

from benchmarks.files.damages import cut, holed, zero_tail
from benchmarks.files.kinds import Fate, Made, damaged, kind, shown
from benchmarks.files.sheets import Sheet, jpeg, saved, sheet
from benchmarks.files.tiff_writer import directory, tiff

__all__: list[str] = []

_MM, _DPI = (105, 148), 100
_TYPE = ("E-INPUT-TYPE",)


def _pages(rng: random.Random, count: int) -> list[Sheet]:
    return [sheet(rng, _MM, _DPI) for _ in range(count)]


def _packed(members: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as bundle:
        for name, data in members:
            bundle.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def _scans(rng: random.Random, count: int = 2) -> tuple[list[Sheet], list[tuple[str, bytes]]]:
    drawn = _pages(rng, count)
    return drawn, [(f"{number}.jpg", jpeg(page)) for number, page in enumerate(drawn, start=1)]


_ORDERS: tuple[tuple[str, ...], ...] = (
    ("scan.jpg", "scan (1).jpg", "scan (2).jpg", "scan (10).jpg"),
    ("Trang 1.JPG", "Trang 2.jpg", "Trang 10.jpg"),
    ("IMG_20261124_090000.jpg", "IMG_20261124_090001.jpg", "IMG_20261124_090001(1).jpg"),
    ("Hồ sơ/mặt 1.jpg", unicodedata.normalize("NFD", "Hồ sơ/mặt 2.jpg"), "Hồ sơ/mặt 3.jpg"),
    ("1/1.jpg", "1/2.jpg", "2/1.jpg", "10/1.jpg"),
    ("img001.jpg", "img002.jpeg", "img010.JPG"),
    ("-1.jpg", "-2.jpg", "-12.jpg"),
)
"""Names in the order in which people sort them."""


@kind("zip in natural order")
def _ordered(rng: random.Random) -> Made:
    names = rng.choice(_ORDERS)
    drawn = _pages(rng, len(names))
    members = [(name, jpeg(page)) for name, page in zip(names, drawn, strict=True)]
    rng.shuffle(members)
    return shown(_packed(members), *drawn, setting=names[0])


@kind("zip packed in each way")
def _method(rng: random.Random) -> Made:
    method = rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    drawn, members = _scans(rng)
    return shown(_packed(members, method), *drawn, setting=f"method {method}")


@kind("zip with litter of systems")
def _litter(rng: random.Random) -> Made:
    drawn, members = _scans(rng)
    litter = [("__MACOSX/._1.jpg", b"\0\5\x16\7"), (".DS_Store", b"\0\0\0\1Bud1"),
              ("Thumbs.db", b"\xd0\xcf\x11\xe0"), ("desktop.ini", b"[x]")]  # fmt: skip
    return shown(_packed([*litter, *members]), *drawn)


@kind("zip with names of an old code page")
def _legacy(rng: random.Random) -> Made:
    """Windows wrote names in the code page of the country and did not say which."""
    drawn, names = _pages(rng, 3), [b"Gi\xc2y 1.jpg", b"Gi\xc2y 2.jpg", b"Gi\xc2y 10.jpg"]
    plain = _packed([(f"Gixy {n}.jpg", jpeg(p)) for n, p in zip((1, 2, 10), drawn, strict=True)])
    for name in names:
        plain = plain.replace(name.replace(b"\xc2", b"x"), name)
    return shown(plain, *drawn)


@kind("zip written as a stream")
def _stream(rng: random.Random) -> Made:
    """Sizes stand behind the data, as where a portal packs while it sends."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            piece = bytes(data)  # type: ignore[call-overload]
            self.data += piece
            return len(piece)

    drawn, members = _scans(rng)
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in members:
            bundle.writestr(name, data)
    return shown(pipe.data, *drawn)


@kind("zip with 64-bit sizes")
def _wide(rng: random.Random) -> Made:
    drawn, members = _scans(rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name, data in members:
            with bundle.open(name, "w", force_zip64=True) as file:
                file.write(data)
    return shown(buffer.getvalue(), *drawn)


@kind("zip with a comment or bytes behind its end")
def _behind(rng: random.Random) -> Made:
    drawn, members = _scans(rng)
    said = rng.random() < 0.5
    if not said:
        return shown(_packed(members) + bytes(200), *drawn, setting="zeros")
    buffer = io.BytesIO(_packed(members))
    with zipfile.ZipFile(buffer, "a") as bundle:
        bundle.comment = "Cổng dịch vụ công".encode()
    return shown(buffer.getvalue(), *drawn, setting="comment")


@kind("zip of files of several pages")
def _nested_pages(rng: random.Random) -> Made:
    drawn = _pages(rng, 4)
    stack = tiff([directory(page.picture, "lzw", dpi=_DPI) for page in drawn[1:3]])
    png = saved(drawn[3].picture, "PNG", dpi=(_DPI, _DPI))
    members = [("a1.jpg", jpeg(drawn[0])), ("a2.tif", stack), ("a3.png", png)]
    return shown(_packed(members), *drawn)


@kind("zip with two files of one name")
def _twice(rng: random.Random) -> Made:
    drawn, members = _scans(rng)
    return shown(_packed(members).replace(b"2.jpg", b"1.jpg"), *drawn)


@kind("zip in a zip")
def _in_zip(rng: random.Random) -> Made:
    _, members = _scans(rng)
    inner = _packed(members)
    outside = [("0.jpg", members[0][1])] if rng.random() < 0.5 else []
    return damaged(_packed([*outside, ("ho so.zip", inner)]), codes=_TYPE)


@kind("zip with another paper in it")
def _foreign(rng: random.Random) -> Made:
    _, members = _scans(rng)
    name, data = rng.choice((("don.docx", b"PK\3\4docx"), ("don.pdf", b"%PDF-1.4\n"),
                             ("doc.txt", b"xin chao"), ("x.gif", b"GIF89a...")))  # fmt: skip
    return damaged(_packed([*members, (name, data)]), name, _TYPE)


@kind("zip with an empty file")
def _empty_member(rng: random.Random) -> Made:
    """A page of which nothing was written: it must not be left out."""
    _, members = _scans(rng, 3)
    place = rng.randrange(3)
    members[place] = (members[place][0], b"")
    return damaged(_packed(members), codes=("E-INPUT-TYPE", "E-INPUT-DAMAGED", "E-INPUT-EMPTY"))


@kind("zip with a damaged picture")
def _damaged_member(rng: random.Random) -> Made:
    _, members = _scans(rng, 3)
    place, how = rng.randrange(3), rng.choice((cut, zero_tail))
    name, data = members[place]
    members[place] = (name, how(data, rng.uniform(0.3, 0.95)))
    return damaged(_packed(members), f"{how.__name__}, {place}")


@kind("zip with a wrong checksum")
def _checksum(rng: random.Random) -> Made:
    _, members = _scans(rng)
    data = bytearray(_packed(members))
    data[len(data) // 3] ^= 0x55
    return damaged(bytes(data))


@kind("zip without files")
def _without(_: random.Random) -> Made:
    return damaged(_packed([]), codes=("E-INPUT-TYPE", "E-INPUT-EMPTY"))


@kind("zip of an empty folder")
def _folder(_: random.Random) -> Made:
    return damaged(_packed([("Hồ sơ/", b"")]), codes=_TYPE)


@kind("zip that asks for a password")
def _locked(rng: random.Random) -> Made:
    _, members = _scans(rng)
    data = bytearray(_packed(members))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return damaged(bytes(data), codes=("E-INPUT-ENCRYPTED",))


@kind("zip that is cut")
def _cut(rng: random.Random) -> Made:
    _, members = _scans(rng, 3)
    share = rng.choice((rng.uniform(0.3, 0.97), 0.999))
    return damaged(cut(_packed(members), share), f"at {share:.1%}")


@kind("zip of which only the beginning was written")
def _allocated(rng: random.Random) -> Made:
    _, members = _scans(rng, 3)
    return damaged(zero_tail(_packed(members), rng.uniform(0.3, 0.97)))


@kind("zip with a lost block")
def _holed(rng: random.Random) -> Made:
    _, members = _scans(rng, 3)
    return damaged(holed(_packed(members, rng.choice((0, zipfile.ZIP_DEFLATED))), rng))


@kind("zip whose directory leaves out a page")
def _left_out(rng: random.Random) -> Made:
    """The count and size of the directory are those of two entries; three files are in it."""
    _, members = _scans(rng, 3)
    data = bytearray(_packed(members))
    end = data.rindex(b"PK\5\6")
    _, _, _, _, count, _, start, _ = struct.unpack_from("<4s4H2IH", data, end)
    second = data.index(b"PK\1\2", start + 4)
    entry = data[start:second]
    lost = rng.randrange(count)
    entries = [data[start + n * len(entry) : start + (n + 1) * len(entry)] for n in range(count)]
    del entries[lost]
    directory_of = b"".join(entries)
    tail = struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, count - 1, count - 1, len(directory_of), start, 0
    )
    return Made(bytes(data[:start]) + directory_of + tail, Fate.REFUSED,
                codes=("E-INPUT-DAMAGED",), setting=f"page {lost + 1}")  # fmt: skip
