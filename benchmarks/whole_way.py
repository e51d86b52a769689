"""The whole way on real scanned government documents: python -m benchmarks.whole_way [--count N].

Every document is put together from its pages as a scanner would deliver it (one PDF, the JPEG bytes
untouched), digitised into a store of its own, and then checked from outside: does poppler render
and read the result, is the signature valid, is one flipped byte detected, is the paper found again,
does a rebuilt index give the same answers, and are the head's fields right?

The documents lie under `MOTLAN_EVAL_DATA` (default ../shared/data), set `fields_admin_scans`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import img2pdf

from app.acting import Caller
from app.installation import App
from schemas.record.paper import PaperRecord, RenditionKind
from schemas.text.spelling import comparison_key

_FIELDS = {
    "number": "so_ky_hieu",
    "issued_on": "ngay_ban_hanh",
    "agency": "co_quan_ban_hanh",
    "document_type": "loai_van_ban",
    "place": "dia_danh",
    "abstract": "trich_yeu",
    "signer": "nguoi_ky",
}


@dataclass(frozen=True, slots=True)
class _Document:
    truth: dict[str, Any]
    pdf: bytes
    pages: int


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=None, help="at most so many documents")
    wanted = parser.parse_args().count
    data = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data")) / "fields_admin_scans"
    if not data.is_dir():
        raise SystemExit(f"no evaluation data at {data}: set MOTLAN_EVAL_DATA")
    with tempfile.TemporaryDirectory(prefix="motlan-bench-") as home:
        os.environ["MOTLAN_HOME"] = home
        os.environ.pop("PREFECT_API_URL", None)
        _run(list(_documents(data))[:wanted], Path(home))


def _documents(data: Path) -> Iterator[_Document]:
    for row in (data / "fields.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(row)
        pages = [(data / page).read_bytes() for page in truth["pages"]]
        yield _Document(truth, img2pdf.convert(pages), len(pages))


def _run(documents: list[_Document], home: Path) -> None:
    from app.papers.hand_in import take_in
    from flows.counter import run_counter

    app, by = _opened(), Caller("benchmark")
    checks: Counter[str] = Counter()
    fields: Counter[tuple[str, str]] = Counter()
    start = time.process_time()
    seconds = 0.0
    for document in documents:
        start = time.process_time()
        file = take_in(app, by, document.pdf, "scan.pdf", _intake()).file
        (outcome,) = run_counter(app, by, [file.sha256], _intake())
        seconds += time.process_time() - start
        if outcome.record is None:
            print(f"{document.truth['id']}: {outcome.error_code} {outcome.error}")
            continue
        checks["stored"] += 1
        checks["pages through"] += len(outcome.record.pages) == document.pages
        checks.update(_look_from_outside(app, outcome.record, home))
        fields.update(_compare(outcome.record, document.truth))
    checks["same answers after reindex"] = _same_after_reindex(app)
    _print(checks, fields, len(documents), seconds / max(1, sum(d.pages for d in documents)))


def _intake() -> Any:
    import datetime as dt

    from schemas.record.intake import Intake

    return Intake(dt.datetime.now(dt.UTC))


def _opened() -> App:
    """Open the installation, with its networks loaded before anything is timed."""
    app = App.open()
    _ = app.reader, app.signers
    return app


def _look_from_outside(app: App, record: PaperRecord, home: Path) -> Iterator[str]:
    """Name every check that the searchable copy passes."""
    from pipeline.seal.verification.trust import Trust
    from pipeline.seal.verification.verify import verify_pdf
    from storage.papers.search.index import PaperQuery

    archive = app.archive
    rendition = record.rendition(RenditionKind.SEARCHABLE)
    assert rendition is not None
    pdf = archive.file(record.paper_id, rendition)
    path = home / "copy.pdf"
    path.write_bytes(pdf)
    drawn = subprocess.run(
        ["pdftoppm", "-r", "40", "-png", path, home / "page"], capture_output=True, check=False
    )
    if drawn.returncode == 0 and len(list(home.glob("page*.png"))) == len(record.pages):
        yield "drawn by poppler"
    for picture in home.glob("page*.png"):
        picture.unlink()
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    if unicodedata.is_normalized("NFC", text):
        yield "text is NFC"
    selectable = set(text.split())
    for word in record.text.split():
        yield "words"
        if word in selectable:
            yield "words selectable"
    trust = Trust.from_files([app.trust])
    if verify_pdf(pdf, trust).valid:
        yield "signature valid"
    spoiled = bytearray(pdf)
    spoiled[len(spoiled) // 2] ^= 1
    if not verify_pdf(bytes(spoiled), trust).valid:
        yield "one flipped byte found"
    number = record.value("number")
    found = archive.index.find(PaperQuery(number=number)).entries if number else ()
    if record.paper_id in {entry.paper_id for entry in found}:
        yield "found by its number"


def _same_after_reindex(app: App) -> int:
    """Return the number of papers if a rebuilt index gives the same answers, else 0."""
    from storage.papers.search.index import PaperQuery

    archive = app.archive
    before = archive.index.find(PaperQuery(limit=500)).entries
    archive.index.rebuild([])
    archive.reindex()
    return len(before) if archive.index.find(PaperQuery(limit=500)).entries == before else 0


def _compare(record: PaperRecord, truth: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, what happened) for every field that the document has."""
    for field, name in _FIELDS.items():
        if not truth[name]:
            continue
        evidence = record.fields.get(field)
        value = evidence.value if evidence else None
        right = _key(value or "") == _key(truth[name])
        yield field, "all"
        if right:
            yield field, "right"
        if evidence and evidence.state == "accepted":
            yield field, "accepted"
            if right:
                yield field, "accepted and right"
        if field in ("number", "issued_on") and not truth["number_or_date_handwritten"]:
            yield f"{field}, printed", "all"
            if right:
                yield f"{field}, printed", "right"


def _key(text: str) -> str:
    return comparison_key(text).rstrip(" .")


def _print(
    checks: Counter[str], fields: Counter[tuple[str, str]], documents: int, seconds: float
) -> None:
    print(f"\n{documents} documents, {seconds:.2f} CPU seconds a page for the whole way\n")
    words, selectable = checks.pop("words"), checks.pop("words selectable")
    for name, count in checks.items():
        print(f"  {name:32s} {count:3d} of {documents}")
    print(f"  words that pdftotext finds       {selectable} of {words}")
    print(f"\n  {'field':20s} {'right':>8s} {'of':>4s} {'accepted':>9s} {'of these right':>15s}")
    for field in sorted({field for field, _ in fields}):
        right, every, accepted, sure = (
            fields[field, kind] for kind in ("right", "all", "accepted", "accepted and right")
        )
        print(f"  {field:20s} {right:8d} {every:4d} {accepted:9d} {sure:15d}")


if __name__ == "__main__":
    main()
