"""`python -m benchmarks.backfill chaos|recount|cost|simulate`: see docs/backfill.md, sizing.md."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from app.backfill.planning.plan import SHARD_SIZE
from benchmarks.backfill.chaos import ChaosResult, run_chaos
from benchmarks.backfill.cost import CostResult, measure_cost
from benchmarks.backfill.recount import recount
from benchmarks.backfill.simulate import check, read_measured, table


def main() -> None:
    """Run one of the measurements."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped
    if options.command == "simulate":
        measured = read_measured(options.measured)
        sys.stdout.writelines(check(measured))
        sys.stdout.write("\n")
        sys.stdout.writelines(table(measured, options.papers))
        return
    if options.command == "recount":
        for name, count in recount(options.folder).items():
            sys.stdout.write(f"  {name:36s} {count:6d}\n")
        return
    with tempfile.TemporaryDirectory(prefix="motlan-backfill-") as temporary:
        folder = options.folder or Path(temporary)
        if options.command == "cost":
            _cost(options, folder)
        else:
            _chaos(options, folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    chaos = commands.add_parser("chaos", help="kill workers, server and store; count the papers")
    chaos.add_argument("--papers", type=int, default=2000)
    chaos.add_argument("--pages", type=int, default=24, help="how many of them are full pages")
    chaos.add_argument("--kills", type=int, default=20)
    chaos.add_argument("--shard", type=int, default=200)
    chaos.add_argument("--seed", type=int, default=1)
    again = commands.add_parser("recount", help="count what the store of a chaos run holds")
    again.add_argument("--folder", type=Path, required=True, help="kept by `chaos --folder`")
    cost = commands.add_parser("cost", help="CPU of a page, by step, beside OCRmyPDF")
    cost.add_argument("--pages", type=int, default=8)
    cost.add_argument("--ocrmypdf", help="program to compare with")
    cost.add_argument("--json", type=Path, help="write everything into this file, too")
    for command in (chaos, cost):
        command.add_argument("--folder", type=Path, help="empty; kept afterwards")
    simulate = commands.add_parser("simulate", help="play ten million papers through")
    simulate.add_argument("--measured", type=Path, required=True, help="what `cost --json` wrote")
    simulate.add_argument("--papers", type=int, default=10_000_000)
    return parser.parse_args()


def _chaos(options: argparse.Namespace, folder: Path) -> None:
    result = run_chaos(
        folder,
        options.papers,
        options.kills,
        pages=options.pages,
        shard=options.shard,
        seed=options.seed,
    )
    (folder / "result.json").write_text(result.as_json(), encoding="utf-8")
    _show_chaos(result)
    if not result.right:
        raise SystemExit(1)


def _cost(options: argparse.Namespace, folder: Path) -> None:
    result = measure_cost(folder, options.pages, options.ocrmypdf)
    if options.json:
        options.json.write_text(result.as_json(), encoding="utf-8")
    _show_cost(result)


def _show_chaos(result: ChaosResult) -> None:
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


def _show_cost(result: CostResult) -> None:
    out = sys.stdout.write
    one, two = result.runs
    out(f"{result.pages} full pages, each a paper, CPU seconds a page\n\n")
    whole = sum(result.steps.values())
    for name, seconds in sorted(result.steps.items(), key=lambda step: -step[1]):
        out(f"  {name:24s} {seconds:6.2f}  {seconds / whole:5.1%}\n")
    out(f"  {'sum of the steps':24s} {whole:6.2f}\n")
    for run in result.runs:
        out(f"\n{run.readers} reader(s): {run.cpu_page:.2f} end to end, ")
        out(f"runner {run.cpu_runner:.3f}, loading {run.loading:.1f} a reader, ")
        out(f"wall {run.wall_seconds:.0f} s\n")
        told = " ".join(str(mib) for mib in run.memory[:: max(1, len(run.memory) // 12)])
        out(f"  memory of a reader over time, MiB: {told}\n")
    share = result.orchestration(SHARD_SIZE)
    out(f"\norchestration: {share:.2%} with shards of {SHARD_SIZE} ")
    out(f"(start of a flow run {result.flow_start:.1f}); goal below 5 %\n")
    out(f"1 to 2 readers: {one.wall_seconds / two.wall_seconds:.2f} times as fast, ")
    out(f"{two.cpu_page / one.cpu_page:.2f} times the CPU a page\n")
    out(f"bytes a page: {result.bytes_in / result.pages / 1000:.0f} kB in, ")
    out(f"{result.bytes_stored / result.pages / 1000:.0f} kB stored\n")
    if result.ocrmypdf and result.distance:
        out(f"\nOCRmyPDF -l vie --deskew --output-type pdfa-2: {result.ocrmypdf:.2f}\n")
        out(f"goal: half of it, {result.ocrmypdf / 2:.2f}; ")
        out(f"here {one.cpu_page:.2f}, {result.distance:.2f} times the goal\n")


if __name__ == "__main__":
    main()
