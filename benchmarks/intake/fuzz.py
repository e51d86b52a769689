"""Damages the shipped samples and counts what comes of them."""

from __future__ import annotations

import io
import random
import resource
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from benchmarks.intake.mutations import mutate
from pipeline.bounded import bounded_page_images
from pipeline.errors import InputError
from pipeline.limits import Limits
from pipeline.receive import receive

__all__ = ["fuzz"]

_SAMPLES = Path(__file__).parents[2] / "samples" / "data"
_LIMITS = Limits(render_seconds=15, decoder_seconds=15, file_seconds=20, pages=50)
_SMALL = 827, 1169


def fuzz(files: int, seed: int) -> None:
    """Print a table of outcomes; any error but a refusal with a code ends the run."""
    originals = list(_originals())
    rng = random.Random(seed)  # noqa: S311 - the same files in every run
    _outcome(originals[0], "first")  # multiprocessing keeps a folder from here on
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        for _ in range(files):
            original = rng.choice(originals)
            begun = time.monotonic()
            outcomes[_outcome(mutate(original, rng), "fuzz")] += 1
            slowest = max(slowest, time.monotonic() - begun)
        left = len(list(Path(folder).iterdir()))
        tempfile.tempdir = None
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{files} damaged files, seed {seed}\n\n| outcome | files |\n|---|---|")
    for outcome, count in outcomes.most_common():
        print(f"| {outcome} | {count} |")
    print(f"\nslowest {slowest:.1f} s; files left behind {left}; caller {own:.0f} MiB")


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


def _outcome(data: bytes, name: str) -> str:
    try:
        pages = sum(1 for _ in bounded_page_images(receive(data, name), _LIMITS))
    except InputError as refusal:
        return refusal.code
    return "read, all pages" if pages else "read, no page"
