"""Small files that would exhaust the process that reads them."""

from __future__ import annotations

import io
import resource
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.errors import InputError
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.receive import receive
from pipeline.seal.pdf.draft import why_kept
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import SealProblem
from pipeline.seal.verification.verify import attached_record, examine_file
from pipeline.stack.compose import compose
from schemas.errors import MotlanError

MOST_GROWTH = 48 << 20
"""Bytes that the caller's memory may grow by, whatever a file claims."""
ROOM = 96 << 20
SIZE = 160 << 20
"""More than a child may take here for a small file."""


@pytest.fixture(autouse=True)
def _little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("seal.verification.verify", "seal.pdf.draft", "stack.compose"):
        monkeypatch.setattr(f"pipeline.{module}._MEMORY", ROOM)


def zeros(size: int, layers: int = 2) -> bytes:
    """Deflated zeros, deflated again."""
    packer = zlib.compressobj(9)
    pieces = [packer.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    data = b"".join(pieces) + packer.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return data


BOMB = zeros(SIZE)


def stream(pdf: pikepdf.Pdf, **entries: object) -> pikepdf.Stream:
    made = pdf.make_stream(b"", **entries)
    made.write(BOMB, filter=Array([Name.FlateDecode, Name.FlateDecode]))
    return made


def page_of(pdf: pikepdf.Pdf) -> pikepdf.Page:
    page = pdf.add_blank_page(page_size=(300, 400))
    grey = pdf.make_stream(bytes(100), Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10)
    grey.ColorSpace, grey.BitsPerComponent = Name.DeviceGray, 8
    page.obj.Resources = Dictionary(XObject=Dictionary(I=grey))
    page.obj.Contents = pdf.make_stream(b"q 300 0 0 400 0 0 cm /I Do Q")
    return page


def described(pdf: pikepdf.Pdf) -> None:
    page_of(pdf)
    pdf.Root.Metadata = stream(pdf, Type=Name.Metadata, Subtype=Name.XML)


def attached(pdf: pikepdf.Pdf) -> None:
    page_of(pdf)
    held = Dictionary(F=stream(pdf, Type=Name.EmbeddedFile))
    file = Dictionary(Type=Name.Filespec, F="record.json", UF="record.json", EF=held)
    names = Array([pikepdf.String("record.json"), pdf.make_indirect(file)])
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))


def drawn(pdf: pikepdf.Pdf) -> None:
    page_of(pdf).obj.Contents = stream(pdf)


def coloured(pdf: pikepdf.Pdf) -> None:
    profile = stream(pdf, N=3)
    page_of(pdf).obj.Resources.XObject.I.ColorSpace = Array([Name.ICCBased, profile])


def nested_forms(pdf: pikepdf.Pdf) -> None:
    """Ten forms, each of which draws the next ten times."""
    page = page_of(pdf)
    inner: pikepdf.Object = page.obj.Resources.XObject.I
    for _ in range(10):
        form = pdf.make_stream(b"/X Do " * 10, Type=Name.XObject, Subtype=Name.Form)
        form.BBox, form.Resources = Array([0, 0, 1, 1]), Dictionary(XObject=Dictionary(X=inner))
        inner = form
    page.obj.Resources.XObject.I = inner


def nested_fields(pdf: pikepdf.Pdf) -> None:
    """Form fields that are their own children."""
    page_of(pdf)
    field = pdf.make_indirect(Dictionary(T=pikepdf.String("a")))
    field.Kids = Array([field, field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)


def nested_arrays(pdf: pikepdf.Pdf) -> None:
    page_of(pdf).obj.Contents = pdf.make_stream(b"[" * 200_000)


def of(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.new() as pdf, io.BytesIO() as buffer:
        change(pdf)
        pdf.save(buffer, compress_streams=False)
        return buffer.getvalue()


BOMBS = {
    change.__name__: of(change)
    for change in (
        described,
        attached,
        drawn,
        coloured,
        nested_forms,
        nested_fields,
        nested_arrays,
    )
}


def grown(read: Callable[[], object]) -> int:
    """Return by how much the peak of this process's memory has risen."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10


@pytest.mark.parametrize("name", BOMBS)
def test_a_verification_ends_with_a_verdict(name: str) -> None:
    verdicts = []
    assert grown(lambda: verdicts.append(examine_file(BOMBS[name], Trust(())))) < MOST_GROWTH
    (found,) = verdicts
    assert found.claimed is None
    assert found.verdict.problems in ((SealProblem.UNREADABLE,), (SealProblem.NO_SIGNATURE,))


@pytest.mark.parametrize("name", BOMBS)
def test_what_else_opens_a_pdf_ends_with_a_result_or_a_typed_error(name: str) -> None:
    file = receive(BOMBS[name], "bom.pdf")

    def read() -> None:
        for one in (
            lambda: why_kept(file.data, file.media_type),
            lambda: attached_record(file.data),
            lambda: compose([(file, 1)], "bom.pdf"),
        ):
            try:
                one()
            except MotlanError as error:
                assert error.code.startswith(("E-INPUT", "E-SEAL"))

    assert grown(read) < MOST_GROWTH


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")


def zipped(*names: str) -> bytes:
    with io.BytesIO() as buffer:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, bytes(290 << 20))
        return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [png(60_000, 60_000), png(1 << 30, 1), zipped("1.jpg"), b"II*\x00\x08\x00\x00\x00\xff\xff"],
    ids=["many pixels", "one long row", "zeros in a zip", "endless directory"],
)
def test_pictures_that_claim_too_much_are_refused(data: bytes) -> None:
    def read() -> None:
        with pytest.raises(InputError):
            list(bounded_page_images(receive(data, "bom")))

    assert grown(read) < MOST_GROWTH
