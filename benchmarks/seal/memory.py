"""`python -m benchmarks.seal.memory FOLDER`: seals one stack and prints what memory it took.

A process of its own, so that only sealing counts: original and readings in memory, the two signed
files on disk until each is handed to the store, here read once.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from pathlib import Path

from pipeline.seal.paper import Signers, seal_paper
from pipeline.seal.signing.authority import TestAuthority
from pipeline.seal.signing.keys import Pkcs12Signer
from schemas.record.paper import PaperRecord
from schemas.record.reading import PageReading

__all__ = ["INPUTS", "peak_mib"]

INPUTS = ("original.pdf", "readings.pickle", "record.json")


def peak_mib() -> float:
    """Return the largest resident size of this process so far, MiB.

    Not from `getrusage`: there the parent's size counts, too, from before the program was loaded.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kibibytes) / 1024


def main() -> None:
    """Seal what lies in a folder; prints JSON: MiB before and at the peak, hashes of the files."""
    folder = Path(sys.argv[1])
    original, readings, record = (folder / name for name in INPUTS)
    authority = TestAuthority.at(folder)
    signers = Signers(
        Pkcs12Signer.from_file(authority.operator), Pkcs12Signer.from_file(authority.agency)
    )
    pages: tuple[PageReading, ...] = pickle.loads(readings.read_bytes())  # noqa: S301 - our own
    data = original.read_bytes()
    before = peak_mib()
    known = PaperRecord.model_validate_json(record.read_text(encoding="utf-8"))
    sealed = seal_paper(data, "application/pdf", pages, known, signers)
    digests = [hashlib.sha256(file.read()).hexdigest() for file in sealed.files.values()]
    whole = digests == [rendition.sha256 for rendition in sealed.renditions[1:]]
    print(json.dumps({"before": before, "peak": peak_mib(), "whole": whole}))


if __name__ == "__main__":
    main()
