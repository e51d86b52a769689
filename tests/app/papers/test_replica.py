"""The replica: made and kept by a command, and everything in the store is mended from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.acting import Caller, note
from app.errors import SettingsError
from app.installation import App
from app.papers.life.standing import erase
from app.papers.life.upkeep import scrub
from app.papers.replica import replicate
from app.settings import Settings
from schemas.record.paper import RenditionKind
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action
from storage.objects.keys import PAPERS, paper_of_key, record_key, tombstone_key
from storage.objects.local import LocalStore
from storage.papers.archive import PaperFile
from storage.papers.integrity.findings import Damage
from tests.app.papers.damage import HARMS, Harmed, harm
from tests.storage.records import decision, original, paper_id, reading, record, searchable

BY = Caller("an", "an", purpose="kiểm thử")
ERASED = 4


def fill(app: App, papers: int) -> None:
    """Store papers with every kind of object, erase one, seal the chain in two segments."""
    for number in range(1, papers + 1):
        paper = decision(number)
        files = [
            PaperFile(RenditionKind.SIGNED_MASTER, b"%PDF master " + str(number).encode()),
            PaperFile(RenditionKind.SEARCHABLE, searchable(paper)),
        ]
        app.archive.save(paper, original(number), files, [reading(text=str(number))])
    app.archive.revise(app.archive.load(paper_id(1)).model_copy(update={"version": 2}))
    for _ in range(2):
        note(app, BY, Action.READ)
        app.audit.seal(app.store)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    settings = Settings(home=tmp_path / "home", replica=str(tmp_path / "replica"))
    with App(settings) as made:
        fill(made, 5)
        erase(made, BY, paper_id(ERASED), ground=ErasureGround.ORDER, reference="12/QĐ-TA")
        assert replicate(made, BY).missed == ()
        yield made


def contents(store: object) -> dict[str, bytes]:
    assert isinstance(store, LocalStore)
    return {key: store.get(key) for key in store.list()}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_objects_of_every_kind_is_found_told_and_mended(
    app: App, seed: int
) -> None:
    assert isinstance(app.store, LocalStore)
    whole = contents(app.store)
    done = harm(app.store, sorted(whole)[seed % 2 :: 2], seed)
    assert len(done) > 10
    alone = scrub(app, BY)
    assert not alone.intact
    affected = {paper_of_key(each.key) for each in done if provable(each)} - {None}
    assert affected <= {paper_of_key(finding.key) for finding in alone.report.findings}
    found = {f.key: f for f in scrub(app, BY, app.replica).report.findings}
    told = {finding.key for finding in alone.report.findings}  # lost hashes are mended at once
    assert {each.key for each in done} <= told | set(found)
    left = {key for key, finding in found.items() if finding.harms}
    assert left <= {each.key for each in done if not provable(each)}
    if not left:
        assert scrub(app, BY, app.replica).report.findings == ()
        assert contents(app.store) == whole
        assert app.audit.verify(app.store).intact


def provable(harmed: Harmed) -> bool:
    """Nothing but the replica knows what a tombstone said."""
    whole_hash = harmed.how in ("edited", "swapped")
    return not (whole_hash and harmed.key == tombstone_key(paper_id(ERASED)))


def test_what_only_the_replica_contradicts_is_told_and_left_to_a_person(app: App) -> None:
    key = tombstone_key(paper_id(ERASED))
    assert isinstance(app.store, LocalStore)
    HARMS["edited"](app.store, key, b"")
    assert scrub(app, BY).report.findings == ()
    (finding,) = scrub(app, BY, app.replica).report.findings
    assert (finding.key, finding.problem, finding.harms) == (key, Damage.DISAGREED, True)


def test_the_replica_follows_and_forgets_what_was_erased(app: App) -> None:
    app.archive.save(decision(6), original(6))
    erase(app, BY, paper_id(2), ground=ErasureGround.ORDER, reference="13/QĐ-TA")
    done = replicate(app, BY)
    assert (done.copied, done.missed) == (3, ())  # an original, a record, a tombstone
    assert done.dropped == 5
    assert contents(app.replica) == contents(app.store)
    again = replicate(app, BY)
    assert (again.copied, again.dropped) == (0, 0)


def test_damage_is_not_copied_over_what_is_whole(app: App) -> None:
    assert isinstance(app.store, LocalStore)
    before = contents(app.replica)
    edited, corrupted = record_key(paper_id(1), 1), record_key(paper_id(1), 2)
    HARMS["edited"](app.store, edited, b"")
    HARMS["corrupted"](app.store, corrupted, b"")
    app.store.delete(record_key(paper_id(3), 1))
    assert replicate(app, BY).missed == (edited,)
    assert contents(app.replica) == before


def test_a_replica_has_settings_of_its_own(tmp_path: Path) -> None:
    with App(Settings(home=tmp_path)) as app, pytest.raises(SettingsError) as told:
        replicate(app, BY)
    assert told.value.source == "MOTLAN_REPLICA"


def test_copies_lie_on_the_shelf_of_their_level(tmp_path: Path) -> None:
    places = {name: str(tmp_path / name) for name in ("store", "replica")}
    places |= {f"{name}_restricted": f"{place}-3" for name, place in places.items()}
    with App(Settings(home=tmp_path / "home", **places)) as app:  # type: ignore[arg-type]
        birth = record(2, "birth_certificate", fields={"full_name": "TRẦN THỊ ĐÀO"})
        for number, paper in ((1, decision(1)), (2, birth)):
            app.archive.save(paper, original(number))
        replicate(app, BY)
        for part, store in app.store.parts().items():
            kept = Counter(app.replica.parts()[part].list(PAPERS))
            assert kept == Counter(store.list(PAPERS)) != Counter()
        (tmp_path / "store").rename(tmp_path / "lost")
    with App(Settings(home=tmp_path / "home", **places)) as app:  # type: ignore[arg-type]
        assert scrub(app, BY, app.replica).intact
        for part, store in app.store.parts().items():
            assert set(app.replica.parts()[part].list(PAPERS)) == set(store.list(PAPERS))
