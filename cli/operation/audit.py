"""`motlan audit`: verifies the audit chain and reports accesses to the person concerned."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.papers.reports import import_chain, report_accesses, verify_chain
from app.subjects import sought
from cli.acting import Officer, Sure, caller
from cli.installation import installation
from cli.render import cell
from schemas.messages.exits import ExitCode
from storage.audit.chain import Action, AuditEntry

__all__ = ["audit"]

_PROBLEMS = {
    "missing": "thiếu",
    "altered": "bị sửa hoặc giả",
    "out_of_order": "sai thứ tự",
    "clock_back": "đồng hồ chạy lùi",
    "differs_from_seal": "khác bản đã niêm phong trong kho",
    "seal_missing": "bản niêm phong trong kho bị mất",
    "seal_hidden": "bản niêm phong trong kho bị xóa hoặc ghi đè",
    "head_altered": "dấu mốc cuối nhật ký bị sửa hoặc giả",
    "unknown_papers": "kho có giấy tờ mà nhật ký không ghi",
}
_ACTIONS = {
    Action.UPLOAD: "nộp vào",
    Action.SEARCH: "tìm kiếm",
    Action.READ: "xem",
    Action.DOWNLOAD: "tải tệp",
    Action.LINK: "lập liên kết xem",
    Action.VERIFY: "kiểm tra chữ ký",
    Action.REUSE_CHECK: "kiểm tra dùng lại",
    Action.REUSE_ACCEPT: "dùng lại",
    Action.REUSE_REJECT: "từ chối dùng lại",
    Action.CORRECT: "sửa",
    Action.REVOKE: "thu hồi",
    Action.REPLACE: "thay thế",
    Action.RESTORE: "khôi phục",
    Action.WITHDRAW: "rút đồng ý",
    Action.CONSENT: "đồng ý lại",
    Action.ERASE: "xóa",
    Action.REFUSE: "bị từ chối",
    Action.REPORT: "báo cáo truy cập",
    Action.DIGITIZE: "số hóa",
    Action.REVIEW: "rà soát",
    Action.CHECK: "kiểm tra lần hai",
    Action.SEND_BACK: "chuyển lại rà soát",
    Action.RETYPE: "đổi loại giấy tờ",
    Action.SIGN: "ký",
    Action.GIVE_BACK: "trả lại, không ký",
    Action.REGROUP: "sắp xếp lại trang",
    Action.RESCAN: "quét lại",
    Action.KEEP_AS_IS: "vẫn dùng trang quét kém",
    Action.RETRY: "thử lại",
    Action.NOT_SECRET: "xác định không mật",
    Action.REDO: "làm lại",
    Action.RENEW: "gia hạn dấu thời gian",
    Action.APPROVE: "phê duyệt",
    Action.BATCH: "điều hành đợt số hóa",
    Action.ACCOUNT: "thay đổi tài khoản",
    Action.IMPORT: "nhập thủ tục",
    Action.UPKEEP: "bảo trì kho",
    Action.RECORDS: "ghi mã băm hồ sơ dữ liệu",
    Action.RECEIPT: "in biên nhận",
    Action.OPEN_DOSSIER: "mở hồ sơ",
    Action.TAKE_IN: "nhận thay hồ sơ",
    Action.TICK: "đánh dấu thành phần hồ sơ",
    Action.TELL_APART: "xác định hai bản quét khác nhau",
    Action.ATTACH: "nộp lại cho hồ sơ khác",
    Action.REOPEN: "đưa giấy đã lưu ra kiểm tra lại",
    Action.SIGN_IN: "đăng nhập",
    Action.SIGN_OUT: "đăng xuất",
    Action.FILL_FORM: "điền sẵn tờ khai",
    Action.PRINT_FORM: "in tờ khai",
    Action.SAME_PERSON: "gộp hoặc tách số của một người",
}

audit = typer.Typer(help="Nhật ký truy cập: kiểm tra, báo cáo.", no_args_is_help=True)


@audit.command()
def verify(
    head: Annotated[
        list[str] | None,
        typer.Option(help="Dấu mốc đã in ra bằng `motlan audit head`; có thể ghi nhiều lần."),
    ] = None,
) -> None:
    """Tìm mục nhật ký bị xóa, sửa, đảo, giả mạo; so với bản niêm phong và các dấu mốc."""
    report = verify_chain(installation(), head or ())
    for finding in report.findings:
        typer.echo(f"{finding.number}\t{_PROBLEMS[finding.problem]}")
    state = "nguyên vẹn" if report.intact else f"{len(report.findings)} mục có vấn đề"
    typer.echo(f"{report.entries} mục, {report.sealed} đã niêm phong trong kho: {state}")
    if not report.intact:
        raise typer.Exit(ExitCode.INVALID)


@audit.command("import")
def bring_back(officer: Officer = None) -> None:
    """Lấy lại từ kho những mục nhật ký đã niêm phong mà cơ sở dữ liệu (bản cũ) không còn."""
    back = import_chain(installation(), caller(officer, "khôi phục nhật ký từ kho"))
    typer.echo(f"{back} mục đã lấy lại từ kho")


@audit.command()
def head() -> None:
    """In dấu mốc cuối nhật ký, để giữ ở nơi máy này không với tới."""
    found = installation().chain.head()
    typer.echo(found.line() if found else "Nhật ký chưa có mục nào.")


@audit.command()
def report(
    subject: Annotated[str, typer.Argument(help="Số định danh của người hỏi.")],
    officer: Annotated[str, typer.Option(help="Tài khoản của cán bộ lập báo cáo.")],
    sure: Sure = False,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Ai đã xem giấy tờ của tôi: mọi lần truy cập, của ai, vì việc gì, theo căn cứ nào."""
    by = caller(officer, "báo cáo cho chủ thể dữ liệu")
    found = report_accesses(installation(), by, sought(subject, sure=sure))
    if as_json:
        rows = [{"at": e.at.isoformat(), **e.event.model_dump(mode="json")} for e in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        Console().print(_table(found) if found else "Chưa có ai truy cập giấy tờ của người này.")


def _table(entries: tuple[AuditEntry, ...]) -> Table:
    table = Table(box=None, header_style="bold")
    for heading in ("Lúc", "Việc", "Cơ quan", "Cán bộ", "Mục đích", "Căn cứ", "Hồ sơ", "Trường"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        event = entry.event
        told = (
            f"{entry.at.astimezone():%d/%m/%Y %H:%M}",
            _ACTIONS[event.action],
            event.agency,
            event.officer or event.actor,
            event.purpose,
            event.legal_basis,
            event.dossier,
            ", ".join(event.fields),
        )
        table.add_row(*map(cell, told))
    return table
