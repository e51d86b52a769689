"""How often the original of one paper is hashed, received, fetched, stored, decoded and judged."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.acting import Caller
from app.desk.answers import Answer
from app.desk.drafts import record_of
from app.desk.settle import review
from app.desk.sign import sign
from app.desk.work import work_once
from app.installation import App
from app.papers.digitizing.digitize import digitize
from app.papers.digitizing.sealing import sealed_files
from app.settings import Settings
from pipeline.intake.look import verdict_of
from pipeline.intake.receive import receive
from pipeline.page.read import PageReader
from pipeline.paper import make_record, understand
from pipeline.seal.paper import seal_paper
from schemas.record.intake import Intake
from storage.desk.desk_papers import DeskPaper, DeskState
from storage.objects.local import LocalStore
from tests.app.handing import taken_in
from tests.conftest import SAMPLES
from tests.readings import READ

DATA = (SAMPLES / "giay-khai-sinh-1.jpg").read_bytes()
INTAKE = Intake(dt.datetime(2026, 11, 30, tzinfo=dt.UTC))
COUNTED = {
    "pipeline.intake.receive": "receive",
    "pipeline.intake.decode.bounded": "bounded_page_images",
    "pipeline.intake.quality": "judge",
    "pipeline.image.photo": "find_sheet",
}


@pytest.fixture
def shop(app: App, tmp_path: Path) -> Iterator[App]:
    """An installation with a store of its own; the reader is that of all tests."""
    with App(Settings(home=tmp_path), reader=app.reader, authority=app.authority) as made:
        yield made


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts from the moment on at which everything has been imported."""
    found: Counter[str] = Counter()
    sha256, file_digest = hashlib.sha256, hashlib.file_digest

    def hashed(data: bytes = b"", **options: Any) -> Any:
        found["hashed"] += bytes(data) == DATA
        return sha256(data, **options)

    def hashed_file(file: Any, *rest: Any) -> Any:
        digest = file_digest(file, *rest)
        found["hashed"] += digest.hexdigest() == sha256(DATA).hexdigest()
        return digest

    monkeypatch.setattr(PageReader, "read", READ)  # what is counted is done, not remembered
    monkeypatch.setattr(hashlib, "sha256", hashed)
    monkeypatch.setattr(hashlib, "file_digest", hashed_file)
    for module, name in COUNTED.items():
        _count_calls(found, module, name, monkeypatch)
    for name, label in (("get", "fetched"), ("put_new", "stored")):
        _count_originals(found, name, label, monkeypatch)
    return found


def _count_calls(
    found: Counter[str], module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(sys.modules[module], name)

    def counted(*values: Any, **named: Any) -> Any:
        found[name] += 1
        return real(*values, **named)

    for other in list(sys.modules.values()):
        if getattr(other, name, None) is real:
            monkeypatch.setattr(other, name, counted)


def _count_originals(
    found: Counter[str], name: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(LocalStore, name)

    def counted(store: LocalStore, key: str, *values: Any, **named: Any) -> Any:
        found[label] += key.endswith("/original")
        return real(store, key, *values, **named)

    monkeypatch.setattr(LocalStore, name, counted)


@pytest.mark.exhaustive
def test_at_the_counter(shop: App, counts: Counter[str]) -> None:
    file = taken_in(DATA, "giay.jpg", shop)
    outcome = digitize(shop, Caller("an"), file.sha256, INTAKE)
    print(dict(counts))
    assert outcome.status == "stored"
    assert counts["hashed"] == 2  # as it came in, and when it left the store
    assert (counts["fetched"], counts["stored"]) == (1, 1)
    assert (counts["bounded_page_images"], counts["judge"], counts["find_sheet"]) == (1, 1, 1)


def test_at_the_desk(shop: App, counts: Counter[str]) -> None:
    file = taken_in(DATA, "giay.jpg", shop)
    shop.desk.enqueue(file.sha256, INTAKE, "P", "")
    while work_once(shop, "test"):
        pass
    assert counts["hashed"] == 3  # as it came in, and whenever it left the store
    assert (counts["fetched"], counts["stored"]) == (2, 1)
    assert counts["bounded_page_images"] == 2  # looked at, and read: processes of their own
    assert (counts["judge"], counts["find_sheet"]) == (1, 2)
    by = Caller("an")
    read = shop.desk.get(file.sha256)
    ready, _ = review(shop, by, read, _as_read(shop, read))
    assert ready.state is DeskState.TO_SIGN
    assert sign(shop, by, ready).status == "stored"
    assert (counts["hashed"], counts["fetched"], counts["stored"]) == (4, 3, 1)
    assert (counts["bounded_page_images"], counts["judge"]) == (2, 1)


def _as_read(shop: App, paper: DeskPaper) -> dict[str, Answer]:
    fields = record_of(shop, paper).fields
    return {name: Answer(field.raw or "", sure=True) for name, field in fields.items()}


def test_what_was_verified_and_judged_is_not_again(shop: App, counts: Counter[str]) -> None:
    """With all that is known handed on: hashed on its way in and out, never judged again."""
    file = taken_in(DATA, "giay.jpg", shop)
    (look,) = verdict_of(file)
    kept = receive(shop.archive.original(file.sha256), "giay", sha256=file.sha256)
    known = {look.number: look.quality}
    understood = understand(kept, shop.reader, verdicts=known)
    record = make_record(kept, understood, INTAKE, INTAKE.received_at)
    sealed = seal_paper(
        kept.data, kept.media_type, understood.pages, record, shop.signers, sha256=kept.sha256
    )
    shop.archive.save(record, kept.data, sealed_files(sealed), understood.pages)
    print(dict(counts))
    assert (counts["hashed"], counts["fetched"], counts["stored"]) == (2, 1, 1)
    assert counts["judge"] == 1
    assert understood.facts[0].quality == look.quality
