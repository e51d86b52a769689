"""EAD 3: description of the archive file and its papers, for the finding aid."""

from __future__ import annotations

import functools

from pipeline.seal.clock import shown_time
from pipeline.seal.package.model import FileDescription, PackagedPaper, PackageRequest
from pipeline.seal.package.xml import EAD, Element, element, written

__all__ = ["ead_document"]

_tag = functools.partial("{{{}}}{}".format, EAD)


def ead_document(request: PackageRequest) -> bytes:
    """Return EAD.xml of a package."""
    description = request.description
    return written(
        element(
            _tag("ead"),
            _control(request),
            element(
                _tag("archdesc"),
                _did(request),
                *_notes(description),
                _keywords(description),
                _papers(request.papers),
                level="file",
            ),
        )
    )


def _control(request: PackageRequest) -> Element:
    event = element(
        _tag("maintenanceevent"),
        element(_tag("eventtype"), value="created"),
        element(
            _tag("eventdatetime"),
            text=shown_time(request.created),
            standarddatetime=shown_time(request.created),
        ),
        element(_tag("agenttype"), value="machine"),
        element(_tag("agent"), text="motlan"),
    )
    title = element(_tag("titleproper"), text=request.description.title)
    return element(
        _tag("control"),
        element(_tag("recordid"), text=request.name),
        element(_tag("filedesc"), element(_tag("titlestmt"), title)),
        element(_tag("maintenancestatus"), value="new"),
        element(_tag("maintenanceagency"), element(_tag("agencyname"), text=request.agency)),
        element(_tag("maintenancehistory"), event),
    )


def _did(request: PackageRequest) -> Element:
    description = request.description
    pages = sum(len(paper.record.pages) for paper in request.papers)
    period = f"{description.started.isoformat()}/{description.ended.isoformat()}"
    extent = (
        f"{len(request.papers)} tài liệu; {description.sheets} tờ; {pages} trang"
        f"{'; ' + description.condition if description.condition else ''}"
    )
    corporate = element(_tag("corpname"), element(_tag("part"), text=request.agency))
    language = element(_tag("language"), langcode=description.language, text="Tiếng Việt")
    return element(
        _tag("did"),
        element(_tag("unitid"), text=description.code, localtype="mã hồ sơ"),
        _identifier("mã hồ sơ gốc giấy", description.paper_file_code),
        _identifier("ký hiệu thông tin", description.information_sign),
        element(_tag("unittitle"), text=description.title),
        element(_tag("unitdate"), text=period, normal=period),
        element(_tag("physdesc"), text=extent),
        element(_tag("langmaterial"), language),
        element(_tag("repository"), corporate),
    )


def _identifier(kind: str, value: str) -> Element | None:
    return element(_tag("unitid"), text=value, localtype=kind) if value else None


def _notes(description: FileDescription) -> list[Element]:
    notes = {
        ("accessrestrict", "mức độ tiếp cận"): description.access,
        ("appraisal", "thời hạn lưu trữ"): description.retention,
        ("processinfo", "mức độ tin cậy"): description.trust,
        ("altformavail", "chế độ dự phòng"): description.backup,
    }
    return [
        element(_tag(name), element(_tag("p"), text=text), localtype=kind)
        for (name, kind), text in notes.items()
        if text
    ]


def _keywords(description: FileDescription) -> Element | None:
    if not description.keywords:
        return None
    subjects = (
        element(_tag("subject"), element(_tag("part"), text=word)) for word in description.keywords
    )
    return element(_tag("controlaccess"), *subjects)


def _papers(papers: tuple[PackagedPaper, ...]) -> Element:
    return element(_tag("dsc"), *(_paper(number, paper) for number, paper in enumerate(papers, 1)))


def _paper(number: int, paper: PackagedPaper) -> Element:
    did = element(
        _tag("did"),
        element(_tag("unitid"), text=paper.record.paper_id, localtype="SHA-256"),
        element(_tag("unittitle"), text=paper.title),
        element(_tag("physdesc"), text=f"{len(paper.record.pages)} trang"),
    )
    return element(_tag("c"), did, level="item", id=f"paper-{number:04d}")
