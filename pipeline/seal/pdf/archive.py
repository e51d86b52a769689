"""PDF/A: the format of sealed papers (ISO 19005-2 and -3).

Two validators without common code must agree: pikepdf repairs and checks what it writes, and
`page-validation` validates the finished bytes.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pikepdf
from pikepdf import AttachedFileSpec, Name, pdfa

from pipeline.seal.clock import pdf_date
from pipeline.seal.errors import ArchiveError
from pipeline.seal.pdf.conformance import file_conformance_failures
from pipeline.seal.pdf.description import Attachment, DocumentInfo

__all__ = ["save_archive", "write_archive"]

_SOFTWARE = "motlan"


def save_archive(
    pdf: pikepdf.Pdf, info: DocumentInfo, attachment: Attachment | None = None
) -> bytes:
    """Return the bytes of a document as PDF/A; see `write_archive`."""
    with tempfile.TemporaryDirectory(prefix="motlan-") as folder:
        path = Path(folder, "paper.pdf")
        write_archive(pdf, path, info, attachment)
        return path.read_bytes()


def write_archive(
    pdf: pikepdf.Pdf, path: Path, info: DocumentInfo, attachment: Attachment | None = None
) -> None:
    """Write a document as PDF/A-3b with an attachment, or as PDF/A-2b without one.

    Args:
        pdf: The assembled document; it is modified.
        path: Path of the new file.
        info: Its metadata.
        attachment: File to attach with `AFRelationship` Data.

    Raises:
        ArchiveError: The file would not conform; do not use anything at `path`.
    """
    flavour = "3b" if attachment else "2b"
    _describe(pdf, info)
    if attachment:
        _attach(pdf, attachment, info.created)
    try:
        pdfa.save(pdf, path, flavour)
    except (pdfa.PdfaError, pikepdf.PdfError) as error:
        raise ArchiveError("conformance", flavour=flavour, failures=str(error)[:200]) from error
    if failures := file_conformance_failures(path):
        raise ArchiveError("conformance", flavour=flavour, failures=", ".join(failures))


def _describe(pdf: pikepdf.Pdf, info: DocumentInfo) -> None:
    created = info.created.astimezone(dt.UTC).isoformat(timespec="seconds")
    values: dict[str, str | list[str]] = {
        "dc:title": info.title,
        "dc:identifier": info.identifier,
        "dc:description": info.subject,
        "dc:publisher": [info.publisher] if info.publisher else [],
        "dc:source": info.source,
        "dc:language": ["vi-VN"],
        "xmp:CreateDate": created,
        "xmp:ModifyDate": created,
        "xmp:CreatorTool": _SOFTWARE,
    }
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        for name, value in values.items():
            if value:
                metadata[name] = value
    pdf.Root.Lang = pikepdf.String("vi-VN")
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def _attach(pdf: pikepdf.Pdf, attachment: Attachment, created: dt.datetime) -> None:
    date = pdf_date(created)
    specification = AttachedFileSpec(
        pdf,
        attachment.data,
        filename=attachment.name,
        mime_type=attachment.media_type,
        description=attachment.description,
        creation_date=date,
        mod_date=date,
    )
    specification.relationship = Name.Data
    pdf.attachments[attachment.name] = specification
