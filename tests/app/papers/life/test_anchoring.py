"""The audit chain vouches for the hashes of records: store and ledger changed alike are told."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.acting import Caller
from app.installation import App
from app.papers.life.anchoring import anchor_records, broken_anchors
from app.papers.life.upkeep import reindex, scrub
from app.settings import Settings
from schemas.record.paper import RenditionKind
from storage.audit.chain import Action
from storage.papers.archive import PaperFile
from tests.storage.records import decision, original, paper_id, searchable

BY = Caller("an", purpose="kiểm thử")


@pytest.fixture
def shop(tmp_path: Path) -> App:
    app = App(Settings(home=tmp_path))
    for number in (1, 2, 3):
        record = decision(number)
        file = PaperFile(RenditionKind.SEARCHABLE, searchable(record))
        app.archive.save(record, original(number), [file])
    return app


def test_each_record_is_anchored_once(shop: App) -> None:
    assert anchor_records(shop) == 3
    assert anchor_records(shop) == 0
    shop.archive.revise(shop.archive.load(paper_id(1)).model_copy(update={"version": 2}))
    assert anchor_records(shop) == 1
    assert len(shop.audit.entries_of(Action.RECORDS)) == 2
    assert list(broken_anchors(shop)) == []
    assert shop.audit.verify().intact


def test_a_ledger_that_was_changed_with_the_store_is_told(shop: App) -> None:
    assert scrub(shop, BY).intact
    with shop.ledger.database.write() as connection:
        connection.execute(
            sa.text("UPDATE changes SET record_sha256 = :h WHERE paper_id = :p"),
            {"h": "0" * 64, "p": paper_id(2)},
        )
    (broken,) = broken_anchors(shop)
    assert (broken.first, broken.last) == (1, 3)
    assert not scrub(shop, BY).intact


def test_a_record_that_says_something_else_than_was_signed_is_refused(tmp_path: Path) -> None:
    with App(Settings(home=tmp_path)) as app:
        file = PaperFile(RenditionKind.SEARCHABLE, searchable(decision(2)))
        app.archive.save(decision(1), original(1), [file])
        assert not scrub(app, BY).intact
        assert reindex(app, BY).refused == (paper_id(1),)
