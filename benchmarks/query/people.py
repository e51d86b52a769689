"""Index entries of invented people, made without a paper: the number alone decides everything."""

from __future__ import annotations

import datetime as dt
import hashlib

from schemas.papers.parties import PartyRole
from schemas.record.paper import FormOfPaper, PaperStatus
from schemas.record.persons import NamedPerson, PersonNumber
from schemas.text.subject_number import NumberKind
from storage.papers.search.entries import IndexEntry

__all__ = ["PAPERS_PER_PERSON", "entry", "person", "text"]

PAPERS_PER_PERSON = 4

_TYPES = ("birth_certificate", "id_card", "land_certificate", "marriage_certificate")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
_MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Ngọc", "Minh", "Thanh", "Xuân", "Quang", "Thu")
_GIVEN = ("Đào", "Hòa", "An", "Bình", "Thúy", "Dũng", "Ánh", "Ước", "Quý", "Sơn", "Ổn", "Yến")
_START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def person(number: int) -> str:
    """Return the ID number of an invented person; no province has the code 999."""
    return f"999{number:09}"


def _name(number: int) -> str:
    return " ".join(
        (
            _FAMILY[number % 10],
            _MIDDLE[number // 10 % 10],
            _GIVEN[number // 100 % 12],
            _GIVEN[number // 1200 % 12],
        )
    )


def entry(number: int) -> IndexEntry:
    """Return the entry of one paper; `PAPERS_PER_PERSON` in a row belong to one person."""
    owner, kind = divmod(number, PAPERS_PER_PERSON)
    issued = dt.date(2000, 1, 1) + dt.timedelta(days=number % 9000)
    return IndexEntry(
        paper_id=hashlib.sha256(str(number).encode()).hexdigest(),
        version=1,
        paper_type=_TYPES[kind],
        status=PaperStatus.CURRENT,
        form_of_paper=FormOfPaper.ORIGINAL,
        needs_review=False,
        subject_id=person(owner),
        subject_name=_name(owner),
        persons=_named(owner, kind),
        number=f"{number}/{issued.year}",
        name=None,
        agency=f"Ủy ban nhân dân phường số {number % 126}",
        abstract=None,
        issued_on=issued,
        valid_until=None,
        dossier=f"H26-260101-{number // 10:07}",
        procedure="1.004884",
        received_at=_START + dt.timedelta(seconds=number),
    )


def _named(owner: int, kind: int) -> tuple[NamedPerson, ...]:
    """Return whom a paper names: its owner, and on some papers somebody else."""

    def one(role: PartyRole, number: int) -> NamedPerson:
        known = PersonNumber(person(number), NumberKind.PERSONAL, "personal_id")
        return NamedPerson(role, role is PartyRole.OWNER, _name(number), (known,))

    others = (one(PartyRole.MOTHER, owner + 1),) if kind == 3 else ()
    return (one(PartyRole.OWNER, owner), *others)


def text(number: int) -> str:
    """Return the full text of one paper, shortened to what is searched for."""
    owner = number // PAPERS_PER_PERSON
    return f"GIẤY CHỨNG NHẬN Họ, chữ đệm, tên: {_name(owner)} Nơi cấp: phường số {number % 126}"
