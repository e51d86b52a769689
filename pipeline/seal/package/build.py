"""Builds a package: names, hashes and lists every file."""

from __future__ import annotations

import io
import zipfile

from pipeline.seal.package.ead import ead_document
from pipeline.seal.package.mets import PackageParts, package_mets, representation_mets
from pipeline.seal.package.model import PackageRequest
from pipeline.seal.package.premis import premis_document
from pipeline.seal.package.xml import Part
from schemas.record.paper import RenditionKind

__all__ = ["build_package", "package_files"]

_XML = "application/xml"
_TEXT = "text/plain"
_README = """Gói lưu trữ {request.name}
Hồ sơ: {request.description.code}
Cơ quan giao nộp: {request.agency}

METS.xml liệt kê mọi tệp kèm mã băm SHA-256; metadata/descriptive/EAD.xml mô tả hồ sơ và tài liệu;
metadata/preservation/PREMIS.xml ghi nguồn gốc. Trong representations/rep1/data mỗi tài liệu có:
-original (tệp gốc), -master (bản quét có chữ ký người số hóa), -searchable (bản sao có chữ ký cơ
quan, đính kèm dữ liệu), -record.json (dữ liệu đã kiểm tra).
"""
_STEMS = {
    RenditionKind.ORIGINAL: "original",
    RenditionKind.SIGNED_MASTER: "master",
    RenditionKind.SEARCHABLE: "searchable",
}
_SUFFIXES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "application/json": "json",
}
_OLDEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)


def package_files(request: PackageRequest) -> dict[str, bytes]:
    """Return the files of a package by their paths inside its folder.

    File names consist only of numbers and kinds: names and numbers of persons stay inside the
    files.
    """
    data = _data(request)
    representation = Part("METS.xml", representation_mets(request, data), _XML)
    ead = Part("metadata/descriptive/EAD.xml", ead_document(request), _XML)
    premis = Part("metadata/preservation/PREMIS.xml", premis_document(request), _XML)
    whole = Part("representations/rep1/METS.xml", representation.data, _XML)
    readme = Part("documentation/README.txt", _README.format(request=request).encode(), _TEXT)
    schemas = tuple(Part(f"schemas/{n}", d, _XML) for n, d in sorted(request.schemas.items()))
    parts = PackageParts(ead, premis, whole, (readme,), schemas)
    return {
        "METS.xml": package_mets(request, parts),
        **{part.path: part.data for part in (ead, premis, whole, readme, *schemas)},
        **{f"representations/rep1/{part.path}": part.data for part in data},
    }


def build_package(request: PackageRequest) -> bytes:
    """Return a package as a ZIP file; the same request gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in sorted(package_files(request).items()):
            entry = zipfile.ZipInfo(f"{request.folder}/{path}", _OLDEST_IN_ZIP)
            entry.external_attr = 0o644 << 16
            text = path.endswith((".xml", ".json", ".xsd", ".txt"))
            entry.compress_type = zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED
            archive.writestr(entry, data)
    return buffer.getvalue()


def _data(request: PackageRequest) -> list[Part]:
    """Return the files of all papers and the record of each paper."""
    parts = []
    for number, paper in enumerate(request.papers, start=1):
        stem = f"data/paper-{number:04d}"
        for file in paper.files:
            suffix = _SUFFIXES.get(file.media_type, "bin")
            path = f"{stem}-{_STEMS[file.kind]}.{suffix}"
            parts.append(Part(path, file.data, file.media_type))
        record = paper.record.model_dump_json(indent=1).encode()
        parts.append(Part(f"{stem}-record.json", record, "application/json"))
    return parts
