"""Draws the charts: horizontal bars, one group for each set of pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from benchmarks.world.report import TITLES

__all__ = ["cost_chart", "error_chart"]

_WIDTH, _LABELS, _ROOM = 860, 210, 70
_BAR, _GAP, _HEAD = 15, 12, 44
_COLOURS: Final = ("#1f5a96", "#c7782b", "#7a9a3a", "#4f7d57", "#8a5a9b", "#7b7b7b")
_STYLE: Final = """
  text { font: 12px sans-serif; fill: #1b2a3a; }
  .title { font-weight: bold; font-size: 14px; }
  .name { text-anchor: end; }
"""

_Group = tuple[str, Mapping[str, float]]


def cost_chart(run: Mapping[str, Any]) -> str:
    """Return the chart of CPU seconds a page."""
    costs = {row["name"]: row["page_cpu"] for row in run["products"]}
    return _chart("CPU seconds a page", [("", costs)], "{:.2f}")


def error_chart(run: Mapping[str, Any]) -> str:
    """Return the chart of character errors, set by set."""
    groups = [
        (
            TITLES.get(kind, kind),
            {row["name"]: 100 * row["sets"][kind]["errors"] for row in run["products"]},
        )
        for kind in run["pages"]
    ]
    return _chart("Character errors, percent", groups, "{:.2f}")


def _chart(title: str, groups: Sequence[_Group], form: str) -> str:
    longest = max((value for _, bars in groups for value in bars.values()), default=0.0) or 1.0
    names = list(groups[0][1]) if groups else []
    height = _HEAD + sum(len(bars) * _BAR + _GAP for _, bars in groups) + _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text class="title" x="12" y="20">{escape(title)}</text>',
        *(_legend(names) if len(groups) > 1 else ()),
        *_bars(groups, longest, form),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _legend(names: Sequence[str]) -> Iterator[str]:
    across = 12
    for name, colour in zip(names, _COLOURS, strict=False):
        yield f'<rect x="{across}" y="29" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="{across + 15}" y="38">{escape(name)}</text>'
        across += 35 + 7 * len(name)


def _bars(groups: Sequence[_Group], longest: float, form: str) -> Iterator[str]:
    down = _HEAD + _GAP
    scale = (_WIDTH - _LABELS - _ROOM) / longest
    for label, bars in groups:
        if label:
            middle = down + len(bars) * _BAR / 2 + 4
            yield f'<text class="name" x="{_LABELS - 10}" y="{middle:.0f}">{escape(label)}</text>'
        for (name, value), colour in zip(bars.items(), _COLOURS, strict=False):
            width = max(1.0, value * scale)
            if not label:
                yield f'<text class="name" x="{_LABELS - 10}" y="{down + 11}">{escape(name)}</text>'
            yield (
                f'<rect x="{_LABELS}" y="{down}" width="{width:.1f}" height="{_BAR - 2}" '
                f'fill="{colour}"><title>{escape(name)}</title></rect>'
            )
            yield f'<text x="{_LABELS + width + 5:.1f}" y="{down + 11}">{form.format(value)}</text>'
            down += _BAR
        down += _GAP
