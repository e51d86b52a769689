"""The pages of one installation over HTTP, without a server of its own, and papers to try them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.desk.drafts import save_draft
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from pipeline.intake.receive import receive
from schemas.record.intake import Intake
from schemas.record.page import Grade, PageQuality
from schemas.record.paper import Channel, FormOfPaper
from schemas.record.reading import PageReading
from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind, JudgedPage
from tests.conftest import SAMPLES
from tests.storage.records import record
from web.visit import cookie_name

__all__ = ["PROCEDURE", "Counter"]

PROCEDURE = "1.004884"
_DATA = (SAMPLES / "cong-van.jpg").read_bytes()
_AT = dt.datetime(2026, 11, 30, 2, tzinfo=dt.UTC)
_GOOD = PageQuality(grade=Grade.GOOD, dpi=200)
_VALUES = {"full_name": "TRẦN THỊ ĐÀO", "personal_id": "001215012345"}


@dataclass
class Client:
    """A person at the pages."""

    http: TestClient
    csrf: str

    def get(self, address: str, **options: object) -> str:
        """Return a page."""
        answer = self.http.get(address, **options)  # type: ignore[arg-type]
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.text

    def post(self, address: str, **form: object) -> Any:
        """Send a form as a page does, without following where it leads."""
        return self.http.post(address, data={"csrf": self.csrf, **form})

    def leads(self, address: str) -> str:
        """Return where an address leads."""
        return self.http.get(address).headers["location"]


class Counter:
    """An installation in which nothing is read; its papers are put where a test wants them.

    Every test works in a branch of its own, with accounts and dossiers of its own.
    """

    def __init__(self, app: App, pages: FastAPI, number: int) -> None:
        self.app, self.pages, self._number = app, pages, number
        self.branch = f"H26.{number}"
        self._made = 0

    def code(self, place: int = 1) -> str:
        """Return the code of one of the dossiers of this test."""
        return f"{self.branch}-261130-{place:04}"

    def name(self, short: str) -> str:
        """Return the name of an account of this test."""
        return f"{short}-{self._number}"

    def client(self, short: str, *roles: Role, branch: str | None = None) -> Client:
        """Sign somebody in, making their account the first time."""
        accounts, name = self.app.accounts, self.name(short)
        if accounts.get(name) is None:
            place = self.branch if branch is None else branch
            accounts.add_known_elsewhere(name, frozenset(roles or {Role.OPERATOR}), place, "Q1")
        made = TestClient(self.pages, follow_redirects=False)
        made.cookies.set(cookie_name(self.pages.state.office), accounts.open_session(name))
        found = re.search(r'name="csrf" content="([^"]+)"', made.get("/tai-khoan").text)
        assert found
        return Client(made, found[1])

    def file(self) -> bytes:
        """Return a file that nobody has seen."""
        self._made += 1
        return _DATA + f"\n{self._number} {self._made}".encode()

    def paper(
        self,
        dossier: str | None,
        state: DeskState = DeskState.TO_REVIEW,
        operator: str = "an",
        channel: Channel = Channel.COUNTER,
        paper_type: str = "birth_certificate",
        handover: str | None = None,
        apart: bool = False,
        fields: dict[str, str] = _VALUES,
        form_of_paper: FormOfPaper = FormOfPaper.ORIGINAL,
        **changes: Any,
    ) -> DeskPaper:
        """Put a paper that was read into a state."""
        app, file = self.app, receive(self.file(), "giấy")
        app.archive.keep_original(file.sha256, file.data, file.media_type)
        intake = Intake(
            _AT,
            channel,
            form_of_paper,
            dossier=dossier,
            procedure=PROCEDURE,
            operator=self.name(operator),
        )
        paper = app.desk.enqueue(
            file.sha256,
            intake,
            self.branch,
            "Q1",
            place=self._made,
            handover=handover,
            apart=apart,
        )
        known = record(
            1,
            paper_type,
            fields=fields,
            paper_id=file.sha256,
            media_type=file.media_type,
            dossier=dossier,
        )
        size = {"width": 1654, "height": 2339, "dpi": 200}
        page = PageReading(number=1, **size, rotation=0, skew=0, blank=True)
        return app.desk.move(
            paper,
            state,
            EventKind.READ,
            "motlan",
            pages=[JudgedPage(number=1, quality=_GOOD)],
            paper_type=paper_type,
            draft=save_draft(app.archive.store, ReadPaper(known, (page,))),
            **changes,
        )
