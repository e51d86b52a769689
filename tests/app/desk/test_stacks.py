"""What is cut stays in view: no part replaces itself, and every replacement can be found."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from app.acting import Caller
from app.desk import work
from app.desk.lost import bring_back_lost
from app.desk.regroup import rescan
from app.errors import SameScanError
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from app.papers.hand_in import HandedIn, hand_in
from app.settings import Settings
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.decode.pages import page_images
from pipeline.intake.quality import Grade, Measures, QualityVerdict
from pipeline.intake.receive import receive
from pipeline.stack import split
from pipeline.stack.compose import compose
from pipeline.stack.separator import Separator
from schemas.record.intake import Intake
from schemas.record.paper import IncomingSignature
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind
from tests.extractors.papers.test_administrative_document import BODY, LEFT, RIGHT, page
from tests.storage.records import paper_id, record

AN = Caller("an")
DOSSIER = "H26.12-261130-0001"
AT = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
_ON_DESK = [state for state in DeskState if state not in (DeskState.REPLACED, DeskState.REJECTED)]


@pytest.fixture
def desk_app(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """An installation with a store of its own, in which decoding needs no process of its own."""
    monkeypatch.setattr(work, "bounded_page_images", page_images)
    return App(Settings(home=tmp_path), authority=app.authority)


@pytest.fixture
def dark_corner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receipt forms are known by a dark corner: looking for codes takes most of the time."""

    def mark(image: PageImage) -> tuple[Separator | None, split.PageRole | None]:
        dark = image.pixels[:60, :60].mean() < 60
        return (Separator(DOSSIER), split.PageRole.RECEIPT) if dark else (None, None)

    monkeypatch.setattr(split, "_mark", mark)
    measures = Measures(200, 0.5, 200, 250, 0, 0, 0, 0, blank=False, colour=False)
    monkeypatch.setattr(split, "judge", lambda _: QualityVerdict(Grade.GOOD, (), measures))


def intake(dossier: str | None = DOSSIER) -> Intake:
    return Intake(AT, dossier=dossier, operator="an")


def letter(seed: int) -> Image.Image:
    """A page with print on it, another for every seed."""
    chance = np.random.default_rng(seed)
    page = np.full((700, 560), 250, np.uint8)
    for top in range(120, 640, 30):
        page[top : top + 10, 80:480] = np.where(chance.random((10, 400)) < 0.4, 30, 250)
    return Image.fromarray(page).convert("RGB")


def receipt_form(dossier: str = DOSSIER) -> Image.Image:
    """The sheet that every citizen carries: its barcode is the code of the dossier."""
    code = zxingcpp.create_barcode(dossier, zxingcpp.BarcodeFormat.Code128)
    picture = Image.fromarray(np.asarray(code.to_image(scale=2, add_quiet_zones=True)))
    page = letter(0)
    page.paste("black", (0, 0, 55, 55))
    page.paste(picture.convert("RGB"), (60, 10))
    return page


def jpeg(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "jpeg", dpi=(100, 100))
    return out.getvalue()


def pdf(*pages: Image.Image) -> bytes:
    files = [receive(jpeg(page), "trang.jpg") for page in pages]
    return compose([(file, 1) for file in files], "tập.pdf").data


def put_in(app: App, data: bytes, dossier: str | None = DOSSIER) -> DeskPaper:
    return handed(app, data, dossier).paper


def handed(app: App, data: bytes, dossier: str | None = DOSSIER) -> HandedIn:
    return hand_in(app, AN, data, "giấy", intake(dossier), branch="H26.12", station="Q1")


def look(app: App) -> None:
    """Look at everything that waits; read nothing."""
    while app.desk.find(states=[DeskState.WAITING]):
        assert work.work_once(app, "worker")
    assert app.desk.find(states=[DeskState.FAILED]) == []


def in_view(app: App, dossier: str = DOSSIER) -> list[DeskPaper]:
    return app.desk.find(states=_ON_DESK, dossier=dossier)


def test_a_receipt_form_alone_stays_in_view(desk_app: App) -> None:
    paper = put_in(desk_app, pdf(receipt_form()))
    look(desk_app)
    assert [p.paper_id for p in in_view(desk_app)] == [paper.paper_id]
    assert desk_app.desk.get(paper.paper_id).state is not DeskState.REPLACED


@pytest.mark.usefixtures("dark_corner")
def test_a_receipt_form_alone_names_the_dossier_of_a_paper_that_has_none(desk_app: App) -> None:
    put_in(desk_app, pdf(receipt_form()), dossier=None)
    look(desk_app)
    assert len(in_view(desk_app)) == 1


