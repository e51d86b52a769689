"""The same paper twice is noticed, and nothing that is only alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schemas.record.paper import PageInfo, PaperRecord
from storage.database import Database
from storage.papers.search.index import PaperIndex
from storage.papers.search.similar_pages import MAX_DISTANCE
from tests.storage.records import decision, paper_id

KEY = "0f" * 32


def flipped(key: str, bits: int) -> str:
    """Change single bits, spread so that as few bands as possible stay the same."""
    value = int(key, 16)
    for i in range(bits):
        value ^= 1 << (i * 16 % 256 + i // 16)
    return f"{value:064x}"


def pictured(number: int, key: str | None) -> PaperRecord:
    page = PageInfo(number=1, width=10, height=10, dpi=200, picture_key=key)
    return decision(number).model_copy(update={"pages": (page,)})


@pytest.fixture
def index(database_url: str) -> Iterator[PaperIndex]:
    index = PaperIndex(Database(database_url))
    yield index
    index.database.close()


def why(index: PaperIndex, record: PaperRecord) -> dict[str, str]:
    return {found.paper_id: found.why for found in index.duplicates(record)}


@pytest.mark.parametrize(("bits", "same"), [(0, True), (MAX_DISTANCE, True), (16, False)])
def test_a_picture_is_known_again_within_a_few_bits(
    index: PaperIndex, bits: int, same: bool
) -> None:
    index.put(pictured(1, KEY), pictured(2, None))
    expected = {paper_id(1): "same_picture"} if same else {}
    assert why(index, pictured(3, flipped(KEY, bits))) == expected


def test_a_paper_is_no_duplicate_of_itself(index: PaperIndex) -> None:
    index.put(pictured(1, KEY))
    index.put(pictured(1, KEY))
    assert why(index, pictured(1, KEY)) == {}


def test_the_same_paper_scanned_again_is_found_by_what_it_says(index: PaperIndex) -> None:
    index.put(decision(1), decision(2))
    again = decision(1).model_copy(update={"paper_id": paper_id(9)})
    assert why(index, again) == {paper_id(1): "same_paper"}
    fields = dict(again.fields)
    fields["issued_on"] = fields["issued_on"].model_copy(update={"value": "1999-01-01"})
    other = again.model_copy(update={"fields": fields})
    assert why(index, other) == {}


def test_a_rebuild_forgets_pictures_of_papers_that_are_gone(index: PaperIndex) -> None:
    index.put(pictured(1, KEY), pictured(2, flipped(KEY, 100)))
    index.rebuild([pictured(2, flipped(KEY, 100))])
    assert why(index, pictured(3, KEY)) == {}
    assert set(why(index, pictured(3, flipped(KEY, 100)))) == {paper_id(2)}
