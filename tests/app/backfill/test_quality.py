from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.backfill.errors import ManifestError
from app.backfill.reporting.quality import (
    COLUMNS,
    allot,
    clopper_pearson,
    drifts,
    population_stability,
    precision,
    read_sheet,
    wilson,
    write_sheet,
)
from app.backfill.running.pace import Pace
from storage.batches.batches import Batches, BatchKind, ItemState, PlannedItem, Result
from storage.batches.figures import BINS, BatchFigures, Stratum
from storage.database import Database

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_intervals_are_those_of_the_textbooks() -> None:
    """Newcombe 1998, table I: 81 of 263 and 1 of 29."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=1e-4)
    assert clopper_pearson(81, 263) == pytest.approx((0.2527, 0.3676), abs=1e-4)
    assert clopper_pearson(1, 29) == pytest.approx((0.0009, 0.1776), abs=1e-4)
    assert clopper_pearson(0, 20)[1] == pytest.approx(1 - 0.025 ** (1 / 20))


@settings(deadline=None)
@given(counts)
def test_intervals_hold_the_share_and_mirror(pair: tuple[int, int]) -> None:
    right, checked = pair
    for method in (wilson, clopper_pearson):
        low, high = method(right, checked)
        assert 0 <= low <= right / checked + 1e-9
        assert right / checked - 1e-9 <= high <= 1
        mirror = method(checked - right, checked)
        assert (low, high) == pytest.approx((1 - mirror[1], 1 - mirror[0]), abs=1e-9)


def test_drift_is_nought_for_the_same_and_seen_for_another() -> None:
    first = [0] * 10 + [10, 20, 30, 40, 100, 200, 300, 200, 60, 40]
    assert population_stability(first, [3 * n for n in first]) < 0.01
    worse = [*first[5:], *first[:5]]
    found = drifts({0: first, 1: first, 2: worse})
    assert [(d.shard, d.drifted) for d in found] == [(1, False), (2, True)]
    assert drifts({}) == []


def test_every_stratum_is_seen() -> None:
    strata = [
        Stratum("a", needs_review=False, papers=10_000),
        Stratum("b", needs_review=True, papers=40),
        Stratum("c", needs_review=True, papers=2),
    ]
    shares = allot(strata, 120)
    assert shares[strata[0]] > 100
    assert shares[strata[1]] == 10
    assert shares[strata[2]] == 2
    assert allot([], 10) == {}


def row(stratum: str, weight: float, right: str) -> dict[str, str]:
    return {"stratum": stratum, "weight": str(weight), "right": right}


def test_precision_weighs_the_strata() -> None:
    many = [row("a", 100, "1")] * 99 + [row("a", 100, "0")]
    few = [row("b", 1, "0")] * 50 + [row("b", 1, "1")] * 50
    *parts, whole = precision([*many, *few, row("b", 1, "")])
    assert [(p.stratum, p.checked, p.right) for p in parts] == [("a", 100, 99), ("b", 100, 50)]
    assert whole.estimate == pytest.approx((0.99 * 100 + 0.5) / 101)
    assert 0.9 < whole.low < whole.estimate < whole.high < 1
    assert precision([]) == []
    with pytest.raises(ManifestError):
        precision([row("a", 1, "đúng")])


def test_a_sheet_is_private_and_starts_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    written = dict.fromkeys(COLUMNS, "") | {"value": "=1+1", "field": "so", "right": ""}
    assert write_sheet(path, [written]) == 1
    assert path.stat().st_mode & 0o077 == 0
    (read,) = read_sheet(path)
    assert (read["value"], read["field"]) == ("'=1+1", "so")


def test_figures_of_a_batch(tmp_path: Path, batches: Batches) -> None:
    files = [
        PlannedItem(f"{n}.jpg", box=f"H{n // 4}", shelf="A", declared_type="passport")
        for n in range(8)
    ]
    lost = PlannedItem("lost.jpg", box="H1", shelf="A", state=ItemState.MISSING)
    batches.create("b", BatchKind.DIGITIZE, "/", [*files, lost], by="thu", shard_size=4)
    for shard in (0, 1):
        for item in batches.waiting("b", shard)[:3]:
            batches.identify(item, f"{item.number:064x}")
            sure = None if item.number == 0 else 1.0 if shard else 0.5
            found = Result("id_card", item.number % 2 == 0, sure, 2, 3.0)
            batches.settle(item, ItemState.STORED, found)
    batches.park(batches.waiting("b", 0)[0], "E-X", "hỏng")
    figures = BatchFigures(Database(tmp_path / "ledger.sqlite"))
    boxes = figures.boxes("b")
    assert [(b.box, b.items, b.stored, b.parked, b.missing, b.waiting, b.pages) for b in boxes] == [
        ("H0", 4, 3, 1, 0, 0, 6),
        ("H1", 5, 3, 0, 1, 1, 6),
    ]
    (kind,) = figures.types("b")
    assert (kind.paper_type, kind.papers, kind.for_review) == ("id_card", 6, 4)
    assert (kind.declared_otherwise, kind.cpu_seconds) == (6, 18.0)
    assert kind.confidence == pytest.approx(0.8)
    bins = figures.confidences("b")
    assert {shard: (sum(b), b.index(max(b))) for shard, b in bins.items()} == {
        0: (2, BINS // 2),
        1: (3, BINS - 1),
    }
    accepted, doubtful = figures.strata("b")
    assert (accepted.papers, doubtful.papers) == (2, 4)
    drawn = figures.draw("b", doubtful, 2)
    assert [int(d.paper_id, 16) for d in drawn] == [0, 2]
    figures.database.close()


def test_pace_tells_rate_and_time_left() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.note(100, 1000) is None
    now[0] = 10
    assert pace.note(110, 990) is None
    now[0] = 100
    speed = pace.note(200, 900)
    assert speed is not None
    assert speed.per_hour == pytest.approx(3600)
    assert speed.seconds_left == pytest.approx(900)
    now[0] = 5000
    speed = pace.note(200, 900)
    assert speed is not None
    assert math.isclose(speed.per_hour, 3600 * 90 / 4990, rel_tol=0.2)
