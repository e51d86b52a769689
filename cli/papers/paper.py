"""`motlan paper`: what becomes of a paper on file; each change and its reason are audited."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from app.papers import lifecycle
from cli.installation import installation
from cli.operation.store import whole_id
from schemas.record.paper import PaperRecord, PaperStatus, StatusChange
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action, AuditEvent
from storage.papers.archive import Saved
from storage.papers.entries import entry_of

__all__ = ["paper"]

paper = typer.Typer(
    help="Đính chính, thu hồi, thay thế, rút đồng ý, khôi phục, xóa giấy tờ.", no_args_is_help=True
)

_Paper = Annotated[str, typer.Argument(help="Mã giấy tờ, hoặc phần đầu của mã (từ 8 ký tự).")]
_Reason = Annotated[str, typer.Option(help="Lý do, ví dụ: theo đơn ngày 20/11/2026.")]
_Officer = Annotated[str, typer.Option(help="Tài khoản của cán bộ chịu trách nhiệm.")]
_Basis = Annotated[str, typer.Option("--legal-basis", help="Căn cứ pháp lý.")]

_SHOWN = {
    PaperStatus.CURRENT: "đang được dùng lại",
    PaperStatus.REVOKED: "đã thu hồi, không dùng lại",
    PaperStatus.REPLACED: "đã được thay thế, không dùng lại",
    PaperStatus.WITHDRAWN: "người dân đã rút đồng ý, không dùng lại",
}


@paper.command()
def withdraw(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Ghi nhận người dân rút đồng ý: ngừng dùng lại ngay, vẫn lưu trữ theo luật."""
    record, change = _begin(paper, Action.WITHDRAW, reason, officer, legal_basis)
    _told(lifecycle.set_consent(installation().archive, record.paper_id, False, change))


@paper.command()
def restore(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Cho dùng lại: hủy việc rút đồng ý; nếu không có thì hủy việc thu hồi, thay thế."""
    archive = installation().archive
    withdrawn = archive.load(whole_id(paper)).withdrawal is not None
    action = Action.CONSENT if withdrawn else Action.RESTORE
    record, change = _begin(paper, action, reason, officer, legal_basis)
    if withdrawn:
        _told(lifecycle.set_consent(archive, record.paper_id, True, change))
    else:
        _told(lifecycle.set_status(archive, record.paper_id, PaperStatus.CURRENT, change))


@paper.command()
def revoke(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Thu hồi: giấy tờ không còn giá trị."""
    record, change = _begin(paper, Action.REVOKE, reason, officer, legal_basis)
    archive = installation().archive
    _told(lifecycle.set_status(archive, record.paper_id, PaperStatus.REVOKED, change))


@paper.command()
def replace(paper: _Paper, reason: _Reason, officer: _Officer, legal_basis: _Basis = "") -> None:
    """Thay thế: đã có giấy tờ mới thay cho giấy tờ này."""
    record, change = _begin(paper, Action.REPLACE, reason, officer, legal_basis)
    archive = installation().archive
    _told(lifecycle.set_status(archive, record.paper_id, PaperStatus.REPLACED, change))


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
) -> None:
    """Đính chính số liệu đã lưu: thành phiên bản mới, ký lại; phiên bản cũ vẫn còn."""
    from app.papers.correct import rectified, store_rectified
    from storage.desk.corrections import keep_corrections

    app, paper_id = installation(), whole_id(paper)
    named = dict(_name_and_value(value) for value in values)
    found = rectified(app.archive, paper_id, named, officer, dt.datetime.now(dt.UTC))
    _begin(paper_id, Action.CORRECT, reason, officer, legal_basis, tuple(sorted(named)))
    saved = store_rectified(app.archive, found, app.sealer)
    keep_corrections(app.desk.database, found.settled)
    app.pictures.forget(paper_id)
    _told(saved)


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
    record, change = _begin(paper, Action.ERASE, reason, officer, "", (ground, reason))
    app.pictures.forget(record.paper_id)
    done = lifecycle.erase(
        app.archive,
        app.desk,
        record.paper_id,
        ground=ground,
        reference=reason,
        officer=officer,
        at=change.at,
    )
    if done.locked_until is None:
        typer.echo(f"{record.paper_id}\tđã xóa")
    else:
        day = f"{done.locked_until:%d/%m/%Y}"
        typer.echo(f"{record.paper_id}\tđã xóa khỏi tra cứu; kho khóa dữ liệu đến {day}")


def _begin(
    paper: str,
    action: Action,
    reason: str,
    officer: str,
    legal_basis: str,
    fields: tuple[str, ...] = (),
) -> tuple[PaperRecord, StatusChange]:
    """Write the audit entry: without it nothing may change."""
    app = installation()
    record = app.archive.load(whole_id(paper))
    owner = entry_of(record).subject_id
    now = dt.datetime.now(dt.UTC)
    change = StatusChange(at=now, officer=officer, reason=reason, legal_basis=legal_basis)
    app.audit.append(
        AuditEvent(
            action=action,
            actor="motlan-cli",
            officer=officer,
            purpose=reason,
            legal_basis=legal_basis,
            subject=app.audit.subject(owner) if owner else "",
            paper_id=record.paper_id,
            fields=fields,
        )
    )
    return record, change


def _name_and_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter("viết TRƯỜNG=GIÁ TRỊ, ví dụ number=48/2015", param_hint="--set")
    return name.strip(), value


def _told(saved: Saved) -> None:
    record = saved.record
    typer.echo(f"{record.paper_id}\tv{record.version}\t{_SHOWN[record.standing]}")
