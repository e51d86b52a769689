from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
import os
import posixpath
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree  # type: ignore[import-untyped]

from pipeline.seal.errors import SealInputError
from pipeline.seal.package.build import build_package, package_files
from pipeline.seal.package.model import (
    FileDescription,
    PackagedFile,
    PackagedPaper,
    PackageKind,
    PackageRequest,
)
from pipeline.seal.paper import SealedPaper
from schemas.record.paper import RenditionKind
from tests.pipeline.seal import papers

METS, XLINK = "{http://www.loc.gov/METS/}", "{http://www.w3.org/1999/xlink}"
PREMIS, EAD = "{http://www.loc.gov/premis/v3}", "{http://ead3.archivists.org/schema/}"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
XSD = Path(__file__).with_name("xsd")
CREATED = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def request_(sealed: SealedPaper, page: papers.Page) -> PackageRequest:
    assert sealed.searchable is not None
    assert sealed.signed_master is not None
    paper = PackagedPaper(
        sealed.record,
        "Quyết định 30/2020",
        (
            PackagedFile(RenditionKind.ORIGINAL, page.jpeg(), "image/jpeg"),
            PackagedFile(RenditionKind.SIGNED_MASTER, sealed.signed_master, "application/pdf"),
            PackagedFile(RenditionKind.SEARCHABLE, sealed.searchable, "application/pdf"),
        ),
    )
    description = FileDescription(
        code="H26.000.01",
        title="Hồ sơ cấp bản sao trích lục",
        retention="Vĩnh viễn",
        access="Hạn chế",
        started=dt.date(2026, 1, 5),
        ended=dt.date(2026, 11, 20),
        sheets=1,
        keywords=("hộ tịch",),
        condition="Bình thường",
    )
    return PackageRequest(
        PackageKind.AIP,
        "H26.1.2",
        "Trung tâm Phục vụ hành chính công",
        description,
        (paper,),
        CREATED,
        uuid.UUID("12345678-1234-5678-1234-567812345678"),
        {"mets.xsd": b"<schema/>"},
    )


