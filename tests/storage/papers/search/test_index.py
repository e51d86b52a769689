"""The index, against SQLite and a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar

import pytest

from schemas.papers.groups import IssuedOn, PersonalId, PersonName, ValidUntil
from schemas.papers.model import Change, PaperModel, Role
from schemas.record.evidence import FieldState
from schemas.record.paper import PaperStatus
from storage.database import Database
from storage.papers.search import entries
from storage.papers.search.index import PaperIndex, PaperQuery
from tests.storage.records import decision, paper_id, record


class Certificate(PaperModel):
    """A paper with an owner, another person and a validity."""

    paper_type: ClassVar[str] = "certificate"
    name: ClassVar[str] = "Giấy chứng nhận"
    owner: Annotated[PersonalId, Change("Số định danh", roles=(Role.OWNER_ID,))] = None
    owner_name: Annotated[PersonName, Change(roles=(Role.OWNER_NAME,))] = None
    parent: Annotated[PersonalId, Change("Số định danh cha")] = None
    issued_on: IssuedOn = None
    valid_until: ValidUntil = None


@pytest.fixture
def index(database_url: str) -> Iterator[PaperIndex]:
    opened = PaperIndex(Database(database_url))
    yield opened
    opened.database.close()


@pytest.fixture
def certificates(index: PaperIndex, monkeypatch: pytest.MonkeyPatch) -> PaperIndex:
    monkeypatch.setattr(entries, "paper_type", {"certificate": Certificate}.get)
    owner = {"owner": "001 090 012345", "owner_name": "Trần Thị Đào", "parent": "001060000001"}
    index.put(
        record(1, "certificate", fields={**owner, "valid_until": "2026-01-31"}),
        record(2, "certificate", fields={**owner, "issued_on": "1990"}),
        record(3, "certificate", fields={"owner": "001060000001"}),
        record(4, "unheard-of", text="001090012345"),
    )
    return index


def found(index: PaperIndex, **conditions: object) -> list[str]:
    return [entry.paper_id for entry in index.find(PaperQuery(**conditions)).entries]  # type: ignore[arg-type]


def test_an_entry_has_what_the_roles_of_its_type_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(entries, "paper_type", {"certificate": Certificate}.get)
    values = {"owner": "001 090 012345", "issued_on": "1990", "valid_until": "2026-01-31"}
    entry = entries.entry_of(record(1, "certificate", fields={**values, "owner_name": "Đào"}))
    assert (entry.subject_id, entry.subject_name) == ("001090012345", "Đào")
    assert (entry.issued_on, entry.valid_until) == (None, dt.date(2026, 1, 31))
    odd = record(1, "certificate", fields={"valid_until": "31/01/2026", "no_such": "x"})
    assert entries.entry_of(odd).valid_until is None


def test_finds_the_papers_of_a_person(certificates: PaperIndex) -> None:
    assert found(certificates, subject_id="001090012345", owned=True) == [paper_id(2), paper_id(1)]
    assert found(certificates, subject_id="001060000001", owned=True) == [paper_id(3)]
    assert found(certificates, subject_id="00109001234") == []
    named = found(certificates, subject_id="001060000001")
    assert named == [paper_id(3), paper_id(2), paper_id(1)]


def test_printed_validity(certificates: PaperIndex) -> None:
    on_last_day = found(
        certificates, subject_id="001090012345", owned=True, valid_on=dt.date(2026, 1, 31)
    )
    assert on_last_day == [paper_id(2), paper_id(1)]
    after = found(certificates, subject_id="001090012345", owned=True, valid_on=dt.date(2026, 2, 1))
    assert after == [paper_id(2)]


def test_entry_keeps_what_the_type_says(certificates: PaperIndex) -> None:
    entry = certificates.get(paper_id(1))
    assert entry is not None
    assert entry.subject_id == "001090012345"
    assert entry.subjects == ("001090012345", "001060000001")
    assert entry.subject_name == "Trần Thị Đào"
    year_only = certificates.get(paper_id(2))
    assert year_only is not None
    assert year_only.issued_on is None
    unknown = certificates.get(paper_id(4))
    assert unknown is not None
    assert unknown.subject_id is None


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("hoa dao", True),
        ("Hòa Đào", True),
        ("HOÀ ĐÀO", True),
        ("Ho\u0300a", True),
        ("hoa", True),
        ("hoá", False),
        ("dào", False),
        ("thanh lap", True),
        ('"tổ dân phố"', True),
        ('"to dan pho hoa"', True),
        ('"dân tổ phố"', False),
        ("hoa nguyen", False),
        ("2026/QĐ-UBND", False),
        ("", False),
        ('"', False),
        ("' OR 1=1 --", False),
        ("hoa* NOT dao", False),
        ("exact : hoa", False),
    ],
)
def test_full_text(index: PaperIndex, text: str, hit: bool) -> None:
    index.put(decision(1), record(2, text="khác hẳn"))
    assert found(index, text=text) == ([paper_id(1)] if hit else [])


@pytest.mark.parametrize(
    ("name", "hit"),
    [
        ("Trần Thị Đào", True),
        ("TRAN THI DAO", True),
        ("tran thi dau", True),
        ("Trần Thị  Đạo", True),
        ("Trần Văn Đào", False),
        ("Đào", False),
        ("", False),
    ],
)
def test_names_with_small_mistakes(certificates: PaperIndex, name: str, hit: bool) -> None:
    assert found(certificates, name=name) == ([paper_id(2), paper_id(1)] if hit else [])


def test_number_in_any_spelling(index: PaperIndex) -> None:
    index.put(decision(12))
    for number in ("12/QĐ-UBND", "12 /qđ–ubnd", "12/QD\u0301-UBND".replace("D\u0301", "Đ")):
        assert found(index, number=number) == [paper_id(12)]
    assert found(index, number="12/QD-UBND") == []


def test_other_conditions_join(index: PaperIndex) -> None:
    index.put(decision(1, dossier="H26-1"), decision(2, dossier="H26-2"))
    assert found(index, dossier="H26-2") == [paper_id(2)]
    assert found(index, dossier="H26-2", number="1/QĐ-UBND") == []
    assert found(index, paper_types=("administrative_document",)) == [paper_id(2), paper_id(1)]
    assert found(index, paper_types=("other",)) == []
    day = dt.date(2026, 3, 5)
    assert len(found(index, issued_from=day, issued_to=day)) == 2
    assert found(index, issued_from=day + dt.timedelta(days=1)) == []


def test_putting_twice_changes_nothing_and_versions_only_rise(index: PaperIndex) -> None:
    first = decision(1, text="alpha")
    second = first.model_copy(update={"version": 2, "status": PaperStatus.REVOKED, "text": "beta"})
    index.put(first)
    before = index.find(PaperQuery())
    index.put(first)
    assert index.find(PaperQuery()) == before
    index.put(second)
    index.put(first)
    entry = index.get(paper_id(1))
    assert entry is not None
    assert (entry.version, entry.status) == (2, PaperStatus.REVOKED)
    assert found(index, text="beta") == [paper_id(1)]
    assert found(index, text="alpha") == []
    assert found(index, current_only=True) == []
    assert index.count() == 1


def test_pages_meet_every_paper_once_though_new_ones_arrive(index: PaperIndex) -> None:
    index.put(*(decision(n, minutes=n // 3) for n in range(1, 21)))
    query, seen = PaperQuery(limit=3), []
    while True:
        page = index.find(query)
        seen += [entry.paper_id for entry in page.entries]
        if page.next is None:
            break
        index.put(decision(100 + len(seen), minutes=1000))
        query = replace(query, after=page.next)
    assert len(seen) == len(set(seen)) == 20


def test_review_is_remembered(index: PaperIndex) -> None:
    index.put(decision(1, state=FieldState.REVIEW))
    entry = index.get(paper_id(1))
    assert entry is not None
    assert entry.needs_review


def test_hostile_text_is_stored_and_found(index: PaperIndex) -> None:
    wild = "x" * 5000 + " nul\x00byte 'quote' \\back \ud7ff \U0001f600 " + "từ " * 20_000
    fields = {"number": "n" * 5000, "abstract": "a\x00b"}
    index.put(record(1, text=wild, fields=fields))
    assert found(index, text="quote back") == [paper_id(1)]
    assert found(index, number="n" * 5000) == [paper_id(1)]


def test_rebuild_forgets_what_is_not_in_the_store(index: PaperIndex) -> None:
    index.put(*(decision(n) for n in range(1, 6)))
    progress: list[tuple[int, int]] = []
    kept = [decision(n) for n in (1, 2, 6)]
    done = index.rebuild(kept, total=3, batch=2, progress=lambda n, of: progress.append((n, of)))
    assert done == 3
    assert progress == [(2, 3), (3, 3)]
    assert set(found(index)) == {paper_id(1), paper_id(2), paper_id(6)}
    assert set(found(index, text="hoa dao")) == {paper_id(1), paper_id(2), paper_id(6)}
