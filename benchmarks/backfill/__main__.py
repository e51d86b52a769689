"""`python -m benchmarks.backfill chaos|cost|simulate`: see docs/backfill.md and docs/sizing.md."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks.backfill.chaos import ChaosResult, run_chaos


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    chaos = commands.add_parser("chaos", help="kill workers, server and store; count the papers")
    chaos.add_argument("--papers", type=int, default=2000)
    chaos.add_argument("--pages", type=int, default=24, help="how many of them are full pages")
    chaos.add_argument("--kills", type=int, default=20)
    chaos.add_argument("--shard", type=int, default=200)
    chaos.add_argument("--seed", type=int, default=1)
    chaos.add_argument("--folder", type=Path, help="empty; kept afterwards")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped
    with tempfile.TemporaryDirectory(prefix="motlan-backfill-") as temporary:
        folder = options.folder or Path(temporary)
        result = run_chaos(
            folder,
            options.papers,
            options.kills,
            pages=options.pages,
            shard=options.shard,
            seed=options.seed,
        )
        (folder / "result.json").write_text(result.as_json(), encoding="utf-8")
        _show(result)
    if not result.right:
        raise SystemExit(1)


def _show(result: ChaosResult) -> None:
    out = sys.stdout.write
    killed = ", ".join(f"{count} x {kind}" for kind, count in sorted(result.kills.items()))
    out(f"{result.papers} papers, killed: {killed}\n")
    out(f"{result.seconds:.0f} s, {result.cpu_seconds:.0f} CPU s in settled papers, ")
    out(f"{result.submissions} runs submitted\n\n")
    for name, count in result.found.items():
        out(f"  {name:36s} {count:6d}\n")
    out("\nthe same again\n")
    for name, value in result.again.items():
        out(f"  {name:36s} {value!s:>6s}\n")
    out(f"\n{'RIGHT' if result.right else 'WRONG'}\n")


if __name__ == "__main__":
    main()
