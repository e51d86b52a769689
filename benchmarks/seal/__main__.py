"""`python -m benchmarks.seal`: what sealing costs, and which changes verification catches.

`--ocrmypdf PATH` adds OCRmyPDF's output step, fed with the same words. `--changes N` flips N random
bits, each in a fresh copy of a sealed paper.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import pickle
import random
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from benchmarks.seal.material import Stack, stack
from benchmarks.seal.memory import INPUTS
from pipeline.seal.clock import utc_now
from pipeline.seal.paper import SealedPaper, Signers, seal_paper
from pipeline.seal.pdf.archive import save_archive
from pipeline.seal.pdf.assemble import assemble
from pipeline.seal.pdf.conformance import NOT_CHECKED, conformance_failures
from pipeline.seal.pdf.description import DocumentInfo
from pipeline.seal.pdf.text_layer import HiddenText
from pipeline.seal.signing.authority import TestAuthority, make_test_authority
from pipeline.seal.signing.keys import Pkcs12Signer
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf

_HEAD = (
    "| step | CPU s/page | wall s/page | bytes out / in | pictures kept | words exact | PDF/A |\n"
    "|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Cost:
    """Processor and wall seconds."""

    cpu: float
    wall: float


class Meter:
    """Measures processor time of this process and its children."""

    def __init__(self) -> None:
        self._cpu, self._wall = self._used(), time.perf_counter()

    @staticmethod
    def _used() -> float:
        used = os.times()
        return used.user + used.system + used.children_user + used.children_system

    def cost(self) -> Cost:
        """Returns what was used since the meter was made."""
        return Cost(self._used() - self._cpu, time.perf_counter() - self._wall)


def output_step(made: Stack) -> bytes:
    """Assembles, lays the text, writes PDF/A: what OCRmyPDF does after recognition."""
    assembled = assemble(made.pdf, "application/pdf", made.readings)
    with assembled.pdf:
        layer = HiddenText(assembled.pdf, made.readings)
        for page, placement in zip(assembled.pdf.pages, assembled.placements, strict=True):
            layer.add(page, placement)
        return save_archive(assembled.pdf, DocumentInfo("benchmark", "benchmark", utc_now()))


def whole_seal(made: Stack, authority: TestAuthority) -> SealedPaper:
    """Makes both signed files."""
    signers = Signers(
        Pkcs12Signer.from_file(authority.operator), Pkcs12Signer.from_file(authority.agency)
    )
    return seal_paper(made.pdf, "application/pdf", made.readings, made.record(), signers)


def ocrmypdf(program: str, made: Stack) -> bytes:
    """Runs OCRmyPDF on the stack with the words given."""
    plugin = Path(__file__).with_name("known_words.py")
    with tempfile.TemporaryDirectory() as folder:
        source, target, words = (Path(folder, n) for n in ("in.pdf", "out.pdf", "words.json"))
        source.write_bytes(made.pdf)
        words.write_text(json.dumps(made.words, ensure_ascii=False), encoding="utf-8")
        command = [program, "-q", "-j", "1", "-l", "vie", "--pdfa-backend", "internal"]
        subprocess.run(
            [*command, "--plugin", plugin, source, target],
            env={**os.environ, "MOTLAN_BENCHMARK_WORDS": str(words), "OMP_THREAD_LIMIT": "1"},
            check=True,
        )
        return target.read_bytes()


def jpeg(image: pikepdf.Object) -> bytes:
    """Returns the JPEG of a picture, also where it was deflated once more."""
    raw = image.read_raw_bytes()
    return raw if raw.startswith(b"\xff\xd8") else zlib.decompress(raw)


def row(step: str, made: Stack, data: bytes, cost: Cost, sizes: int | None = None) -> str:
    """Returns a row of the table, and looks into the file made."""
    pages = len(made.readings)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        kept = sum(
            jpeg(image) in made.pictures
            for page in pdf.pages
            for image in page.get_images().values()
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "out.pdf")
        path.write_bytes(data)
        text = subprocess.run(
            ["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True
        ).stdout.split()
    exact = sum((Counter(text) & Counter(made.text)).values())
    failures = conformance_failures(data)
    passed = "FAIL" if failures else "pass"
    if failures == (NOT_CHECKED,):
        passed = "in parts"  # before it was signed; see `pipeline.seal.pdf.conformance`
    ratio = (sizes or len(data)) / len(made.pdf)
    return (
        f"| {step} | {cost.cpu / pages:.3f} | {cost.wall / pages:.3f} | {ratio:.3f} "
        f"| {kept}/{pages} | {exact}/{len(made.text)} | {passed} |"
    )


def memory(made: Stack, folder: Path) -> str:
    """Seals the stack in a process of its own; returns what memory that took."""
    original, readings, record = (folder / name for name in INPUTS)
    original.write_bytes(made.pdf)
    readings.write_bytes(pickle.dumps(made.readings))
    record.write_text(made.record().model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.seal.memory", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return (
        f"\nmemory of sealing: {found['before']:.0f} MiB with program, original and readings "
        f"loaded, {found['peak']:.0f} MiB at the peak ({len(made.pdf) / 2**20:.0f} MiB in)\n"
    )


def changes(sealed: SealedPaper, trust: Trust, count: int) -> Counter[str]:
    """Flips single bits at random places; returns how each change was caught."""
    data = sealed.searchable or b""
    known = next(r.sha256 for r in sealed.renditions if r.kind == "searchable_pdf")
    places, caught = random.Random(1), Counter[str]()  # noqa: S311
    for _ in range(count):
        changed = bytearray(data)
        changed[places.randrange(len(changed))] ^= 1 << places.randrange(8)
        verdict = verify_pdf(bytes(changed), trust)
        if verdict.valid:
            known_too = verify_pdf(bytes(changed), trust, known).valid
            caught["missed" if known_too else "hash of the store only"] += 1
        else:
            caught[", ".join(verdict.all_problems)] += 1
    return caught


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--ocrmypdf", help="program of OCRmyPDF to compare with")
    parser.add_argument("--changes", type=int, default=1000)
    options = parser.parse_args()
    made = stack(options.pages)
    sys.stdout.write(f"{options.pages} pages, {len(made.pdf)} bytes in\n{_HEAD}\n")
    with tempfile.TemporaryDirectory() as folder:
        authority = make_test_authority(Path(folder))
        output_step(stack(1))  # load everything once
        meter = Meter()
        data = output_step(made)
        sys.stdout.write(row("motlan: output step", made, data, meter.cost()) + "\n")
        meter = Meter()
        sealed = whole_seal(made, authority)
        both = len(sealed.searchable or b"") + len(sealed.signed_master or b"")
        title = "motlan: two signed files"
        sys.stdout.write(row(title, made, sealed.searchable or b"", meter.cost(), both) + "\n")
        if options.ocrmypdf:
            meter = Meter()
            data = ocrmypdf(options.ocrmypdf, made)
            sys.stdout.write(row("OCRmyPDF, same words", made, data, meter.cost()) + "\n")
        sys.stdout.write(memory(made, Path(folder)))
        if options.changes:
            small = whole_seal(stack(1), authority)
            caught = changes(small, Trust.from_files([authority.root]), options.changes)
            sys.stdout.write(f"\n{options.changes} single bits changed, caught as:\n")
            for reason, times in caught.most_common():
                sys.stdout.write(f"- {times}: {reason}\n")


if __name__ == "__main__":
    main()
