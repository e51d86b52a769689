"""Several scans are one paper: what is said of it holds for all of them, and for no other paper."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.acting import Caller
from app.errors import FieldValueError, NoScanError
from app.installation import App
from app.papers.life import standing
from app.papers.life.correct import correct
from app.papers.life.scans import tell_apart
from app.settings import Settings
from schemas.record.evidence import FieldState
from schemas.record.paper import PaperRecord, PaperStatus
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action
from storage.errors import PaperStandingError
from storage.papers.archive import PaperFile
from storage.papers.reuse.answers import Availability
from storage.papers.reuse.check import check_reuse
from storage.papers.search.index import PaperQuery
from tests.storage.records import original, paper_id, record

CHILD = "001226000501"
TWIN = "001226000502"
BY = Caller("motlan-test", "canbo01", purpose="theo đơn ngày 20/11/2026")
SAID = {
    "number": "500/2026",
    "personal_id": CHILD,
    "full_name": "TRẦN VĂN ĐÀO",
    "birth_date": "2026-02-01",
    "registered_on": "2026-02-03",
    "mother_name": "LÊ THỊ LAN",
}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """An installation in which nothing has to be sealed."""

    def unsealed(*_: object) -> list[PaperFile]:
        return []

    monkeypatch.setattr(App, "sealer", property(lambda _: unsealed))
    with App(Settings(home=tmp_path)) as app:
        yield app


def scan(place: int, /, **said: str | None) -> PaperRecord:
    fields = {name: value for name, value in (SAID | said).items() if value is not None}
    return record(place, "birth_certificate", fields=fields)


def keep(app: App, *records: PaperRecord) -> None:
    for one in records:
        number = next(n for n in itertools.count() if paper_id(n) == one.paper_id)
        app.archive.save(one, original(number))


def offered(app: App, person: str = CHILD) -> tuple[Availability, str | None]:
    answer = check_reuse(app.index, "1.004884", person, dt.date(2026, 11, 22)).answer
    found = next(c for c in answer.components if c.component == "old_birth_certificate")
    return found.availability, found.paper_id


def statuses(app: App) -> dict[str, PaperStatus]:
    return {e.paper_id: e.status for e in app.index.find(PaperQuery()).entries}


@pytest.mark.parametrize(
    ("verb", "back", "status"),
    [
        (standing.revoke, standing.restore, PaperStatus.REVOKED),
        (standing.replace, standing.restore, PaperStatus.REPLACED),
        (standing.withdraw, standing.consent, PaperStatus.WITHDRAWN),
    ],
)
def test_all_scans_stand_alike(app: App, verb, back, status: PaperStatus) -> None:  # type: ignore[no-untyped-def]
    keep(app, scan(1), scan(2), scan(3, personal_id=None))
    assert offered(app)[0] is Availability.ON_FILE_VALID
    changed = verb(app, BY, paper_id(2))
    assert {r.paper_id for r in changed.scans} == {paper_id(1), paper_id(3)}
    assert set(statuses(app).values()) == {status}
    assert all(app.archive.load(paper_id(n)).standing is status for n in (1, 2, 3))
    assert offered(app)[0] is Availability.NOT_ON_FILE
    with pytest.raises(PaperStandingError):
        verb(app, BY, paper_id(1))
    noted = [e.event.paper_id for e in app.audit.entries() if e.event.action is not Action.REFUSE]
    assert sorted(noted) == sorted(paper_id(n) for n in (1, 2, 3))
    back(app, BY, paper_id(3))
    assert offered(app)[0] is Availability.ON_FILE_VALID


def test_a_scan_that_comes_later_is_not_offered_instead(app: App) -> None:
    keep(app, scan(1))
    standing.revoke(app, BY, paper_id(1))
    keep(app, scan(2))
    assert offered(app)[0] is Availability.NOT_ON_FILE
    assert statuses(app)[paper_id(2)] is PaperStatus.REVOKED
    app.archive.reindex()
    assert statuses(app)[paper_id(2)] is PaperStatus.REVOKED
    standing.restore(app, BY, paper_id(2))
    assert offered(app)[0] is Availability.ON_FILE_VALID


def test_a_change_that_was_broken_off_holds_back_all_and_is_finished_by_repeating(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(app, scan(1), scan(2))
    revise, left = app.archive.revise, iter([True])

    def once(*args: object) -> object:
        if next(left, None):
            return revise(*args)  # type: ignore[arg-type]
        raise ConnectionError

    monkeypatch.setattr(app.archive, "revise", once)
    with pytest.raises(ConnectionError):
        standing.revoke(app, BY, paper_id(1))
    assert offered(app)[0] is Availability.NOT_ON_FILE
    monkeypatch.undo()
    changed = standing.revoke(app, BY, paper_id(1))
    assert [r.paper_id for r in changed.scans] == [paper_id(2)]
    assert app.archive.load(paper_id(2)).status is PaperStatus.REVOKED


def test_twins_and_siblings_are_never_taken_for_one(app: App) -> None:
    twin = {"number": "501/2026", "personal_id": TWIN, "full_name": "TRẦN VĂN MAI"}
    keep(app, scan(1), scan(2, **twin), scan(3, number="12/2020", personal_id="001220000777"))
    assert not any(e.scans or e.likely_scans for e in app.index.find(PaperQuery()).entries)
    standing.revoke(app, BY, paper_id(1))
    assert offered(app, TWIN) == (Availability.ON_FILE_VALID, paper_id(2))


@pytest.mark.parametrize(
    "unread", [{"number": None}, {"number": "5OO/2026"}, {"number": "560/2026"}]
)
def test_a_likely_scan_is_held_back_until_a_person_has_said(
    app: App, unread: dict[str, str | None]
) -> None:
    keep(app, scan(1), scan(2, **unread))
    entry = app.index.get(paper_id(1))
    assert entry is not None
    assert (entry.scans, entry.likely_scans) == ((), (paper_id(2),))
    changed = standing.revoke(app, BY, paper_id(1))
    assert changed.scans == ()
    assert offered(app) == (Availability.NEEDS_OFFICER, paper_id(2))
    tell_apart(app, BY, paper_id(2), paper_id(1))
    assert offered(app) == (Availability.ON_FILE_VALID, paper_id(2))
    app.archive.reindex()
    assert offered(app) == (Availability.ON_FILE_VALID, paper_id(2))


def test_scans_are_told_apart_for_good(app: App) -> None:
    keep(app, scan(1), scan(2))
    tell_apart(app, BY, paper_id(1), paper_id(2))
    standing.revoke(app, BY, paper_id(2))
    assert statuses(app)[paper_id(1)] is PaperStatus.CURRENT
    with pytest.raises(NoScanError):
        tell_apart(app, BY, paper_id(1), paper_id(2))


def test_erasing_a_revoked_scan_lets_no_other_live_on(app: App) -> None:
    keep(app, scan(1))
    standing.revoke(app, BY, paper_id(1))
    keep(app, scan(2))
    standing.erase(app, BY, paper_id(1), ground=ErasureGround.ORDER, reference="12/QĐ-TA")
    assert offered(app)[0] is Availability.NOT_ON_FILE


def test_scans_read_before_either_is_stored_are_found(app: App) -> None:
    one, two = scan(1), scan(2)
    assert app.index.duplicates(one) == app.index.duplicates(two) == ()
    keep(app, one, two)
    entry = app.index.get(paper_id(1))
    assert entry is not None
    assert entry.scans == (paper_id(2),)


def test_a_corrected_number_joins_scans_and_parts_them(app: App) -> None:
    keep(app, scan(1), scan(2, number="905/2026"))
    correct(app, BY, paper_id(2), {"number": "500/2026"})
    assert scans_of(app, 1) == (paper_id(2),)
    correct(app, BY, paper_id(2), {"number": "905/2026"}, alone=True)
    assert scans_of(app, 1) == ()


def scans_of(app: App, number: int) -> tuple[str, ...]:
    entry = app.index.get(paper_id(number))
    return entry.scans if entry else ()


def test_a_correction_is_made_in_every_scan(app: App) -> None:
    keep(app, scan(1), scan(2), scan(3, mother_name="LÊ THỊ LÀN"))
    changed = correct(app, BY, paper_id(1), {"mother_name": "LÊ THỊ LÀN", "number": "501/2026"})
    assert {r.paper_id for r in changed.scans} == {paper_id(2), paper_id(3)}
    said = {n: app.archive.load(paper_id(n)).values() for n in (1, 2, 3)}
    assert {(v["mother_name"], v["number"]) for v in said.values()} == {("LÊ THỊ LÀN", "501/2026")}
    assert set(scans_of(app, 1)) == {paper_id(2), paper_id(3)}


def test_a_correction_that_one_scan_does_not_allow_changes_none(app: App) -> None:
    keep(app, scan(1), scan(2, birth_date="2026-02-02"))
    with pytest.raises(FieldValueError):
        correct(app, BY, paper_id(1), {"registered_on": "01/01/2020"})
    assert app.archive.load(paper_id(2)).version == 1


def test_a_person_may_insist_on_a_correction_and_must_to_empty_what_is_required(app: App) -> None:
    keep(app, scan(1))
    for values in ({"sex": "Nữ"}, {"full_name": ""}, {"full_name": None}):
        with pytest.raises(FieldValueError) as refused:
            correct(app, BY, paper_id(1), values)
        assert "--sure" in refused.value.remedy()
    assert app.archive.load(paper_id(1)).version == 1
    changed = correct(app, BY, paper_id(1), {"sex": "Nữ"}, sure=("sex",))
    assert changed.record.fields["sex"].state is FieldState.CONFIRMED
    correct(app, BY, paper_id(1), {"full_name": ""}, sure=("full_name",))
    assert app.archive.load(paper_id(1)).value("full_name") is None
    with pytest.raises(FieldValueError) as malformed:
        correct(app, BY, paper_id(1), {"birth_date": "hôm qua"}, sure=("birth_date",))
    assert "--sure" not in malformed.value.remedy()
