"""PDF/A: known-bad files fail, every sample of the project passes, and real scans do."""

from __future__ import annotations

import datetime as dt
import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.intake.receive import MediaType, receive
from pipeline.seal.errors import ArchiveError
from pipeline.seal.paper import Signers, seal_paper
from pipeline.seal.pdf.archive import save_archive
from pipeline.seal.pdf.assemble import assemble, unconvertible
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.pdf.description import Attachment, DocumentInfo
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf
from schemas.record.reading import PageReading
from tests.pipeline.seal import papers, scans

pytestmark = pytest.mark.slow

INFO = DocumentInfo("Giấy tờ", "x", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
SAMPLES = Path(__file__).parents[3] / "samples" / "data"
EVALUATION = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))


@pytest.fixture(scope="module")
def good() -> bytes:
    page = papers.page()
    assembled = assemble(page.jpeg(), "image/jpeg", [page.reading])
    with assembled.pdf:
        return save_archive(assembled.pdf, INFO)


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer, preserve_pdfa=False)
    return buffer.getvalue()


def no_output_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.add_resource(font, Name.Font, Name("/F9"))
    page.contents_add(b"BT /F9 12 Tf 20 20 Td (x) Tj ET")


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def cmyk(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 0 1 k 0 0 10 10 re f")


def attachment_in_2b(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.json"] = b"{}"


def transparency_group_in_cmyk(pdf: pikepdf.Pdf) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    pdf.pages[0].obj.Group = group


def no_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


def interpolated_picture(pdf: pikepdf.Pdf) -> None:
    for image in pdf.pages[0].get_images().values():
        image.Interpolate = True


def launch_link(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.Launch, F="cmd.exe")
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], F=4, A=action)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


BAD = [
    no_output_intent,
    font_not_embedded,
    script,
    cmyk,
    attachment_in_2b,
    transparency_group_in_cmyk,
    no_metadata,
    interpolated_picture,
    launch_link,
]


@pytest.mark.parametrize("change", BAD, ids=lambda f: f.__name__)
def test_known_bad_files_fail(good: bytes, change: Callable[[pikepdf.Pdf], None]) -> None:
    assert conformance_failures(good) == ()
    assert conformance_failures(changed(good, change)) != ()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 x", bytes(100)])
def test_garbage_does_not_conform(data: bytes) -> None:
    assert conformance_failures(data) != ()


def test_an_ordinary_pdf_does_not_conform() -> None:
    assert conformance_failures(scans.scan_pdf(papers.page())) != ()


def test_what_cannot_be_archived_is_refused_not_mended_silently() -> None:
    original = scans.scan_pdf(papers.page(), visible_text="Scanned by X")  # font not embedded
    assembled = assemble(original, "application/pdf", [papers.page().reading])

    with assembled.pdf, pytest.raises(ArchiveError):
        save_archive(assembled.pdf, INFO)


def ending_in_return(text: bytes) -> bytes:
    """Add what makes the compressed text end in a carriage return: its sum is its last byte."""
    return text + bytes([(ord("\r") - 1 - sum(text)) % 256])


@pytest.mark.parametrize("streams", [1, 2])
def test_streams_that_end_in_a_carriage_return_are_no_failure(streams: int) -> None:
    """One in 256 compressed streams does; `page-validation` then doubts their lengths."""
    with pikepdf.new() as pdf:
        sheet = pdf.add_blank_page()
        if streams > 1:
            sheet.contents_add(ending_in_return(b"% remark "))
        attachment = Attachment("x.json", ending_in_return(b" " * 90), "text/plain", "x")
        data = save_archive(pdf, INFO, attachment)

    assert data.count(b"\r\nendstream") == streams
    assert conformance_failures(data) == ()


def test_a_wrong_length_is_a_failure_beside_streams_that_end_in_a_carriage_return() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page().contents_add(ending_in_return(b"% remark "))
        text = ending_in_return(b" " * 90)
        data = save_archive(pdf, INFO, Attachment("x.json", text, "text/plain", "x"))
    length = b"/Length %d " % len(zlib.compress(text))
    assert data.count(length) == 1
    wrong = data.replace(length, b"/Length %d " % (len(zlib.compress(text)) - 2))
    assert conformance_failures(wrong) != ()


def reading_of(picture: Image.Image, number: int, dpi: float) -> PageReading:
    return PageReading(
        number=number,
        width=picture.width,
        height=picture.height,
        dpi=dpi,
        rotation=0,
        skew=0,
    )


def bare_readings(data: bytes, media_type: MediaType) -> list[PageReading]:
    """Readings without text, so that no recogniser is needed."""
    if media_type is MediaType.PDF:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            sizes = [[float(v) for v in page.mediabox[2:]] for page in pdf.pages]
        return [
            PageReading(
                number=i, width=round(w * 2), height=round(h * 2), dpi=144, rotation=0, skew=0
            )
            for i, (w, h) in enumerate(sizes, start=1)
        ]
    with Image.open(io.BytesIO(data)) as picture:
        readings = []
        for i in range(getattr(picture, "n_frames", 1)):
            picture.seek(i)
            readings.append(reading_of(picture, i + 1, float(picture.info["dpi"][0])))
        return readings


def sample_files() -> list[Path]:
    return sorted(p for p in SAMPLES.glob("*") if p.suffix in {".pdf", ".jpg", ".tiff", ".png"})


@pytest.mark.parametrize("path", sample_files(), ids=lambda p: p.name)
def test_every_sample_is_sealed_or_kept(path: Path, signers: Signers, trust: Trust) -> None:
    file = receive(path.read_bytes(), path.name)
    readings = bare_readings(file.data, file.media_type)

    sealed = seal_paper(
        file.data, file.media_type, readings, papers.record(file.data, file.media_type), signers
    )

    if unconvertible(file.data, file.media_type):
        assert sealed.searchable is None
        return
    for data in (sealed.signed_master, sealed.searchable):
        assert data is not None
        verdict = verify_pdf(data, trust)
        assert verdict.valid, verdict.to_json()
        assert verdict.archive_failures == ()


def real_pages() -> list[Path]:
    folders = ("fields_admin_scans", "scan_stamped_pages", "scan_nd96_2016")
    pages = [sorted((EVALUATION / f / "pages").glob("*.[jp][pn]g"))[:4] for f in folders]
    return [page for group in pages for page in group]


@pytest.mark.skipif(not real_pages(), reason="MOTLAN_EVAL_DATA holds no scanned pages")
def test_real_scans_are_sealed(signers: Signers, trust: Trust) -> None:
    for path in real_pages():
        data = path.read_bytes()
        kind = MediaType.JPEG if path.suffix == ".jpg" else MediaType.PNG
        with Image.open(path) as picture:
            readings = [reading_of(picture, 1, 200)]
        sealed = seal_paper(data, kind, readings, papers.record(data, kind), signers)
        assert sealed.searchable is not None
        assert verify_pdf(sealed.searchable, trust).valid, path.name
        assert conformance_failures(sealed.searchable) == (), path.name
