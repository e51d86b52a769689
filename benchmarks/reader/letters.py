"""Which of the 134 Vietnamese letters a reader knows: lines that hold all of them equally often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

from benchmarks.labels import labelled_lines
from benchmarks.reader.engines import Engine
from benchmarks.reader.score import normal
from training.text.charset import LETTERS

_KNOWN: Final = 0.9
"""Share of right readings from which a letter counts as known."""
_SHOWN: Final = 12


def compare_letters(folder: Path, readers: Sequence[Engine]) -> None:
    """Print how many letters each reader knows, and its worst ones.

    Args:
        folder: What `training.text.spelling` wrote.
        readers: The readers.
    """
    lines = [(path, normal(text)) for path, text in labelled_lines(folder)]
    paths, truths = [path for path, _ in lines], [truth for _, truth in lines]
    print(f"{len(lines)} rendered lines, the letters equally frequent in them\n")
    print("| reader | letters read right % | of 134 letters known | the worst, with % |")
    print("|---|---|---|---|")
    for reader in readers:
        shares = _shares(truths, [normal(text) for text in reader.read(paths)])
        known = sum(share >= _KNOWN for share in shares.values())
        mean = 100 * sum(shares.values()) / len(shares)
        worst = sorted(shares.items(), key=lambda item: item[1])[:_SHOWN]
        shown = ", ".join(f"{letter} {100 * share:.0f}" for letter, share in worst)
        print(f"| {reader.name} | {mean:.1f} | {known} | {shown} |", flush=True)
    print(f"\nknown: right in {_KNOWN:.0%} of the places or more")


def _shares(truths: Sequence[str], texts: Sequence[str]) -> dict[str, float]:
    """Return, for every letter that occurs, how often it was read right, 0 to 1."""
    seen: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for truth, text in zip(truths, texts, strict=True):
        seen.update(truth)
        edits = Levenshtein.editops(truth, text)
        missed.update(truth[edit.src_pos] for edit in edits if edit.tag != "insert")
    return {letter: 1 - missed[letter] / seen[letter] for letter in LETTERS if seen[letter]}
