"""`motlan paper`: changes the status of papers on file; each change is audited with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.papers.life import standing
from app.papers.life.scans import Changed, tell_apart
from app.papers.look import see_paper
from cli.acting import caller
from cli.installation import installation
from cli.operation.store import whole_id
from cli.render import STANDINGS
from schemas.record.paper import PaperStatus
from schemas.record.tombstone import ErasureGround

__all__ = ["paper"]

paper = typer.Typer(
    help="Đính chính, thu hồi, thay thế, rút đồng ý, khôi phục, xóa giấy tờ.", no_args_is_help=True
)

_Paper = Annotated[str, typer.Argument(help="Mã giấy tờ, hoặc phần đầu của mã (từ 8 ký tự).")]
_Reason = Annotated[str, typer.Option(help="Lý do, ví dụ: theo đơn ngày 20/11/2026.")]
_Officer = Annotated[str, typer.Option(help="Tài khoản của cán bộ chịu trách nhiệm.")]
_Basis = Annotated[str, typer.Option("--legal-basis", help="Căn cứ pháp lý.")]


@paper.command()
def withdraw(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Ghi nhận người dân rút đồng ý: ngừng dùng lại ngay, vẫn lưu trữ theo luật."""
    by = caller(officer, reason, legal_basis=legal_basis)
    _told(standing.withdraw(installation(), by, whole_id(paper)))


