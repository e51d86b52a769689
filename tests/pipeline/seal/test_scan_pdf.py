"""Scan PDFs of every maker become PDF/A: what nobody sees is dropped, the rest looks the same."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.errors import RenderTimeoutError
from pipeline.intake.decode.poppler import Drawing
from pipeline.seal.errors import ArchiveError, SealInputError
from pipeline.seal.pdf.archive import save_archive
from pipeline.seal.pdf.assemble import assemble, unconvertible
from pipeline.seal.pdf.description import DocumentInfo, Treatment
from tests.pipeline.seal import papers, scans

INFO = DocumentInfo("Giấy tờ", "x", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
PAGE = papers.page([(100, 100, "Giấy khai sinh")])
SCAN = scans.scan_pdf(PAGE)
PDF = "application/pdf"

Change = Callable[[pikepdf.Pdf], None]


def changed(*changes: Change, original: bytes = SCAN, **options: object) -> bytes:
    with pikepdf.open(io.BytesIO(original)) as pdf:
        for change in changes:
            change(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer, **options)  # type: ignore[arg-type]
        return buffer.getvalue()


def image_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return next(iter(pdf.pages[0].get_images().values()))


def annotate(pdf: pikepdf.Pdf, **values: pikepdf.Object) -> None:
    note = Dictionary(Type=Name.Annot, Rect=Array([50, 50, 200, 90]), **values)  # type: ignore[arg-type]
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def type_on(pdf: pikepdf.Pdf, text: bytes = b"BT /H 14 Tf 60 60 Td (So den 12) Tj ET") -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].obj.Resources.Font = Dictionary(H=font)
    pdf.pages[0].contents_add(text)


def jpeg2000(pdf: pikepdf.Pdf) -> None:
    image = image_of(pdf)
    buffer = io.BytesIO()
    PAGE.picture.save(buffer, "JPEG2000")
    image.write(buffer.getvalue(), filter=Name.JPXDecode)
    del image["/ColorSpace"], image["/BitsPerComponent"]


def set_root(**values: pikepdf.Object) -> Change:
    return lambda pdf: set_all(pdf.Root, values)


def set_page(**values: pikepdf.Object) -> Change:
    return lambda pdf: set_all(pdf.pages[0].obj, values)


def set_all(holder: pikepdf.Object, values: dict[str, pikepdf.Object]) -> None:
    for key, value in values.items():
        holder[f"/{key}"] = value


LITTER: dict[str, Change] = {
    "OpenAction": lambda pdf: setattr(
        pdf.Root, "OpenAction", Array([pdf.pages[0].obj, Name.XYZ, 0, 0, 1])
    ),
    "JavaScript": set_root(OpenAction=Dictionary(S=Name.JavaScript, JS=pikepdf.String("x()"))),
    "empty form": set_root(AcroForm=Dictionary(Fields=Array([]))),
    "empty signature field": set_root(
        AcroForm=Dictionary(Fields=Array([Dictionary(FT=Name.Sig, T=pikepdf.String("a"))]))
    ),
    "catalogue Info": set_root(Info=Dictionary(Producer=pikepdf.String("x"))),
    "DSS": set_root(DSS=Dictionary()),
    "PieceInfo": set_page(PieceInfo=Dictionary(X=Dictionary())),
    "Trans": set_page(Trans=Dictionary()),
    "font that nothing is set in": lambda pdf: type_on(pdf, b"BT /H 12 Tf 14 TL ET"),
    "layers, all shown": set_root(
        OCProperties=Dictionary(OCGs=Array([]), D=Dictionary(Order=Array([])))
    ),
    "picture metadata": lambda pdf: setattr(
        image_of(pdf), "Metadata", pdf.make_stream(b"<x/>", Type=Name.Metadata, Subtype=Name.XML)
    ),
    "transfer function": lambda pdf: setattr(
        pdf.pages[0].obj.Resources, "ExtGState", Dictionary(G=Dictionary(TR=Name.Identity))
    ),
    "link with an action": lambda pdf: annotate(
        pdf, Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=pikepdf.String("a.exe"))
    ),
    "word in the title": lambda pdf: setattr(
        pdf, "docinfo", pdf.make_indirect(Dictionary(Title=pikepdf.String("/ByteRange [0 1 2]")))
    ),
}
SEEN: dict[str, Change] = {
    "note without appearance": lambda pdf: annotate(
        pdf, Subtype=Name.Text, Contents=pikepdf.String("x")
    ),
    "text in a font that is not embedded": type_on,
    "line in CMYK": lambda pdf: pdf.pages[0].contents_add(b"q 0 1 0 0 K 9 w 50 50 m 300 90 l S Q"),
    "JPEG 2000": jpeg2000,
}


def sealed(original: bytes, pages: int = 1) -> tuple[bytes, Treatment]:
    readings = [PAGE.reading.model_copy(update={"number": n + 1}) for n in range(pages)]
    assert unconvertible(original, PDF) is None
    for treatment in Treatment:
        try:
            assembled = assemble(original, PDF, readings, treatment)
            with assembled.pdf:
                return save_archive(assembled.pdf, INFO), treatment
        except ArchiveError:
            continue
    raise AssertionError("no treatment makes it PDF/A")


def shown(data: bytes, number: int = 0) -> np.ndarray:
    page = pdfium.PdfDocument(data)[number]
    return np.asarray(page.render(scale=1, may_draw_forms=True).to_pil().convert("L"), int)


def raw(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return image_of(pdf).read_raw_bytes()


@pytest.mark.parametrize("name", LITTER)
def test_what_nobody_sees_is_dropped_and_the_picture_kept(name: str) -> None:
    archive, treatment = sealed(changed(LITTER[name]))
    assert treatment is not Treatment.DRAWN
    assert raw(archive) == raw(SCAN)
    assert np.abs(shown(archive) - shown(SCAN)).mean() < 1


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen_stays_to_be_seen(name: str) -> None:
    original = changed(SEEN[name])
    archive, _ = sealed(original)
    assert np.abs(shown(archive) - shown(original)).mean() < 1.5


@pytest.mark.parametrize("strength", [2, 3, 4, 6])
def test_a_scan_that_anybody_may_open_is_sealed_decrypted(strength: int) -> None:
    options = {"aes": False, "metadata": False} if strength < 4 else {}
    locked = changed(
        encryption=pikepdf.Encryption(owner="chu", user="", R=strength, **options)  # type: ignore[arg-type]
    )
    archive, _ = sealed(locked)
    with pikepdf.open(io.BytesIO(archive)) as pdf:
        assert not pdf.is_encrypted
    assert raw(archive) == raw(SCAN)


def test_a_file_of_version_2_becomes_one_of_version_1() -> None:
    archive, _ = sealed(changed(force_version="2.0"))
    assert archive.startswith(b"%PDF-1.")


def mark_hidden(pdf: pikepdf.Pdf, layer: pikepdf.Object) -> None:
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
    pdf.pages[0].contents_add(b"/OC /L BDC 0 g 0 0 400 400 re f EMC")


def hide_picture(pdf: pikepdf.Pdf, layer: pikepdf.Object) -> None:
    black = pdf.make_stream(bytes(4), Type=Name.XObject, Subtype=Name.Image, OC=layer)
    black.Width, black.Height, black.BitsPerComponent = 2, 2, 8
    black.ColorSpace = Name.DeviceGray
    pdf.pages[0].obj.Resources.XObject.Back = black
    pdf.pages[0].contents_add(b"q 400 0 0 400 0 0 cm /Back Do Q")


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("hide", [mark_hidden, hide_picture])
def test_hidden_layers_stay_hidden(
    hide: Callable[[pikepdf.Pdf, pikepdf.Object], None], encrypted: bool
) -> None:
    def hide_layer(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("x")))
        shown_first = Dictionary(OFF=Array([layer]), Order=Array([layer]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=shown_first)
        hide(pdf, layer)

    options = {"encryption": pikepdf.Encryption(owner="chu", user="")} if encrypted else {}
    archive, treatment = sealed(changed(hide_layer, **options))  # type: ignore[arg-type]
    assert treatment is Treatment.DRAWN
    assert np.abs(shown(archive) - shown(SCAN)).mean() < 1


@pytest.mark.parametrize(
    ("drawing", "error"), [(TimeoutError, RenderTimeoutError), (None, SealInputError)]
)
def test_a_page_that_cannot_be_drawn_whole_is_not_sealed(
    drawing: type[Exception] | None, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(*_: object) -> Drawing:
        if drawing is not None:
            raise drawing
        return Drawing(np.zeros((9, 9, 3), np.uint8), damaged=True)

    monkeypatch.setattr("pipeline.seal.pdf.scan_pdf.draw", draw)
    with pytest.raises(error):
        assemble(changed(type_on), PDF, [PAGE.reading], Treatment.DRAWN)


def test_scans_behind_a_cover_that_is_no_scan_are_sealed() -> None:
    def add_cover(pdf: pikepdf.Pdf) -> None:
        width, height = (side * 72 / papers.DPI for side in (papers.WIDTH, papers.HEIGHT))
        pdf.add_blank_page(page_size=(width, height))
        cover = pdf.pages[-1]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        cover.obj.Resources = Dictionary(Font=Dictionary(H=font))
        cover.obj.Contents = pdf.make_stream(b"BT /H 40 Tf 60 300 Td (Bia) Tj ET")
        pdf.pages.insert(0, cover)
        del pdf.pages[-1]

    original = changed(add_cover)
    archive, treatment = sealed(original, pages=2)
    assert treatment is Treatment.DRAWN
    for number in (0, 1):
        assert np.abs(shown(archive, number) - shown(original, number)).mean() < 1.5
    with pikepdf.open(io.BytesIO(archive)) as pdf:
        assert next(iter(pdf.pages[1].get_images().values())).read_raw_bytes() == raw(SCAN)


def test_a_file_that_bears_a_signature_is_signed() -> None:
    def sign(pdf: pikepdf.Pdf) -> None:
        value = Dictionary(
            Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=pikepdf.String("x")
        )
        field = Dictionary(FT=Name.Sig, T=pikepdf.String("a"), V=pdf.make_indirect(value))
        parent = Dictionary(Kids=Array([pdf.make_indirect(field)]))
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(parent)]))

    assert unconvertible(changed(sign), PDF) == "đã ký số"
