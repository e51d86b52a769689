"""Every open paper stands in a list; what is given back, sent back or signed leaves a trace."""

from __future__ import annotations

from schemas.record.paper import Channel
from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskState
from storage.desk.reasons import WhySentBack
from tests.web.counter import Counter


def part(page: str, begin: str) -> str:
    """Return the section of a page that a heading begins."""
    return page.split(f"{begin}</h2>", 1)[1].split("</section>", 1)[0] if begin in page else ""


def test_no_open_paper_is_in_no_list(counter: Counter) -> None:
    an, (mine, theirs, unopened, kiosk) = counter.client("an"), map(counter.code, range(1, 5))
    an.post("/tiep-nhan", dossier=mine)
    counter.client("bich").post("/tiep-nhan", dossier=theirs)
    counter.paper(mine, DeskState.FAILED)
    counter.paper(theirs, DeskState.TO_SIGN, operator="bich")
    counter.paper(unopened, DeskState.RESCAN, operator="tram")
    counter.paper(kiosk, DeskState.TO_REVIEW, operator="may", channel=Channel.KIOSK, apart=True)
    page = an.get("/tiep-nhan")
    assert mine in part(page, "Việc của tôi")
    assert "1 không đọc được" in part(page, "Việc của tôi")
    assert theirs in part(page, "Cả chi nhánh")
    machines = part(page, "Từ máy tự phục vụ, đại lý và trạm quét")
    assert unopened in machines
    assert "1 cần quét lại" in machines
    assert kiosk in machines
    assert "1 chờ nhận vào hồ sơ" in machines
    other = counter.client("khac", branch="H26.98").get("/tiep-nhan")
    assert not any(code in other for code in (mine, theirs, unopened, kiosk))


def test_what_needs_somebody_comes_first(counter: Counter) -> None:
    an, (waits, bad) = counter.client("an"), (counter.code(1), counter.code(2))
    for code in (waits, bad):
        an.post("/tiep-nhan", dossier=code)
    counter.paper(waits, DeskState.TO_SIGN)
    counter.paper(bad, DeskState.RESCAN)
    own = part(an.get("/tiep-nhan"), "Việc của tôi")
    assert own.index(bad) < own.index(waits)


def test_a_dossier_is_found_by_a_part_of_its_code_and_by_its_receipt(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code(77)
    an.post("/tiep-nhan", dossier=code)
    counter.paper(code, DeskState.SIGNED)
    receipt = counter.app.receipts.code_of(code)
    for typed in (code[-11:], code.lower(), receipt):
        assert code in part(an.get("/tiep-nhan", params={"tim": typed}), "Tìm hồ sơ")
    assert "Không có hồ sơ nào" in an.get("/tiep-nhan", params={"tim": "ZZZZ"})
    other = counter.client("khac", branch="H26.98")
    assert f"{code}</a>" not in other.get("/tiep-nhan", params={"tim": receipt})


def test_giving_back_needs_a_reason_leaves_a_trace_and_can_be_undone(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    an.post("/tiep-nhan", dossier=code)
    paper = counter.paper(code)
    address = f"/giay-to/{paper.paper_id}"
    assert an.post(f"{address}/tra-lai", revision=paper.revision).status_code >= 400
    assert counter.app.desk.get(paper.paper_id).is_open
    an.post(f"{address}/tra-lai", revision=paper.revision, why="not_needed")
    page = an.get(f"/tiep-nhan/{code}")
    assert "thủ tục không cần giấy tờ này" in page
    assert counter.name("an") in page
    gone = counter.app.desk.get(paper.paper_id)
    an.post(f"{address}/nhan-lai", revision=gone.revision)
    assert counter.app.desk.get(paper.paper_id).state is DeskState.WAITING


def test_the_first_person_sees_who_sent_back_and_why(counter: Counter) -> None:
    an, binh = counter.client("an"), counter.client("binh", Role.CHECKER)
    paper = counter.paper(counter.code(), DeskState.TO_CHECK, reviewed_by=counter.name("an"))
    address = f"/kiem-tra/{paper.paper_id}"
    assert binh.post(f"{address}/chuyen-lai", revision=paper.revision).status_code >= 400
    binh.post(f"{address}/chuyen-lai", revision=paper.revision, why="value")
    assert f"{counter.name('binh')} chuyển lại: giá trị chưa đúng" in an.get(address)
    back = counter.app.desk.get(paper.paper_id)
    assert back.state is DeskState.TO_REVIEW
    moved = counter.app.desk.events(paper.paper_id)[-1]
    assert moved.detail == WhySentBack.VALUE


def test_a_signed_paper_can_be_seen_and_its_receipt_says_what_waits(counter: Counter) -> None:
    an, app, code = counter.client("an"), counter.app, counter.code()
    an.post("/tiep-nhan", dossier=code)
    paper = counter.paper(code, DeskState.TO_SIGN, paper_type="administrative_document")
    waits = counter.paper(code, DeskState.TO_REVIEW)
    signed = an.post(f"/ky-va-tra/{paper.paper_id}", revision=paper.revision, dossier=code)
    assert signed.status_code == 200, signed.text
    address = f"/giay-to/{paper.paper_id}"
    assert an.leads(f"/kiem-tra/{paper.paper_id}") == address
    assert "Nội dung đã ký" in an.get(address)
    assert an.http.get(f"{address}/ban-ky.pdf").content.startswith(b"%PDF")
    assert address in an.get(f"/tiep-nhan/{code}")
    assert an.http.get(f"/giay-to/{waits.paper_id}").status_code == 404
    receipt = an.get(f"/bien-nhan/{code}")
    assert "Còn 1 giấy tờ của hồ sơ chưa số hóa xong" in receipt
    assert "bản giấy đã trả lại người nộp" not in receipt
    assert "Dữ liệu và ảnh đã ký" in receipt
    assert app.desk.get(paper.paper_id).signed_by == counter.name("an")


def test_the_public_is_not_sent_back_while_a_clerk_can_still_look(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    counter.paper(code, DeskState.RESCAN)
    receipt = counter.app.receipts.code_of(code)
    page = an.get(f"/trang-thai?ma={receipt}")
    assert "Cán bộ đang xem lại ảnh" in page
    assert "Mời" not in page
    assert "Đã nhận 1 giấy tờ" in page
