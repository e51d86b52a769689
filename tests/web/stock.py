"""An installation in which people have worked: papers on file, a week at the desk, batches."""

from __future__ import annotations

import datetime as dt
import hashlib
import random

from app.installation import App
from app.settings import Settings
from schemas.record.evidence import FieldState
from schemas.record.intake import Intake
from schemas.record.page import Grade, PageQuality
from schemas.record.paper import Channel, FormOfPaper, RenditionKind
from storage.batches.batches import Batches, BatchKind, Item, ItemState, PlannedItem, Result
from storage.database import Database
from storage.desk.corrections import Correction, keep_corrections
from storage.desk.desk_papers import DOUBTS, SYSTEM, DeskPaper, DeskState, EventKind, JudgedPage
from storage.desk.dossiers import Dossiers
from storage.desk.work_queue import Desk
from storage.papers.archive import PaperFile
from tests.storage.records import original, record
from tests.web.site import Site

__all__ = ["DOSSIER", "NAME", "PERSON", "PROCEDURE", "stock"]

PERSON = "001190012345"
NAME = "TRẦN THỊ ĐÀO"
PROCEDURE = "1.004884"
DOSSIER = "H26.12-261122-0007"
_BRANCHES = (("H26.12", 0.03, "an"), ("H26.14", 0.05, "dung"), ("BD-01", 0.22, "buu-dien"))
_TYPES = ("birth_certificate", "marriage_certificate", "administrative_document")


