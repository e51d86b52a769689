"""One installation opens each part once, and one database an address."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from api.process.serve import opened_services
from app.installation import App
from app.settings import Settings
from storage.database import Database
from web.office import make_office


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many databases were opened at each address."""
    found: Counter[str] = Counter()
    begin = Database.__init__

    def count(self: Database, url: str | Path) -> None:
        found[Path(url).name] += 1
        begin(self, url)

    monkeypatch.setattr(Database, "__init__", count)
    return found


def test_pages_interface_and_backfill_share_their_databases(
    tmp_path: Path, opened: Counter[str]
) -> None:
    with App.open(Settings(home=tmp_path)) as app, opened_services(app) as services:
        office = make_office(services)
        _ = (app.archive, app.audit, app.desk, app.accounts, app.dossiers, app.receipts)
        _ = (app.lookups, app.figures, app.batches, app.batch_figures, app.pace)
        assert office.app is services.app is app
        assert app.desk.database is app.ledger.database is app.batches.database
        assert app.archive.ledger is app.ledger
    assert opened == {"ledger.sqlite": 1, "index.sqlite": 1, "audit.sqlite": 1}


def test_one_address_is_one_database(tmp_path: Path, opened: Counter[str]) -> None:
    settings = Settings(home=tmp_path, index=str(tmp_path / "all.sqlite"))
    with App(settings) as app:
        assert app.index.database is app.ledger.database is app.audit.database
    assert opened == {"all.sqlite": 1}


def test_a_part_that_there_is_not_cannot_be_handed_in(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="raeder"):
        App(Settings(home=tmp_path), raeder=None)
