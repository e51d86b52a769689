"""Runs the programs one after the other over the same pages and judges what came out of them."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from benchmarks.world.material import Sheet
from benchmarks.world.measured import measured
from benchmarks.world.peers import PeerMissingError
from benchmarks.world.products import MAKERS, Product
from benchmarks.world.reading import Result
from benchmarks.world.score import score
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf

__all__ = ["about_this_machine", "compare", "judged"]

_ROOT: Final = Path(__file__).parents[2]


def compare(sheets: Sequence[Sheet], names: Sequence[str], folder: Path) -> dict[str, Any]:
    """Run the programs and return all figures, ready for JSON.

    Args:
        sheets: The pages.
        names: Of the programs, as `products.MAKERS` knows them.
        folder: For everything that is made.
    """
    rows: list[dict[str, Any]] = []
    left_out: list[str] = []
    for name in names:
        try:
            product = MAKERS[name]()
        except PeerMissingError as missing:
            left_out.append(str(missing))
            print(f"left out: {missing}", file=sys.stderr, flush=True)
            continue
        print(f"{product.name} {product.version}", file=sys.stderr, flush=True)
        rows.append(judged(product, sheets, folder / name))
    pages = {kind: len(list(of)) for kind, of in groupby(sheets, lambda sheet: sheet.kind)}
    return {**about_this_machine(), "pages": pages, "left_out": left_out, "products": rows}


def judged(product: Product, sheets: Sequence[Sheet], folder: Path) -> dict[str, Any]:
    """Run one program over all pages; return its row.

    Args:
        product: The program.
        sheets: The pages.
        folder: For everything that it makes.
    """
    for part in ("start", "read"):
        (folder / part).mkdir(parents=True)
    _, start = measured(lambda: product.start(folder / "start"))
    result, whole = measured(lambda: product.read(sheets, folder / "read"))
    sets = {
        kind: score(list(of), result.lines).as_dict()
        for kind, of in groupby(sheets, lambda sheet: sheet.kind)
    }
    return {
        "name": product.name,
        "version": product.version,
        "start_cpu": start.cpu,
        "page_cpu": (whole.cpu - start.cpu) / len(sheets),
        "page_wall": (whole.wall - start.wall) / len(sheets),
        "peak_mib": whole.peak,
        "bytes_in": sum(sheet.picture.stat().st_size for sheet in sheets),
        "bytes_out": sum(file.stat().st_size for file in result.files),
        "refused": result.refused,
        **_files(result),
        "sets": sets,
    }


def _files(result: Result) -> dict[str, int]:
    """Count the files, those that keep PDF/A and those whose signature is valid."""
    trust = Trust.from_files(result.trust) if result.trust else None
    archival = signed = 0
    for file in result.files:
        data = file.read_bytes()
        valid = trust is not None and verify_pdf(data, trust).valid
        signed += valid
        archival += not conformance_failures(data, signatures_cover=valid)
    return {"files": len(result.files), "pdfa": archival, "signed": signed}


def about_this_machine() -> dict[str, str]:
    """Return the commit and the machine."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    processor = models[0] if models else platform.machine()
    machine = f"{os.cpu_count()} cores, {processor}"
    return {"commit": _commit(), "machine": machine, "python": platform.python_version()}


def _commit() -> str:
    """Return the newest commit of the main branch in use, and whether there are changes on top."""
    base = _git("merge-base", "HEAD", "main") or _git("rev-parse", "HEAD")
    if not base:
        return "unknown"
    changed = base != _git("rev-parse", "HEAD") or _git("status", "--porcelain")
    return base[:7] + (" with changes" if changed else "")


def _git(*command: str) -> str:
    done = subprocess.run(["git", *command], cwd=_ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
