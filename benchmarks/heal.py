"""`python -m benchmarks.heal`: harms objects of a store, and counts what is found and mended.

Every kind of object of a folder store is corrupted, deleted, swapped, edited together with its
hash, or robbed of its hash; then `scrub` mends the store from its replica.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from app.installation import App
from app.papers.life.upkeep import scrub
from app.papers.replica import replicate
from app.settings import Settings
from storage.objects.local import LocalStore
from tests.app.papers.damage import harm
from tests.app.papers.test_replica import BY, fill


def main() -> None:
    """Print a table: what was done, how many objects, how many found, how many mended."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.heal", description=__doc__)
    parser.add_argument("--objects", type=int, default=200, help="how many are harmed")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", replica=f"{folder}/replica")
        with App(settings) as app:
            assert isinstance(app.store, LocalStore)
            fill(app, max(5, chosen.objects // 3))
            replicate(app, BY)
            whole = {key: app.store.get(key) for key in app.store.list()}
            done = harm(app.store, sorted(whole)[: chosen.objects], chosen.seed)
            started = time.monotonic()
            findings = {f.key: f for f in scrub(app, BY, app.replica).report.findings}
            seconds = time.monotonic() - started
            same = {key for key, data in whole.items() if _reads(app.store, key, data)}
            print("| done | objects | found | mended |\n|---|---|---|---|")
            for how, count in sorted(Counter(each.how for each in done).items()):
                keys = {each.key for each in done if each.how == how}
                found = len(keys & set(findings))
                print(f"| {how} | {count} | {found} | {len(keys & same)} |")
            left = scrub(app, BY, app.replica).report.findings
            print(f"{len(done)} harmed, {len(left)} findings left, {seconds:.1f} s")


def _reads(store: LocalStore, key: str, data: bytes) -> bool:
    return store.stat(key) is not None and store.get(key) == data


if __name__ == "__main__":
    main()