class _Clock:
    """Tells the time that a test wants."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, minutes: float) -> dt.datetime:
        self.now += dt.timedelta(minutes=minutes)
        return self.now


def stock(site: Site, *, papers: int = 60, days: int = 7) -> None:
    """Fill an installation before its server starts."""
    site.home.mkdir(parents=True, exist_ok=True)
    settings = Settings(home=site.home)
    _papers_on_file(settings)
    _work(settings, papers, days)
    _batches(settings)


def _papers_on_file(settings: Settings) -> None:
    app = App(settings)
    app.case_dossiers.open(DOSSIER, PROCEDURE, "H26.12", "case-system")
    archive = app.archive
    birth = {
        "personal_id": PERSON,
        "full_name": NAME,
        "birth_date": "2001-04-30",
        "sex": "Nữ",
        "ethnic_group": "Kinh",
        "number": "47/2001",
        "agency": "Ủy ban nhân dân phường Hàng Bạc",
        "registered_on": "2001-05-05",
    }
    card = {"id_number": PERSON, "full_name": NAME, "issued_on": "2024-08-01"}
    for number, paper_type, fields in ((1, "birth_certificate", birth), (2, "id_card", card)):
        made = record(
            number,
            paper_type,
            fields=fields,
            state=FieldState.CONFIRMED,
            form_of_paper=FormOfPaper.ORIGINAL,
        )
        files = [PaperFile(RenditionKind.SIGNED_MASTER, original(number))]
        archive.save(made, original(number), files)


def _work(settings: Settings, papers: int, days: int) -> None:
    """Let papers come in over some days; the last ones still wait."""
    chance = random.Random(7)  # noqa: S311 - figures, no secret
    clock = _Clock(dt.datetime.now(dt.UTC))
    now = clock.now
    desk = Desk(Database(settings.ledger_url), clock=clock)
    dossiers = Dossiers(Database(settings.ledger_url))
    for number in range(papers):
        branch, bad, operator = _BRANCHES[number % 3]
        age = (papers - number) * days * 1440 / papers - chance.random() * 40
        clock.now = now - dt.timedelta(minutes=max(4, age))
        dossier = f"{branch if branch != 'BD-01' else 'H26.12'}-261120-{number // 3:04}"
        paper_id = hashlib.sha256(f"desk {number}".encode()).hexdigest()
        intake = Intake(
            clock.now,
            Channel.AGENT if branch == "BD-01" else Channel.COUNTER,
            FormOfPaper.ORIGINAL,
            dossier,
            PROCEDURE,
            operator,
        )
        paper = desk.enqueue(paper_id, intake, branch, "Q1")
        _one(desk, paper, clock, chance, bad, finish=number < papers - 9)
        dossiers.open(
            dossier,
            PROCEDURE,
            FormOfPaper.ORIGINAL,
            (),
            branch=branch,
            station="Q1",
            operator=operator,
        )
    dossiers.database.close()
    desk.database.close()


def _one(
    desk: Desk, paper: DeskPaper, clock: _Clock, chance: random.Random, bad: float, *, finish: bool
) -> None:
    """Take one paper as far as it gets."""
    pages = (JudgedPage(number=1, quality=PageQuality(grade=Grade.GOOD, dpi=300)),)
    if chance.random() < bad:
        clock.later(0.2)
        move = (DeskState.RESCAN, EventKind.RESCAN_ASKED, SYSTEM)
        paper = desk.move(paper, *move, amount=1, pages=pages)
        if not finish:
            return
        clock.later(chance.uniform(2, 90))
        paper = desk.move(paper, DeskState.READING, EventKind.KEPT_AS_IS, str(paper.operator))
    else:
        clock.later(0.2)
        paper = desk.move(paper, DeskState.READING, EventKind.JUDGED, SYSTEM, amount=1, pages=pages)
    clock.later(0.1)
    doubts, sampled = chance.choice((0, 0, 1, 2)), chance.random() < 0.15
    paper = desk.move(
        paper,
        DeskState.TO_REVIEW if doubts or sampled else DeskState.TO_SIGN,
        EventKind.READ,
        SYSTEM,
        detail=DOUBTS if doubts else "",
        amount=round(chance.uniform(900, 4000)),
        paper_type=chance.choice(_TYPES),
        doubts=doubts,
        sampled=sampled,
    )
    if not finish:
        return
    if doubts or sampled:
        clock.later(chance.uniform(1, 40))
        changed = sum(chance.random() < 0.4 for _ in range(doubts))
        paper = _review(desk, paper, clock, doubts or 1, changed)
    clock.later(chance.uniform(1, 20))
    desk.move(paper, DeskState.SIGNED, EventKind.SIGNED, "an", signed_by="an")


def _review(desk: Desk, paper: DeskPaper, clock: _Clock, fields: int, changed: int) -> DeskPaper:
    done = desk.move(
        paper, DeskState.TO_SIGN, EventKind.REVIEWED, "an", amount=changed, reviewed_by="an"
    )
    settled = [
        Correction(
            paper_id=paper.paper_id,
            paper_type=paper.paper_type or "",
            field=f"field_{place}",
            page=1,
            polygon=None,
            reader="test",
            raw="x",
            proposed="x",
            confirmed="y" if place < changed else "x",
            operator="an",
            at=clock.now,
        )
        for place in range(fields)
    ]
    keep_corrections(desk.database, settled)
    return done


def _batches(settings: Settings) -> None:
    clock = _Clock(dt.datetime.now(dt.UTC) - dt.timedelta(minutes=9))
    batches = Batches(Database(settings.ledger_url), clock=clock)
    planned = [
        PlannedItem(f"hop-{n // 40:02}/to-{n:04}.tif", 900_000, box=f"Hộp {n // 40}", shelf="Giá 3")
        for n in range(200)
    ]
    for name in ("ho-tich-2016", "ho-tich-2015"):
        batches.create(
            name,
            BatchKind.DIGITIZE,
            f"/mnt/luu-tru/{name[-4:]}",
            planned,
            by="nhung",
            shard_size=50,
            form_of_paper=FormOfPaper.ORIGINAL,
        )
    batches.approve("ho-tich-2015", "nhung")
    for item in [i for shard in range(3) for i in batches.waiting("ho-tich-2015", shard)][:120]:
        clock.later(0.07)
        _settle(batches, item)
    batches.database.close()


def _settle(batches: Batches, item: Item) -> None:
    if item.number % 17 == 5:
        batches.park(item, "E-INPUT-DAMAGED", "Tệp hỏng: không đọc được trang nào.", 0.2)
    elif item.number % 41 == 7:
        batches.park(item, "E-INPUT-SECRET", "Có dấu chỉ độ mật.", 0.4)
    else:
        result = Result("birth_certificate", False, 0.95, 1, 1.8)
        batches.settle(item, ItemState.STORED, result)
