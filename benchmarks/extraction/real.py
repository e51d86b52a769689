"""Real scanned papers: extracted values compared with values read by a person.

Any folder with a file `fields.jsonl` can be measured, one paper a row:

    {"id": "a1", "paper_type": "birth_certificate", "pages": ["pages/a1_p01.jpg"],
     "fields": {"full_name": "NGUYỄN VĂN AN", "birth_date": "1990-02-05"}, "by_hand": ["number"]}

`fields` has the names of the paper model and normalised values; null says that the paper has none,
and a field that is not named is not measured. Instead of `pages`, pictures that are put together as
a scanner would deliver them, `file` may name one file. Rows in the form of the set
`fields_admin_scans` under `MOTLAN_EVAL_DATA` (default ../shared/data) are understood, too: 34
decisions, letters, notices and circulars, most of them colour scans with red seals and signatures,
some with number and day written by hand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    "signer_title": "chuc_vu_ky",
    "recipients": "noi_nhan",
}
_EVALUATION = "fields_admin_scans"
_WRITTEN = ("number", "issued_on")
"""Fields that many offices fill in by hand."""
_GOAL = 0.95
_GOALS = ("number, printed", "issued_on, printed", "agency", "abstract", "signer", "signer_title")
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
    paper_type: str
    fields: Mapping[str, str | None]
    by_hand: frozenset[str]


@dataclass(slots=True)
class RealResult:
    """What came out of the documents.

    Attributes:
        documents: How many there are.
        typed: How many were taken for what they are.
        findings: Every field.
        by_hand: Papers and fields that were written by hand.
        stack: All pages one behind the other, numbered through.
        openings: Numbers of those on which a document begins.
    """

    documents: int = 0
    typed: int = 0
    findings: list[Finding] = field(default_factory=list)
    by_hand: set[tuple[str, str]] = field(default_factory=set)
    stack: list[PageReading] = field(default_factory=list)
    openings: set[int] = field(default_factory=set)

    def tallies(self) -> dict[str, Tally]:
        """Counts by field; those that many offices fill in by hand, apart from print."""
        tallies: dict[str, Tally] = {}
        written = {name for _, name in self.by_hand}
        for finding in self.findings:
            name = finding.field
            if name in written:
                hand = (finding.paper, name) in self.by_hand
                name += ", by hand" if hand else ", printed"
            tallies.setdefault(name, Tally()).findings.append(finding)
        return dict(sorted(tallies.items()))


def documents(folder: Path | None = None) -> Iterator[RealDocument]:
    """Yield the papers of a set.

    Args:
        folder: With a file `fields.jsonl`; None for the evaluation data.

    Raises:
        SystemExit: The set is not there.
    """
    data = folder or Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data")) / _EVALUATION
    if not (data / "fields.jsonl").is_file():
        raise SystemExit(f"no fields.jsonl in {data}: name a folder or set MOTLAN_EVAL_DATA")
    for row in (data / "fields.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(row)
        fields = truth["fields"] if "fields" in truth else _fields_of_scan(truth)
        written = _WRITTEN if truth.get("number_or_date_handwritten") else ()
        yield RealDocument(
            name=truth["id"],
            file=receive(_bytes(data, truth), truth["id"]),
            paper_type=truth.get("paper_type", AdministrativeDocument.paper_type),
            fields=fields,
            by_hand=frozenset(truth.get("by_hand", written)),
        )


def _bytes(data: Path, truth: Mapping[str, Any]) -> bytes:
    if "file" in truth:
        return (data / str(truth["file"])).read_bytes()
    pages = [(data / page).read_bytes() for page in truth["pages"]]
    return bytes(img2pdf.convert(pages, nodate=True, engine=img2pdf.Engine.internal))


def _fields_of_scan(truth: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the fields that a row of `fields_admin_scans` states; empty is none."""
    stated = {name: truth[key] for name, key in _FIELDS.items() if key in truth}
    return {
        name: ("; ".join(value) if isinstance(value, list) else value) or None
        for name, value in stated.items()
    }


def measure_documents(readings: Readings, folder: Path | None = None) -> RealResult:
    """Read, classify and extract every document of a set; see `documents`."""
    result = RealResult()
    for document in documents(folder):
        pages = readings.of(document.file).pages
        result.documents += 1
        result.openings.add(len(result.stack) + 1)
        for page in pages:
            number = len(result.stack) + 1
            result.stack.append(page.model_copy(update={"number": number}))
        result.typed += classify(pages).paper_type == document.paper_type
        result.by_hand |= {(document.name, name) for name in document.by_hand}
        fields = extract(document.paper_type, pages)
        found = {name: evidence for name, evidence in fields.items() if name in document.fields}
        true = {name: value for name, value in document.fields.items() if value is not None}
        result.findings += compare(document.name, document.paper_type, true, found, same=_same)
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
