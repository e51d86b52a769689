"""PREMIS 3: every file with its hash, the events that affected it and their agents."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from pipeline.seal.clock import shown_time
from pipeline.seal.package.model import PackagedFile, PackagedPaper, PackageRequest
from pipeline.seal.package.xml import PREMIS, XSI, Element, element, written
from schemas.record.paper import RenditionKind

__all__ = ["premis_document"]

_tag = functools.partial("{{{}}}{}".format, PREMIS)

_FORMATS = {
    (RenditionKind.SEARCHABLE, "application/pdf"): ("PDF/A-3b", "fmt/480"),
    (RenditionKind.SIGNED_MASTER, "application/pdf"): ("PDF/A-2b", "fmt/477"),
}
"""Names and PRONOM identifiers of the formats that sealing produces."""


def premis_document(request: PackageRequest) -> bytes:
    """Return PREMIS.xml of a package."""
    objects = [e for paper in request.papers for e in _objects(paper)]
    events = [e for paper in request.papers for e in _events(paper)]
    agents = {paper.record.software: _agent(paper.record.software) for paper in request.papers}
    return written(element(_tag("premis"), *objects, *events, *agents.values(), version="3.0"))


def _pair(kind: str, value: str, name: str) -> Element:
    """Return an identifier element with type and value."""
    return element(
        _tag(name),
        element(_tag(f"{name}Type"), text=kind),
        element(_tag(f"{name}Value"), text=value),
    )


def _objects(paper: PackagedPaper) -> Iterator[Element]:
    for file in paper.files:
        made = element(
            _tag("object"),
            _pair("SHA-256", file.sha256, "objectIdentifier"),
            _characteristics(file),
            *_derivation(paper, file),
        )
        made.set(f"{{{XSI}}}type", "premis:file")
        yield made


def _characteristics(file: PackagedFile) -> Element:
    name, pronom = _FORMATS.get((file.kind, file.media_type), (file.media_type, ""))
    registry = element(
        _tag("formatRegistry"),
        element(_tag("formatRegistryName"), text="PRONOM"),
        element(_tag("formatRegistryKey"), text=pronom),
    )
    designation = element(_tag("formatDesignation"), element(_tag("formatName"), text=name))
    fixity = element(
        _tag("fixity"),
        element(_tag("messageDigestAlgorithm"), text="SHA-256"),
        element(_tag("messageDigest"), text=file.sha256),
    )
    return element(
        _tag("objectCharacteristics"),
        fixity,
        element(_tag("size"), text=str(len(file.data))),
        element(_tag("format"), designation, registry if pronom else None),
    )


def _derivation(paper: PackagedPaper, file: PackagedFile) -> Iterator[Element]:
    """Return the relationship to the original of a file, whether or not it is in the package."""
    if file.kind is RenditionKind.ORIGINAL:
        return
    yield element(
        _tag("relationship"),
        element(_tag("relationshipType"), text="derivation"),
        element(_tag("relationshipSubType"), text="has source"),
        _pair("SHA-256", paper.record.paper_id, "relatedObjectIdentifier"),
    )


def _events(paper: PackagedPaper) -> Iterator[Element]:
    record = paper.record
    yield _event(paper, "capture", shown_time(record.received_at))
    yield _event(paper, "digital signature generation", shown_time(record.processed_at))


def _event(paper: PackagedPaper, kind: str, moment: str) -> Element:
    identifier = f"{paper.record.paper_id}:{kind.replace(' ', '-')}"
    linked = (_pair("SHA-256", file.sha256, "linkingObjectIdentifier") for file in paper.files)
    return element(
        _tag("event"),
        _pair("local", identifier, "eventIdentifier"),
        element(_tag("eventType"), text=kind),
        element(_tag("eventDateTime"), text=moment),
        _pair("local", paper.record.software, "linkingAgentIdentifier"),
        *linked,
    )


def _agent(software: str) -> Element:
    return element(
        _tag("agent"),
        _pair("local", software, "agentIdentifier"),
        element(_tag("agentName"), text=software),
        element(_tag("agentType"), text="software"),
    )
