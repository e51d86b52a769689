"""Fuzzing of intake: damages the shipped samples and counts the outcomes."""

from __future__ import annotations

import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from benchmarks.intake.mutations import mutate
from pipeline.errors import InputError
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.limits import Limits
from pipeline.intake.receive import receive

__all__ = ["fuzz"]

_SAMPLES = Path(__file__).parents[2] / "samples" / "data"
_LIMITS = Limits(render_seconds=15, decoder_seconds=15, file_seconds=20, pages=50)
_SMALL = 827, 1169
_PROGRESS = 50


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of one damaged file."""

    outcome: str
    seconds: float


def fuzz(files: int, seed: int, workers: int) -> None:
    """Print a table of outcomes; any error but a refusal with a code ends the run.

    Args:
        files: How many damaged files.
        seed: The same files in every run.
        workers: How many files are decoded at a time, each in a process of its own.
    """
    originals = list(_originals())
    _outcome(originals[0])  # multiprocessing keeps a folder from here on
    begun = time.monotonic()
    results: list[_Result] = []
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        try:
            with ThreadPoolExecutor(workers) as pool:
                for result in pool.map(partial(_try, originals, seed), range(files)):
                    results.append(result)
                    if len(results) % _PROGRESS == 0:
                        spent = time.monotonic() - begun
                        print(f"{len(results)} of {files}, {spent:.0f} s", file=sys.stderr)
            left = len(list(Path(folder).iterdir()))
        finally:
            tempfile.tempdir = None
    _print(results, seed, left, time.monotonic() - begun)


def _try(originals: Sequence[bytes], seed: int, number: int) -> _Result:
    rng = random.Random(f"{seed}/{number}")  # noqa: S311 - whatever the order of the workers
    damaged = mutate(rng.choice(originals), rng)
    begun = time.monotonic()
    return _Result(_outcome(damaged), time.monotonic() - begun)


def _print(results: Sequence[_Result], seed: int, left: int, seconds: float) -> None:
    print(f"{len(results)} damaged files, seed {seed}\n\n| outcome | files |\n|---|---|")
    for outcome, count in Counter(result.outcome for result in results).most_common():
        print(f"| {outcome} | {count} |")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    slowest = max(result.seconds for result in results)
    print(f"\nslowest {slowest:.1f} s (limit {_LIMITS.file_seconds:.0f} s, and "
          f"{_LIMITS.page_seconds:.0f} s a page); {seconds / len(results):.2f} s a file; "
          f"files left behind {left}; caller {own:.0f} MiB at most")  # fmt: skip


def _originals() -> Iterator[bytes]:
    """Yield the samples, and one of them in the formats of phones and portals."""
    paths = sorted(p for p in _SAMPLES.iterdir() if p.suffix in {".pdf", ".jpg", ".tiff"})
    yield from (path.read_bytes() for path in paths)
    with Image.open(_SAMPLES / "cong-van.jpg") as picture:
        small = picture.resize(_SMALL)
    members = {kind: io.BytesIO() for kind in ("PNG", "WEBP", "HEIF")}
    for kind, buffer in members.items():
        small.save(buffer, kind)
        yield buffer.getvalue()
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as packed:
        for kind, buffer in members.items():
            packed.writestr(f"{kind}.bin", buffer.getvalue())
    yield bundle.getvalue()


def _outcome(data: bytes) -> str:
    try:
        pages = sum(1 for _ in bounded_page_images(receive(data, "fuzz"), _LIMITS))
    except InputError as refusal:
        return refusal.code
    return "read, all pages" if pages else "read, no page"
