"""Runs the kinds and prints one line for each."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from benchmarks.files import makers
from benchmarks.files.judge import Judgement, Mark, judged
from benchmarks.files.kinds import KINDS, Kind, Made
from benchmarks.files.product import Product

__all__ = ["run", "tried"]


def run(arguments: argparse.Namespace) -> None:
    """Print the verdicts, and end with 1 if any is WRONG."""
    makers.load()
    chosen = [kind for kind in KINDS if arguments.only.lower() in kind.name.lower()]
    part, parts = map(int, arguments.part.split("/"))
    chosen = chosen[part - 1 :: parts]
    counts: Counter[Mark] = Counter()
    kept = []
    with Product() as product:
        for kind in chosen:
            for number in range(arguments.each):
                made, verdict = tried(product, kind, arguments.seed + number)
                counts[verdict.mark] += 1
                kept.append({"kind": kind.name, "setting": made.setting, **asdict(verdict)})
                _print(kind, made, verdict)
                if arguments.keep and verdict.mark is not Mark.RIGHT:
                    _keep(arguments.keep, kind, arguments.seed + number, made)
    print("\n" + ", ".join(f"{counts[mark]} {mark}" for mark in Mark))
    if arguments.json:
        arguments.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")
    sys.exit(1 if counts[Mark.WRONG] else 0)


def tried(product: Product, kind: Kind, seed: int) -> tuple[Made, Judgement]:
    """Make a file of a kind, take it in, and judge what came of it."""
    made = kind.make(random.Random(f"{kind.name} {seed}"))  # noqa: S311
    outcome = product.digitise(made.data, kind.name, reads=made.reads)
    return made, judged(made, outcome)


def _print(kind: Kind, made: Made, verdict: Judgement) -> None:
    name = f"{kind.name} ({made.setting})" if made.setting else kind.name
    row = f"{verdict.mark:<6} {name}: {verdict.fate}"
    print("; ".join((row, *verdict.differs)), flush=True)


def _keep(folder: Path, kind: Kind, seed: int, made: Made) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    Path(folder, f"{kind.name.replace(' ', '-').replace('/', '-')}-{seed}").write_bytes(made.data)
