"""METS: structure of a package and its representation (E-ARK CSIP 2)."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.seal.clock import shown_time
from pipeline.seal.package.model import PackageRequest
from pipeline.seal.package.xml import CSIP, METS, XLINK, Element, Part, element, written

__all__ = ["PackageParts", "package_mets", "representation_mets"]

_tag = functools.partial("{{{}}}{}".format, METS)
_PROFILE = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"
_REPRESENTATION = "Representations/rep1"


@dataclass(frozen=True, slots=True)
class PackageParts:
    """The files that the METS of a package refers to.

    Attributes:
        ead: Descriptive metadata.
        premis: Preservation metadata.
        representation: METS of the representation.
        documentation: Texts for people.
        schemas: XML schemas.
    """

    ead: Part
    premis: Part
    representation: Part
    documentation: tuple[Part, ...]
    schemas: tuple[Part, ...]


def package_mets(request: PackageRequest, parts: PackageParts) -> bytes:
    """Return METS.xml of a whole package."""
    groups = [_group(request, _REPRESENTATION, [parts.representation])]
    divisions = [_division("Metadata", DMDID="dmd-ead", ADMID="digiprov-premis")]
    for use, files in (("Documentation", parts.documentation), ("Schemas", parts.schemas)):
        if files:
            groups.append(_group(request, use, files))
            divisions.append(_file_division(use))
    pointer = element(_tag("mptr"), **parts.representation.location)
    pointer.set(f"{{{XLINK}}}title", _identifier(_REPRESENTATION))
    divisions.append(element(_tag("div"), pointer, ID="div-rep1", LABEL=_REPRESENTATION))
    root = _root(request, request.name, _header(request))
    root.append(
        element(
            _tag("dmdSec"),
            _reference(request, parts.ead, "EAD"),
            ID="dmd-ead",
            CREATED=shown_time(request.created),
            STATUS="CURRENT",
        )
    )
    provenance = element(
        _tag("digiprovMD"),
        _reference(request, parts.premis, "PREMIS"),
        ID="digiprov-premis",
        STATUS="CURRENT",
    )
    root.append(element(_tag("amdSec"), provenance))
    root.append(element(_tag("fileSec"), *groups, ID="file-sec"))
    root.append(_structure(request.name, divisions))
    return written(root)


def representation_mets(request: PackageRequest, files: Sequence[Part]) -> bytes:
    """Return METS.xml of the one representation."""
    root = _root(request, "rep1", _header(request))
    root.append(element(_tag("fileSec"), _group(request, "Data", files), ID="file-sec"))
    root.append(_structure("rep1", [_division("Metadata"), _file_division("Data")]))
    return written(root)


def _root(request: PackageRequest, identifier: str, header: Element) -> Element:
    root = element(
        _tag("mets"),
        header,
        OBJID=identifier,
        LABEL=request.description.title,
        TYPE="Textual works – Digital",
        PROFILE=_PROFILE,
    )
    root.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
    return root


def _header(request: PackageRequest) -> Element:
    version = element(_tag("note"), text=request.papers[0].record.software)
    version.set(f"{{{CSIP}}}NOTETYPE", "SOFTWARE VERSION")
    software = element(
        _tag("agent"),
        element(_tag("name"), text="motlan"),
        version,
        ROLE="CREATOR",
        TYPE="OTHER",
        OTHERTYPE="SOFTWARE",
    )
    agency = element(
        _tag("agent"),
        element(_tag("name"), text=request.agency),
        ROLE="ARCHIVIST",
        TYPE="ORGANIZATION",
    )
    created = shown_time(request.created)
    header = element(_tag("metsHdr"), software, agency, CREATEDATE=created, LASTMODDATE=created)
    header.set(f"{{{CSIP}}}OAISPACKAGETYPE", request.kind)
    return header


def _reference(request: PackageRequest, part: Part, kind: str) -> Element:
    made = element(_tag("mdRef"), MDTYPE=kind, **part.reference(request.created))
    for name, value in part.location.items():
        made.set(name, value)
    return made


def _group(request: PackageRequest, use: str, parts: Sequence[Part]) -> Element:
    files = []
    for number, part in enumerate(parts, start=1):
        location = element(_tag("FLocat"), **part.location)
        name = f"{_identifier(use)}-{number:04d}"
        files.append(element(_tag("file"), location, ID=name, **part.reference(request.created)))
    group = element(_tag("fileGrp"), *files, ID=_identifier(use), USE=use)
    if use == _REPRESENTATION:
        group.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
    return group


def _identifier(use: str) -> str:
    return f"group-{use.lower().replace('/', '-')}"


def _division(label: str, **attributes: str) -> Element:
    return element(_tag("div"), ID=f"div-{label.lower()}", LABEL=label, **attributes)


def _file_division(label: str) -> Element:
    made = _division(label)
    made.append(element(_tag("fptr"), FILEID=_identifier(label)))
    return made


def _structure(label: str, divisions: Sequence[Element]) -> Element:
    top = element(_tag("div"), *divisions, ID="div-package", LABEL=label)
    return element(_tag("structMap"), top, ID="struct-map", TYPE="PHYSICAL", LABEL="CSIP")
