"""Writes docs/benchmarks.md and its charts from the figures of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from benchmarks.world.score import SURE

__all__ = ["TITLES", "report"]

TITLES: Final = {
    "scan_nd96_2016": "decree, 1-bit scan",
    "scan_luat_cu_tru_2020": "law, poor 1-bit scan",
    "scan_stamped_pages": "pages with seals",
    "born_digital": "rendered laws",
    "forms_templates": "blank forms",
    "drawn, clean": "drawn papers, clean",
    "drawn, scan": "drawn papers, scanned",
    "drawn, poor": "drawn papers, poor scan",
}
"""The sets by their keys."""
_NONE: Final = "–"

_Row = dict[str, Any]


def report(run: dict[str, Any]) -> str:
    """Return the document.

    Args:
        run: What `benchmarks.world.run.compare` found.
    """
    return "\n".join(_lines(run)) + "\n"


def _lines(run: dict[str, Any]) -> Iterator[str]:
    pages = sum(run["pages"].values())
    yield f"""# Benchmarks

`make bench` compares this product with other programs: the same pages, the same run, every program
started as its users start it and measured from outside. It writes this page, its charts and
[the raw figures](benchmarks.json). `make bench BENCH='--pages 10 --drawn 10'` takes more pages.

The other programs are no part of the product. RapidOCR and OCRmyPDF are installed into an
environment of their own (`.venv-peers`); Tesseract and Ghostscript are taken from `PATH`, and
what is missing is left out.

CPU seconds grow on a machine that is busy with other work: compare the programs within one run, not
runs with each other. What a program prepares while it reads its first pages counts for the page,
so a run of few pages shows more than a long one.

This run: commit {run["commit"]}, {run["machine"]},
{pages} pages ({_pages_of(run)}).
"""
    if run["left_out"]:
        yield "Left out: " + "; ".join(run["left_out"]) + ".\n"
    yield from _cost(run)
    yield from _errors(run)
    yield from _confidence(run)


def _pages_of(run: dict[str, Any]) -> str:
    return "; ".join(f"{TITLES.get(kind, kind)}: {count}" for kind, count in run["pages"].items())


def _cost(run: dict[str, Any]) -> Iterator[str]:
    yield """## Cost and what comes out

CPU is user and system time of the whole process tree. *Start* is what a program costs before its
first page, once per process; Tesseract loads its model again for every page, so its start is part
of the page. Memory is the peak of all processes together. motlan takes each page the whole way
(received, judged, read, classified, two signed files stored, indexed); OCRmyPDF (`-l vie --deskew
--output-type pdfa-2`) gets all pages in one file; Tesseract writes a table of words and a PDF;
RapidOCR returns text.

| program | CPU s/page | start, CPU s | memory, MiB | bytes out / in | PDF/A | signed | refused |
|---|---|---|---|---|---|---|---|"""
    for row in run["products"]:
        files, out = row["files"], _NONE
        if files:
            out = f"{row['bytes_out'] / row['bytes_in']:.2f}"
        yield (
            f"| {row['name']} {row['version']} | {row['page_cpu']:.2f} | {row['start_cpu']:.1f} "
            f"| {row['peak_mib']} | {out} | {_of(row['pdfa'], files)} "
            f"| {_of(row['signed'], files)} | {len(row['refused'])} |"
        )
    yield """
PDF/A is judged by the independent validator of [sealing](sealing.md), signatures by the product's
verifier.

![CPU seconds a page](images/benchmarks-cost.svg)
"""


def _of(count: int, files: int) -> str:
    if not files:
        return _NONE
    return f"{'yes' if count == files else 'no'} ({count} of {files} files)"


def _errors(run: dict[str, Any]) -> Iterator[str]:
    yield """## Character errors

Percent of the characters, with all diacritics / without them. Where the truth has the lines of
the page, each is compared with the nearest neighbouring pieces of a row; otherwise the page is
compared as a whole, so the order of reading counts. OCRmyPDF's text is what `pdftotext` finds in
its file.
"""
    yield from _table(
        run, lambda score: f"{100 * score['errors']:.2f} / {100 * score['bare_errors']:.2f}"
    )
    yield "\n![Character errors](images/benchmarks-errors.svg)\n"


def _confidence(run: dict[str, Any]) -> Iterator[str]:
    yield f"""## Confident errors

Words that stand differently on the paper, of a thousand words of which the program was sure
(confidence of at least {SURE}), and in brackets the share of its words of which it was sure.
RapidOCR's confidence is that of the line. OCRmyPDF's file holds no confidences.
"""

    def told(score: dict[str, Any]) -> str:
        if score["sure"] is None:
            return _NONE
        return f"{score['sure_wrong']:.1f} ({score['sure']:.0%})"

    yield from _table(run, told)


def _table(run: dict[str, Any], cell: Callable[[dict[str, Any]], str]) -> Iterator[str]:
    yield f"| set | {' | '.join(row['name'] for row in run['products'])} |"
    yield "|---" * (1 + len(run["products"])) + "|"
    for kind in run["pages"]:
        cells = (cell(row["sets"][kind]) for row in run["products"])
        yield f"| {TITLES.get(kind, kind)} | {' | '.join(cells)} |"