def references(files: dict[str, bytes], mets: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """Paths in the package that a METS refers to, with the describing element."""
    root = ElementTree.fromstring(files[mets])  # noqa: S314
    folder = posixpath.dirname(mets)
    for described in root.iter(f"{METS}mdRef"):
        yield posixpath.join(folder, described.attrib[f"{XLINK}href"]), described
    for described in root.iter(f"{METS}file"):
        place = described.find(f"{METS}FLocat")
        assert place is not None
        yield posixpath.join(folder, place.attrib[f"{XLINK}href"]), described


def test_every_file_is_listed_once_with_its_true_hash(request_: PackageRequest) -> None:
    files = package_files(request_)
    listed = [
        *references(files, "METS.xml"),
        *references(files, "representations/rep1/METS.xml"),
    ]

    assert sorted(path for path, _ in listed) == sorted(set(files) - {"METS.xml"})
    for path, described in listed:
        assert described.attrib["CHECKSUM"] == hashlib.sha256(files[path]).hexdigest()
        assert described.attrib["SIZE"] == str(len(files[path]))
        assert described.attrib["CREATED"] == "2026-11-22T10:00:00+07:00"


def test_identifiers_within_mets_are_unique_and_resolve(request_: PackageRequest) -> None:
    for path in ("METS.xml", "representations/rep1/METS.xml"):
        root = ElementTree.fromstring(package_files(request_)[path])  # noqa: S314
        names = [e.attrib["ID"] for e in root.iter() if "ID" in e.attrib]
        assert len(names) == len(set(names))
        for element in root.iter():
            for reference in ("DMDID", "ADMID", "FILEID"):
                assert element.attrib.get(reference, names[0]) in names


def test_the_layout_is_that_of_the_circular(request_: PackageRequest) -> None:
    assert set(package_files(request_)) == {
        "METS.xml",
        "documentation/README.txt",
        "metadata/descriptive/EAD.xml",
        "metadata/preservation/PREMIS.xml",
        "representations/rep1/METS.xml",
        "representations/rep1/data/paper-0001-master.pdf",
        "representations/rep1/data/paper-0001-original.jpg",
        "representations/rep1/data/paper-0001-record.json",
        "representations/rep1/data/paper-0001-searchable.pdf",
        "schemas/mets.xsd",
    }
    root = ElementTree.fromstring(package_files(request_)["METS.xml"])  # noqa: S314
    assert root.attrib["OBJID"] == "urn:H26.1.2:uuid:12345678-1234-5678-1234-567812345678"


def test_premis_tells_hashes_and_descent(request_: PackageRequest) -> None:
    root = ElementTree.fromstring(  # noqa: S314
        package_files(request_)["metadata/preservation/PREMIS.xml"]
    )
    (paper,) = request_.papers
    objects = root.findall(f"{PREMIS}object")

    digests = [o.findtext(f".//{PREMIS}messageDigest") for o in objects]
    assert digests == [file.sha256 for file in paper.files]
    sources = [o.findtext(f".//{PREMIS}relatedObjectIdentifierValue") for o in objects]
    assert sources == [None, paper.record.paper_id, paper.record.paper_id]
    keys = [o.findtext(f".//{PREMIS}formatRegistryKey") for o in objects]
    assert keys == [None, "fmt/477", "fmt/480"]


def test_the_finding_aid_names_file_and_papers(request_: PackageRequest) -> None:
    text = package_files(request_)["metadata/descriptive/EAD.xml"].decode()
    root = ElementTree.fromstring(text)  # noqa: S314

    assert root.findtext(f".//{EAD}archdesc/{EAD}did/{EAD}unittitle") == request_.description.title
    assert [e.text for e in root.findall(f".//{EAD}c/{EAD}did/{EAD}unittitle")] == [
        "Quyết định 30/2020"
    ]
    for value in ("Vĩnh viễn", "Hạn chế", "hộ tịch", "Bình thường", "2026-01-05/2026-11-20"):
        assert value in text


class _Local(etree.Resolver):  # type: ignore[misc]
    """Finds imported schemas in the folder of the tests: nothing is fetched."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        return self.resolve_filename(str(XSD / system_url.rsplit("/", 1)[-1]), context)


def schema(path: Path) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(path, parser))


@pytest.mark.parametrize("kind", list(PackageKind))
def test_mets_follows_its_schema_and_that_of_csip(
    request_: PackageRequest, kind: PackageKind
) -> None:
    mets, csip = schema(XSD / "mets.xsd"), etree.parse(XSD / "DILCISExtensionMETS.xsd")
    allowed = {a.get("name") for a in csip.getroot().iter("{*}attribute")}
    files = package_files(dataclasses.replace(request_, kind=kind))
    for path in ("METS.xml", "representations/rep1/METS.xml"):
        document = etree.fromstring(files[path])
        assert mets.validate(document), mets.error_log
        used = {n for e in document.iter() for n in e.attrib if n.startswith(f"{{{CSIP}}}")}
        assert {name.rpartition("}")[2] for name in used} <= allowed
        document.find(f"{METS}structMap").tag = f"{METS}structure"  # the schema does look
        assert not mets.validate(document)


@pytest.mark.parametrize(
    ("xsd", "path"),
    [
        ("ead3.xsd", "metadata/descriptive/EAD.xml"),
        ("premis.xsd", "metadata/preservation/PREMIS.xml"),
    ],
)
def test_metadata_follow_their_schemas(request_: PackageRequest, xsd: str, path: str) -> None:
    found = Path(os.environ.get("MOTLAN_XSD", "nowhere"), xsd)
    if not found.is_file():
        pytest.skip(f"no {xsd} in the folder MOTLAN_XSD: see xsd/README.md")
    rules = schema(found)
    assert rules.validate(etree.fromstring(package_files(request_)[path])), rules.error_log


def test_the_zip_is_one_folder_and_always_the_same(request_: PackageRequest) -> None:
    package = build_package(request_)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = archive.namelist()
        record = json.loads(
            archive.read(f"{request_.folder}/representations/rep1/data/paper-0001-record.json")
        )

    assert package == build_package(request_)
    assert {name.split("/")[0] for name in names} == {request_.folder}
    assert ":" not in request_.folder
    assert record["paper_id"] == request_.papers[0].record.paper_id


@pytest.mark.parametrize("fonds", ["", "../x", "Phông số 1", "a/b"])
def test_a_fonds_code_that_is_no_name_is_refused(request_: PackageRequest, fonds: str) -> None:
    with pytest.raises(SealInputError):
        PackageRequest(
            PackageKind.SIP,
            fonds,
            request_.agency,
            request_.description,
            request_.papers,
            CREATED,
        )
