from __future__ import annotations

from dataclasses import replace

import pytest

from app.backfill.planning.sizing import DEFAULT_COSTS, Demand, size
from benchmarks.backfill.simulate import play


def test_the_model_multiplies() -> None:
    small = size(Demand(papers=100_000, machines=2))
    assert size(Demand(papers=200_000, machines=2)).days == pytest.approx(2 * small.days, rel=0.01)
    assert size(Demand(papers=100_000, machines=4)).days == pytest.approx(small.days / 2)
    pages = size(Demand(papers=100_000, machines=2, pages=2))
    assert pages.storage_tib == pytest.approx(2 * small.storage_tib)
    assert pages.core_seconds < 2 * small.core_seconds  # what is around reading is not doubled


def test_small_shards_cost_more_around_reading() -> None:
    small, large = (size(Demand(papers=10**6, shard=n)).orchestration for n in (100, 5000))
    assert small > 0.1 > 0.05 > large


def test_playing_comes_out_near_the_model_and_never_below() -> None:
    demand = Demand(papers=200_000, machines=4, cores=4, shard=1000, busy=1.0)
    page = DEFAULT_COSTS.page_cpu
    played = play(demand, DEFAULT_COSTS, [page / 3, page, page * 5 / 3])
    model = size(demand)
    assert played.core_seconds == pytest.approx(model.core_seconds, rel=0.02)
    assert 1.0 <= played.seconds / (model.days * 86_400) < 1.1
    assert 0 <= played.idle < 0.1


def test_readers_idle_where_a_shard_is_too_small_for_them() -> None:
    demand = Demand(papers=2_000, machines=2, cores=16, shard=20, busy=1.0)
    costs = replace(DEFAULT_COSTS, loading_cpu=0.0, run_cpu=0.0)
    assert play(demand, costs, [6.0]).idle > 0.3
