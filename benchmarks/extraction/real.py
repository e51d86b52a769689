"""Real scanned government documents: extracted values compared with values read by a person.

The documents lie under `MOTLAN_EVAL_DATA` (default ../shared/data), set `fields_admin_scans`: 34
decisions, letters, notices and circulars, most of them colour scans with red seals and signatures,
some with number and day written by hand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import img2pdf

from benchmarks.extraction.measure import Finding, Tally, compare
from benchmarks.extraction.readings import Readings
from extractors.classify import classify
from extractors.extract import extract
from extractors.grouping import group_pages
from pipeline.intake.receive import Received, receive
from schemas.papers.types.administrative_document import AdministrativeDocument
from schemas.record.reading import PageReading
from schemas.text.spelling import comparison_key

__all__ = ["RealDocument", "RealResult", "documents", "measure_documents", "print_table"]

_FIELDS = {
    "number": "so_ky_hieu",
    "issued_on": "ngay_ban_hanh",
    "agency": "co_quan_ban_hanh",
    "parent_agency": "co_quan_chu_quan",
    "document_type": "loai_van_ban",
    "place": "dia_danh",
    "abstract": "trich_yeu",
    "signer": "nguoi_ky",
    "urgency": "do_khan",
}
_WRITTEN = ("number", "issued_on")
"""Fields that many offices fill in by hand."""
_GOAL = 0.95
_GOALS = ("number, printed", "issued_on, printed", "agency", "abstract", "signer")
_HEAD = (
    "field",
    "documents",
    "exact",
    "exact %",
    "accepted",
    "precision %",
    "goal %",
    "short of it",
)


@dataclass(frozen=True, slots=True)
class RealDocument:
    """One document with its true values, under the names of the paper model."""

    name: str
    file: Received
    fields: Mapping[str, str]
    handwritten: bool


@dataclass(slots=True)
class RealResult:
    """What came out of the documents.

    Attributes:
        documents: How many there are.
        typed: How many were taken for administrative documents.
        findings: Every field.
        handwritten: Names of the documents with number or day written by hand.
        stack: All pages one behind the other, numbered through.
        openings: Numbers of those on which a document begins.
    """

    documents: int = 0
    typed: int = 0
    findings: list[Finding] = field(default_factory=list)
    handwritten: set[str] = field(default_factory=set)
    stack: list[PageReading] = field(default_factory=list)
    openings: set[int] = field(default_factory=set)

    def tallies(self) -> dict[str, Tally]:
        """Counts by field; number and day apart for print and handwriting."""
        tallies: dict[str, Tally] = {}
        for finding in self.findings:
            name = finding.field
            if name in _WRITTEN:
                name += ", by hand" if finding.paper in self.handwritten else ", printed"
            tallies.setdefault(name, Tally()).findings.append(finding)
        return dict(sorted(tallies.items()))


def documents() -> Iterator[RealDocument]:
    """Yield the documents, each put together from its pages as a scanner would deliver it.

    Raises:
        SystemExit: The set is not there.
    """
    data = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data")) / "fields_admin_scans"
    if not data.is_dir():
        raise SystemExit(f"no evaluation data at {data}: set MOTLAN_EVAL_DATA")
    for row in (data / "fields.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(row)
        pages = [(data / page).read_bytes() for page in truth["pages"]]
        pdf = img2pdf.convert(pages, nodate=True, engine=img2pdf.Engine.internal)
        yield RealDocument(
            name=truth["id"],
            file=receive(pdf, truth["id"]),
            fields={name: truth[key] for name, key in _FIELDS.items() if truth[key]},
            handwritten=bool(truth["number_or_date_handwritten"]),
        )


def measure_documents(readings: Readings) -> RealResult:
    """Read, classify and extract every document."""
    result = RealResult()
    wanted = AdministrativeDocument.paper_type
    for document in documents():
        pages = readings.of(document.file).pages
        result.documents += 1
        result.openings.add(len(result.stack) + 1)
        for page in pages:
            number = len(result.stack) + 1
            result.stack.append(page.model_copy(update={"number": number}))
        result.typed += classify(pages).paper_type == wanted
        if document.handwritten:
            result.handwritten.add(document.name)
        found = {name: e for name, e in extract(wanted, pages).items() if name in _FIELDS}
        result.findings += compare(document.name, wanted, document.fields, found, same=_same)
    return result


def print_table(result: RealResult) -> None:
    """Print counts by field beside the goals."""
    print(f"{result.documents} documents, {result.typed} of the right type")
    found = {group.numbers[0] for group in group_pages(result.stack)}
    right, false = len(found & result.openings), len(found - result.openings)
    print(f"as one stack of {len(result.stack)} pages: {right} parted right, {false} wrongly\n")
    print(*_HEAD, sep="\t")
    for name, tally in result.tallies().items():
        _, exact, _, precision = tally.row
        goal, short = "-", "-"
        if name in _GOALS:
            goal = f"{100 * _GOAL:.0f}"
            short = f"{max(0.0, 100 * (_GOAL - tally.exact / tally.fields)):.1f}"
        row = (name, tally.fields, tally.exact, exact, tally.accepted, precision, goal, short)
        print(*row, sep="\t")


def _same(one: str, other: str) -> bool:
    """Equal but for case, dashes, spaces, tone placement and the last full stop."""
    return comparison_key(one).rstrip(" .") == comparison_key(other).rstrip(" .")
