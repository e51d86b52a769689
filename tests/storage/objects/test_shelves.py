from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.record.paper import PaperRecord, RenditionKind
from storage.database import Database
from storage.objects.keys import original_key
from storage.objects.local import LocalStore
from storage.objects.shelves import Shelves
from storage.papers.archive import PaperArchive, PaperFile
from storage.papers.integrity.scrub import scrub
from storage.papers.ledger import PaperLedger
from storage.papers.search.index import PaperIndex
from tests.storage.records import decision, original, paper_id, reading, record


@pytest.fixture
def shelves(tmp_path: Path) -> Shelves:
    return Shelves(LocalStore(tmp_path / "ordinary"), LocalStore(tmp_path / "restricted"))


@pytest.fixture
def archive(shelves: Shelves, tmp_path: Path) -> Iterator[PaperArchive]:
    ledger = PaperLedger(Database(tmp_path / "l.sqlite"))
    index = PaperIndex(Database(tmp_path / "i.sqlite"))
    yield PaperArchive(shelves, ledger, index)
    ledger.database.close()
    index.database.close()


def save(archive: PaperArchive, paper: PaperRecord, number: int) -> None:
    file = PaperFile(RenditionKind.SEARCHABLE, b"%PDF searchable")
    archive.save(paper, original(number), [file], [reading()])


@pytest.mark.parametrize("paper_type", ["birth_certificate", "unknown", "no-such-type"])
def test_restricted_papers_lie_apart(
    archive: PaperArchive, shelves: Shelves, paper_type: str
) -> None:
    save(archive, record(1, paper_type), 1)
    assert list(shelves.ordinary.list()) == []
    assert len(list(shelves.restricted.list())) == 4


def test_an_unread_original_never_lies_on_the_ordinary_shelf(
    archive: PaperArchive, shelves: Shelves
) -> None:
    save(archive, decision(1), 1)
    assert list(shelves.restricted.list()) == [original_key(paper_id(1))]
    assert len(list(shelves.ordinary.list())) == 3


def test_papers_of_both_shelves_are_found(archive: PaperArchive, tmp_path: Path) -> None:
    save(archive, decision(1), 1)
    save(archive, record(2, "birth_certificate"), 2)
    for number in (1, 2):
        paper = archive.load(paper_id(number))
        assert archive.original(paper_id(number)) == original(number)
        assert archive.file(paper_id(number), paper.renditions[1]) == b"%PDF searchable"
        assert archive.readings(paper_id(number)) == (reading(),)
    assert dict(archive.papers()) == {paper_id(1): 1, paper_id(2): 1}
    fresh = PaperIndex(Database(tmp_path / "fresh.sqlite"))
    assert PaperArchive(archive.store, archive.ledger, fresh).reindex() == 2
    fresh.database.close()
    assert scrub(archive.store, ledger=archive.ledger).findings == ()


def test_a_paper_may_be_found_to_be_restricted_later(
    archive: PaperArchive, shelves: Shelves
) -> None:
    save(archive, decision(1), 1)
    first = archive.load(paper_id(1))
    type_ = first.classification.model_copy(update={"paper_type": "birth_certificate"})
    archive.revise(first.model_copy(update={"version": 2, "classification": type_}))
    assert archive.load(paper_id(1)).classification.paper_type == "birth_certificate"
    assert archive.load(paper_id(1), 1) == first
    assert any(key.endswith("record.v2.json") for key in shelves.restricted.list())