@paper.command()
def restore(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Cho dùng lại: hủy việc rút đồng ý; nếu không có thì hủy việc thu hồi, thay thế."""
    app, paper_id = installation(), whole_id(paper)
    by = caller(officer, reason, legal_basis=legal_basis)
    entry = app.index.get(paper_id)
    withdrawn = entry is not None and entry.status is PaperStatus.WITHDRAWN
    verb = standing.consent if withdrawn else standing.restore
    _told(verb(app, by, paper_id))


@paper.command()
def revoke(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Thu hồi: giấy tờ không còn giá trị."""
    by = caller(officer, reason, legal_basis=legal_basis)
    _told(standing.revoke(installation(), by, whole_id(paper)))


@paper.command()
def replace(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Thay thế: đã có giấy tờ mới thay cho giấy tờ này."""
    by = caller(officer, reason, legal_basis=legal_basis)
    _told(standing.replace(installation(), by, whole_id(paper)))


@paper.command()
def correct(
    paper: _Paper,
    values: Annotated[
        list[str],
        typer.Option("--set", help="TRƯỜNG=GIÁ TRỊ; để trống giá trị nếu giấy tờ không có."),
    ],
    reason: _Reason,
    officer: _Officer,
    legal_basis: _Basis = "",
    sure: Annotated[
        bool, typer.Option("--sure", help="Khẳng định giấy ghi đúng như vậy dù trái quy tắc.")
    ] = False,
    alone: Annotated[
        bool, typer.Option("--alone", help="Chỉ sửa bản quét này, không sửa các bản quét khác.")
    ] = False,
) -> None:
    """Đính chính số liệu đã lưu: thành phiên bản mới, ký lại; phiên bản cũ vẫn còn."""
    from app.papers.life.correct import correct

    by = caller(officer, reason, legal_basis=legal_basis)
    named = dict(_name_and_value(value) for value in values)
    insisted = tuple(named) if sure else ()
    _told(correct(installation(), by, whole_id(paper), named, sure=insisted, alone=alone))


@paper.command()
def scans(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Liệt kê các bản quét khác của cùng một giấy, và các bản có thể là cùng giấy."""
    app, paper_id = installation(), whole_id(paper)
    entry = see_paper(app, caller(officer, reason, legal_basis=legal_basis), paper_id)
    for scan in entry.scans:
        typer.echo(f"{scan}\tcùng một giấy")
    for scan in entry.likely_scans:
        typer.echo(f"{scan}\tcó thể là cùng một giấy")
    if not (entry.scans or entry.likely_scans):
        typer.echo("Không có bản quét nào khác.")


@paper.command()
def apart(
    paper: _Paper,
    other: Annotated[str, typer.Argument(help="Mã của giấy tờ kia.")],
    reason: _Reason,
    officer: _Officer,
    legal_basis: _Basis = "",
) -> None:
    """Khẳng định hai bản quét là hai giấy tờ khác nhau."""
    by = caller(officer, reason, legal_basis=legal_basis)
    _told(tell_apart(installation(), by, whole_id(paper), whole_id(other)))


@paper.command()
def review(
    officer: _Officer,
    paper_type: Annotated[
        list[str] | None, typer.Option("--type", help="Chỉ loại này; lặp lại được.")
    ] = None,
    branch: Annotated[str, typer.Option(help="Chi nhánh có người kiểm tra.")] = "",
    limit: Annotated[int, typer.Option(help="Nhiều nhất bao nhiêu giấy tờ.", min=1)] = 20,
    sample: Annotated[
        bool, typer.Option("--sample", help="Chọn xác suất thay vì giấy chờ lâu nhất.")
    ] = False,
) -> None:
    """Đưa giấy tờ trong kho còn mục chưa ai kiểm tra vào hàng chờ của trang Kiểm tra."""
    from app.desk.reopen import reopen_some

    by = caller(officer, "kiểm tra số liệu đã lưu")
    types = paper_type or ()
    found = reopen_some(installation(), by, types, limit=limit, sample=sample, branch=branch)
    for one in found:
        typer.echo(f"{one.paper_id}\t{one.paper_type}\t{one.doubts} mục cần xem")
    typer.echo(f"{len(found)} giấy tờ trong hàng chờ kiểm tra.")


@paper.command("measure-set")
def measure_set(
    folder: Annotated[Path, typer.Argument(help="Thư mục mới, chỉ tài khoản này đọc được.")],
    reason: _Reason,
    officer: _Officer,
    legal_basis: _Basis = "",
) -> None:
    """Lấy các giấy tờ đã có người kiểm tra làm bộ đo; có số liệu cá nhân, không mang ra ngoài."""
    from app.papers.measure_set import make_measure_set

    by = caller(officer, reason, legal_basis=legal_basis)
    if folder.exists():
        raise typer.BadParameter("thư mục đã có, hãy chọn thư mục mới", param_hint="FOLDER")
    made = make_measure_set(installation(), by, folder)
    typer.echo(
        f"{made.papers} giấy tờ, {made.values} giá trị, trong đó {made.wrong} máy đọc sai; "
        f"{made.missing} giấy tờ không còn bản gốc."
    )


@paper.command()
def erase(
    paper: _Paper,
    reason: Annotated[str, typer.Option(help="Số quyết định, không ghi họ tên.")],
    officer: _Officer,
    ground: Annotated[ErasureGround, typer.Option(help="Lý do không được lưu giữ nữa.")],
    confirmed: Annotated[
        bool, typer.Option("--yes", help="Không hỏi lại; việc xóa không hoàn tác được.")
    ] = False,
) -> None:
    """Xóa giấy tờ hết thời hạn lưu trữ hoặc theo quyết định; chỉ còn dấu vết việc xóa."""
    app = installation()
    if not confirmed:
        typer.confirm("Xóa vĩnh viễn giấy tờ này?", abort=True)
    by = caller(officer, reason)
    done = standing.erase(app, by, whole_id(paper), ground=ground, reference=reason)
    paper_id = done.tombstone.paper_id
    if done.locked_until is None:
        typer.echo(f"{paper_id}\tđã xóa")
    else:
        day = f"{done.locked_until:%d/%m/%Y}"
        typer.echo(f"{paper_id}\tđã xóa khỏi tra cứu; kho khóa dữ liệu đến {day}")


def _name_and_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter("viết TRƯỜNG=GIÁ TRỊ, ví dụ number=48/2015", param_hint="--set")
    return name.strip(), value


def _told(changed: Changed) -> None:
    record = changed.record
    typer.echo(f"{record.paper_id}\tv{record.version}\t{STANDINGS[record.standing]}")
    for scan in changed.scans:
        shown = STANDINGS[scan.standing]
        typer.echo(f"{scan.paper_id}\tv{scan.version}\t{shown} (bản quét khác của giấy này)")
    entry = installation().index.get(record.paper_id)
    for scan_id in entry.likely_scans if entry else ():
        typer.echo(f"{scan_id}\tkhông đổi: có thể là cùng giấy này, cần người xem")
