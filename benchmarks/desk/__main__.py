"""A stack of papers from drop to signed by keyboard alone, in a real browser.

    python -m benchmarks.desk [--papers 10] [--seed 11] [--grade scan]

The clerk of this measurement knows what stands on each paper: a doubtful field is accepted with
Enter if the machine read it correctly, and typed again if it did not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from schemas.papers.registry import paper_type
from schemas.presentation.display import shown
from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskState, EventKind
from storage.objects.port import sha256_of
from tests.web import site as sites
from tests.web.keys import Hands
from tests.web.site import Site

_DOSSIER = "H26.12-261122-0900"
_FOCUSED = "[document.activeElement.name, document.activeElement.value]"


def main() -> int:
    """Measure and print; 1 where a paper was not signed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=10)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--grade", choices=("clean", "scan", "poor"), default="scan")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="motlan-desk-") as name:
        folder = Path(name)
        files = _draw(folder, chosen.papers, chosen.seed, chosen.grade)
        site = Site(folder / "home")
        site.account("an", Role.OPERATOR)
        site.start()
        try:
            return _measure(site, files)
        finally:
            site.stop()


def _draw(folder: Path, count: int, seed: int, grade: str) -> list[Path]:
    out = folder / "papers"
    options = ["--out", str(out), "--seed", str(seed), "--count", str(count), "--grade", grade]
    subprocess.run([sys.executable, "-m", "samples.generate", *options], check=True)
    return sorted(path for path in out.iterdir() if path.suffix != ".json")


def _measure(site: Site, files: list[Path]) -> int:
    with sites.browser() as browser:
        page = site.visit(browser, "an")
        hands = Hands(page)
        begun = time.monotonic()
        hands.open_dossier(_DOSSIER)
        hands.choose("#files", files)
        page.wait_for_selector(f".paper:nth-child({len(files)})", timeout=600_000)
        page.wait_for_selector('.papers[data-busy="0"]', timeout=1_800_000)
        read = time.monotonic()
        _keep_all(page)
        page.wait_for_selector('.papers[data-busy="0"]', timeout=1_800_000)
        reviewing, at_review = time.monotonic(), hands.count
        hands.press("F8")
        page.wait_for_url("**/kiem-tra/*")
        _review(site, hands, files)
        reviewed, keys = time.monotonic(), hands.count - at_review
        page.wait_for_url("**/ky-va-tra")
        hands.press("F9")
        page.wait_for_url("**/bien-nhan/*", timeout=600_000)
        signed = time.monotonic()
    with site.desk() as desk:
        papers = desk.find(dossier=_DOSSIER)
        waits = [
            event.amount / 1000 / len(paper.pages)
            for paper in papers
            for event in desk.events(paper.paper_id)
            if event.kind is EventKind.READ
        ]
    done = sum(paper.state is DeskState.SIGNED for paper in papers)
    print(f"papers signed                  {done:6d} of {len(files)}")
    print(f"seconds, drop to all read      {read - begun:6.1f}")
    middle, worst = _quantile(waits, 0.5), _quantile(waits, 0.95)
    print(f"  p50, p95 of reading a page   {middle:6.2f} {worst:6.2f}")
    print(f"seconds of review              {reviewed - reviewing:6.1f}  (no human pauses)")
    print(f"seconds of signing             {signed - reviewed:6.1f}")
    print(f"keystrokes of review a paper   {keys / len(files):6.1f}")
    print(f"keystrokes altogether a paper  {(hands.count) / len(files):6.1f}")
    return 0 if done == len(files) else 1


def _keep_all(page: Page) -> None:
    """Use pages that are told to be scanned again: these papers cannot be scanned again."""
    for button in page.locator('[data-do="van-dung"]').all():
        button.press("Enter")
        page.wait_for_timeout(500)


def _review(site: Site, hands: Hands, files: list[Path]) -> None:
    truth = {sha256_of(f.read_bytes()): json.loads(_beside(f).read_text("utf-8")) for f in files}
    page = hands.page
    while "/kiem-tra/" in page.url:
        here = page.url
        known = truth[here.rsplit("/", 1)[1]]
        page.wait_for_selector("#left:not(:empty)")
        while page.locator("li[data-ask]:not(.settled)").count():
            name, text = page.evaluate(_FOCUSED)
            right = _right(known, name)
            if right and right != text:
                hands.type(right)
            elif right is not None and text and not right:
                hands.press("Delete")
            hands.press("Enter")
        hands.press("Enter")
        page.wait_for_function("here => location.href !== here", arg=here)


def _beside(file: Path) -> Path:
    return file.with_suffix(".json")


def _right(known: dict[str, object], name: str) -> str | None:
    """Return what stands on the paper; None where the paper was taken for another type."""
    model, fields = paper_type(str(known["paper_type"])), known["fields"]
    if model is None or not isinstance(fields, dict) or name not in model.specs():
        return None
    return shown(model.specs()[name].kind, fields.get(name))


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    raise SystemExit(main())
