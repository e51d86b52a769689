"""The short form of `python -m benchmarks.files`: a few kinds of hard files, from bytes to seal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.files import makers
from benchmarks.files.judge import Mark
from benchmarks.files.kinds import KINDS
from benchmarks.files.product import Product
from benchmarks.files.run import tried

makers.load()
_BY_NAME = {kind.name: kind for kind in KINDS}
_TRIED = (
    "JPEG turned by its tag",
    "JPEG with a lost block",
    "JPEG with a lost block, restart markers",
    "JPEG with the end of another picture",
    "PNG with rows that are missing",
    "WebP with a lost block",
    "HEIC with a lost block",
    "receipt of 20 m",
    "picture of one pixel",
    "TIFF whose second page is lost",
    "TIFF with strips behind its end",
    "zip with an empty file",
    "zip whose directory leaves out a page",
    "scan PDF with text that nobody sees",
    "portfolio",
)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with Product() as product:
        yield product


@pytest.mark.parametrize("name", _TRIED)
def test_a_hard_file_is_treated_rightly(name: str, product: Product) -> None:
    made, verdict = tried(product, _BY_NAME[name], seed=1)
    assert verdict.mark is Mark.RIGHT, (made.setting, verdict)


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len(_BY_NAME) == len(KINDS)