@pytest.mark.usefixtures("dark_corner")
@pytest.mark.parametrize("place", [0, 1])
def test_every_paper_of_a_stack_with_a_receipt_form_stays_in_view(
    desk_app: App, place: int
) -> None:
    pages = [letter(1), letter(2)]
    pages.insert(place, receipt_form())
    put_in(desk_app, pdf(*pages))
    look(desk_app)
    papers = in_view(desk_app)
    assert sum(len(paper.pages) for paper in papers) == 3


@pytest.mark.usefixtures("dark_corner")
def test_a_part_that_lies_in_another_dossier_does_not_take_the_stack_with_it(
    desk_app: App,
) -> None:
    first = put_in(desk_app, pdf(receipt_form(), letter(1)))
    look(desk_app)
    assert desk_app.desk.get(first.paper_id).state is DeskState.REPLACED
    other = "H26.12-261130-0002"
    put_in(desk_app, pdf(receipt_form(), letter(1), letter(2)), dossier=other)
    look(desk_app)
    assert sum(len(paper.pages) for paper in in_view(desk_app, other)) == 3


def test_no_paper_replaces_itself(desk_app: App) -> None:
    paper = put_in(desk_app, jpeg(letter(1)))
    with pytest.raises(ValueError, match="itself"):
        desk_app.desk.move(
            paper, DeskState.REPLACED, EventKind.REPLACED, "an", replaced_by=paper.paper_id
        )
    assert desk_app.desk.get(paper.paper_id) == paper


def test_the_same_scan_again_is_told(desk_app: App) -> None:
    data = jpeg(letter(1))
    paper = put_in(desk_app, data)
    with pytest.raises(SameScanError):
        rescan(desk_app, AN, paper, data, "lại.jpg")
    elsewhere = put_in(desk_app, jpeg(letter(2)), dossier="H26.12-261130-0002")
    with pytest.raises(SameScanError):
        rescan(desk_app, AN, elsewhere, data, "lại.jpg")
    assert desk_app.desk.get(elsewhere.paper_id) == elsewhere


def test_what_is_handed_in_twice_is_told(desk_app: App) -> None:
    data = jpeg(letter(1))
    first = handed(desk_app, data)
    assert first.before is None
    again = handed(desk_app, data)
    assert again.before == first.paper
    desk_app.desk.move(first.paper, DeskState.REJECTED, EventKind.REJECTED, "an")
    assert handed(desk_app, data).before is None  # begins anew


def test_papers_that_nothing_replaces_come_back(desk_app: App) -> None:
    desk = desk_app.desk
    papers = [put_in(desk_app, jpeg(letter(seed))) for seed in range(6)]

    def replaced(place: int, by: str | None) -> None:
        desk.move(papers[place], DeskState.REPLACED, EventKind.REPLACED, "x", replaced_by=by)

    replaced(0, papers[1].paper_id)
    replaced(1, papers[2].paper_id)
    replaced(2, papers[1].paper_id)  # a ring: nothing of it is in view
    replaced(3, paper_id(99))  # nobody knows that paper
    replaced(4, papers[5].paper_id)  # as it should be
    found = bring_back_lost(desk_app, Caller("motlan"))
    assert {paper.paper_id for paper in found} == {papers[2].paper_id, papers[3].paper_id}
    assert all(paper.state is DeskState.WAITING for paper in found)
    assert [e.event.action for e in desk_app.audit.entries()][-2:] == [Action.RETRY] * 2
    assert bring_back_lost(desk_app, Caller("motlan")) == []
    ends = {_end(desk_app, paper.paper_id) for paper in papers}
    assert DeskState.REPLACED not in ends


def _end(app: App, paper_id: str) -> DeskState:
    paper = app.desk.get(paper_id)
    while paper.state is DeskState.REPLACED:
        assert paper.replaced_by
        paper = app.desk.get(paper.replaced_by)
    return paper.state


@pytest.mark.usefixtures("dark_corner")
@pytest.mark.parametrize("signed", [False, True])
def test_a_file_that_came_signed_is_not_parted(
    desk_app: App, monkeypatch: pytest.MonkeyPatch, signed: bool
) -> None:
    put = put_in(desk_app, pdf(letter(1), letter(2)))
    look(desk_app)
    by = IncomingSignature(signer="UBND", issuer="CA", signed_at=None, outcome="valid")
    kept = {"paper_id": put.paper_id, "signatures": (by,) if signed else ()}
    titled = [*LEFT, *RIGHT, *BODY]
    pages = (page(titled, 1), page(titled, 2))
    read = ReadPaper(record(1).model_copy(update=kept), pages)
    monkeypatch.setattr(work, "read_paper", lambda *_: read)
    assert work.work_once(desk_app, "worker")
    replaced = desk_app.desk.get(put.paper_id).state is DeskState.REPLACED
    assert replaced is not signed
    assert len(in_view(desk_app)) == (1 if signed else 2)
