"""SVG charts rendered on the server: geometry here, markup in `templates/chart.html`.

Each chart has a title and a sentence for people who cannot see it, and is shown next to the table
of its figures. Colours come from the style sheet: the content policy of the pages forbids inline
styles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Bar", "Chart", "Tick", "columns"]

_WIDTH, _HEIGHT = 720.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 8.0, 10.0, 26.0
_GAP = 0.25
"""Share of a group's width that is left as a gap."""
_MOST_LABELS = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in units of the SVG."""

    x: float
    y: float
    width: float
    height: float
    series: int
    told: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick of an axis: position and label."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        title: Title.
        summary: Its content as a sentence with figures.
        series: Names of the series, one per colour.
        bars: All bars.
        across: Ticks of the horizontal axis.
        up: Ticks of the vertical axis.
    """

    title: str
    summary: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: float = _WIDTH
    height: float = _HEIGHT
    left: float = _LEFT
    right: float = _WIDTH - _RIGHT
    base: float = _HEIGHT - _BOTTOM


def columns(
    title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]
) -> Chart:
    """Build a chart of grouped columns.

    Args:
        title: Title.
        labels: One label per group.
        series: Name of each series and one value per group.
    """
    top = _round_up(max((v for _, values in series for v in values), default=0))
    scale = (_HEIGHT - _TOP - _BOTTOM) / top
    group = (_WIDTH - _LEFT - _RIGHT) / max(1, len(labels))
    width = group * (1 - _GAP) / max(1, len(series))
    bars = tuple(
        Bar(
            x=round(_LEFT + place * group + group * _GAP / 2 + number * width, 1),
            y=round(_HEIGHT - _BOTTOM - value * scale, 1),
            width=round(max(1.0, width - 1), 1),
            height=round(value * scale, 1),
            series=number,
            told=f"{labels[place]}: {name} {value}",
        )
        for number, (name, values) in enumerate(series)
        for place, value in enumerate(values)
        if value
    )
    step = math.ceil(len(labels) / _MOST_LABELS) if labels else 1
    across = tuple(
        Tick(round(_LEFT + (place + 0.5) * group, 1), labels[place])
        for place in range(0, len(labels), step)
    )
    up = tuple(
        Tick(round(_HEIGHT - _BOTTOM - part * top / 4 * scale, 1), f"{part * top // 4}")
        for part in range(5)
    )
    told = "; ".join(f"{name} tổng cộng {sum(values)}" for name, values in series)
    names = tuple(name for name, _ in series)
    return Chart(title, f"{title}: {told}.", names, bars, across, up)


def _round_up(value: int) -> int:
    """Round up to a number that four steps divide evenly: 4, 8, 20, 40, 80, 200 and so on."""
    tens = 1
    while True:
        for size in (4 * tens, 8 * tens, 20 * tens):
            if size >= value:
                return size
        tens *= 10
