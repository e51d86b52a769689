"""A dossier whose papers hold doubts of every kind, put into an installation that is running."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import cast

from fastapi import FastAPI

from app.desk.drafts import draft_of, save_draft
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from app.settings import Settings
from extractors.judge.evidence import rule
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.paper import FormOfPaper, PageInfo, RenditionKind
from schemas.record.reading import Point
from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind
from storage.papers.archive import PaperFile
from tests.web.counter import Counter
from tests.web.site import Site

__all__ = ["DoubtfulDossier", "doubtful_dossier"]

_numbers = itertools.count(900)
_PLACE = (Point(500, 700), Point(1100, 700), Point(1100, 740), Point(500, 740))
_REVIEW = FieldState.REVIEW
_ROWS = (
    "NGUYỄN AN | 1990-12-28 | Nữ | 001190012345 | Con; LÊ BÌNH | 2011-01-02 | Nam | 001211012345 |"
    " Cháu"
)
_BIRTH = {
    "full_name": FieldEvidence(value="TRẦN THỊ ĐÀO", raw="TRẦN THỊ ĐÀO", state=FieldState.ACCEPTED),
    "birth_place": FieldEvidence(
        value="Bệnh viên Bạch Mai",
        raw="Bệnh viên Bạch Mai",
        second="Nơi sinh: Bệnh viện Bạch Mai",
        state=_REVIEW,
        confidence=0.75,
        page=1,
        polygon=_PLACE,
    ),
    "sex": FieldEvidence(value="Nữ", raw="Nữ", state=_REVIEW, confidence=0.75),
}
_FORM = {
    "members": FieldEvidence(
        value=_ROWS,
        raw=_ROWS,
        state=_REVIEW,
        confidence=0.9,
        rules=(rule("members.rows", False, "Có dòng trong bảng thành viên chưa đọc được hết."),),
    )
}


@dataclass(frozen=True, slots=True)
class DoubtfulDossier:
    """A dossier of an account of its own, in a branch of its own.

    Attributes:
        account: Who opened it; the password is that of all tests.
        code: Its code.
        birth: A birth certificate of which two readers see a letter differently.
        form: A form with a table.
        ready: A paper that waits for signature.
        signed: One that was signed.
    """

    account: str
    code: str
    birth: DeskPaper
    form: DeskPaper
    ready: DeskPaper
    signed: DeskPaper


def doubtful_dossier(site: Site) -> DoubtfulDossier:
    """Put such a dossier into an installation."""
    with App(Settings(home=site.home)) as app:
        counter = Counter(app, cast(FastAPI, None), next(_numbers))
        account = site.account(counter.name("an"), Role.OPERATOR, branch=counter.branch)
        app.dossiers.open(
            counter.code(),
            None,
            FormOfPaper.ORIGINAL,
            (),
            branch=counter.branch,
            station="Q1",
            operator=account,
        )
        return DoubtfulDossier(
            account,
            counter.code(),
            _with(app, counter.paper(counter.code()), _BIRTH),
            _with(app, counter.paper(counter.code(), paper_type="residence_form"), _FORM),
            counter.paper(counter.code(), DeskState.TO_SIGN),
            _signed(app, counter.paper(counter.code(), DeskState.TO_SIGN), account),
        )


def _with(app: App, paper: DeskPaper, fields: dict[str, FieldEvidence]) -> DeskPaper:
    draft = draft_of(app, paper)
    page = PageInfo(number=1, width=1654, height=2339, dpi=200)
    record = draft.record.model_copy(update={"fields": fields, "pages": (page,)})
    kept = save_draft(app.archive.store, ReadPaper(record, draft.pages))
    doubts = sum(field.state is _REVIEW for field in fields.values())
    return app.desk.move(
        paper, DeskState.TO_REVIEW, EventKind.READ, "motlan", doubts=doubts, draft=kept
    )


def _signed(app: App, paper: DeskPaper, account: str) -> DeskPaper:
    """Put a paper on file as if it had been signed; its files are not looked at."""
    draft, data = draft_of(app, paper), app.archive.original(paper.paper_id)
    app.archive.save(draft.record, data, [PaperFile(RenditionKind.SIGNED_MASTER, data)])
    return app.desk.move(paper, DeskState.SIGNED, EventKind.SIGNED, account, signed_by=account)
