"""`motlan procedure`: imports, shows and approves procedures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from app.procedures import Catalogue, approve_procedure, import_procedures
from cli.acting import Officer, caller
from cli.installation import installation
from schemas.law.coverage import Service, covered, serves
from schemas.law.procedures import Component, Procedure, procedures, shipped_procedures
from schemas.messages.labels import label
from schemas.papers.registry import paper_type
from storage.errors import UnknownProcedureError

__all__ = ["procedure"]

_SHOWN_ERRORS = 20

procedure = typer.Typer(help="Danh mục thủ tục hành chính.", no_args_is_help=True)


@procedure.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="Tệp CSV của Cổng Dịch vụ công quốc gia.")],
    components: Annotated[
        Path | None,
        typer.Option(
            "--components", help="Tệp JSON có thành phần hồ sơ: đề xuất, người khác duyệt."
        ),
    ] = None,
    officer: Officer = None,
) -> None:
    """Nhập thủ tục từ tệp CSV; thủ tục mới hoặc đổi khác phải được duyệt mới dùng.

    Cột: ma_tthc, ten, linh_vuc, cap, so_qd, ma_ket_qua.
    """
    done = import_procedures(installation(), caller(officer), file, components)
    for number, problem in done.wrong[:_SHOWN_ERRORS]:
        typer.echo(f"dòng {number}: sai {problem}", err=True)
    typer.echo(
        f"{done.new} thủ tục chờ duyệt, {done.unchanged} không đổi, {len(done.wrong)} dòng sai"
    )
    if components:
        typer.echo(f"{done.proposed} thủ tục có thành phần hồ sơ được đề xuất")
    for code in done.strangers:
        typer.echo(f"{code}: có thành phần nhưng không có trong tệp CSV, bỏ qua", err=True)


@procedure.command("list")
def list_procedures(
    waiting: Annotated[bool, typer.Option("--waiting", help="Chỉ thủ tục chờ duyệt.")] = False,
) -> None:
    """Liệt kê thủ tục: mã, tình trạng, số thành phần kho trả lời được/tổng số, tên."""
    own = installation().settings.procedures
    shipped = set(shipped_procedures())
    if not waiting:
        for found in procedures():
            known = any(s.code == found.code and s.approval == found.approval for s in shipped)
            _line(found, "có sẵn" if known else f"đã duyệt, từ {found.effective_from:%d/%m/%Y}")
    if own is not None:
        for found in Catalogue.of(installation()).waiting():
            _line(found, "chờ duyệt")


@procedure.command()
def show(code: Annotated[str, typer.Argument(help="Mã TTHC, ví dụ 1.004222.")]) -> None:
    """Xem một thủ tục: căn cứ, thời gian áp dụng, thành phần hồ sơ."""
    own = installation().settings.procedures
    found = [p for p in procedures() if p.code == code]
    if own is not None:
        found += [p for p in Catalogue.of(installation()).waiting() if p.code == code]
    if not found:
        raise UnknownProcedureError(source=code)
    for version in found:
        _details(version)


@procedure.command()
def approve(
    codes: Annotated[list[str], typer.Argument(help="Mã các TTHC chờ duyệt.")],
    officer: Annotated[str, typer.Option(help="Tài khoản của cán bộ duyệt.")],
    day: Annotated[
        dt.datetime, typer.Option("--from", help="Áp dụng từ ngày.", formats=["%Y-%m-%d"])
    ],
) -> None:
    """Duyệt thủ tục đã nhập: từ ngày áp dụng, hệ thống trả lời theo thủ tục này."""
    for code in codes:
        found = approve_procedure(installation(), caller(officer), code, day.date())
        _line(found, f"đã duyệt, từ {found.effective_from:%d/%m/%Y}")
        if not found.components:
            typer.echo("  chưa có thành phần hồ sơ: cán bộ sẽ phải đối chiếu", err=True)


def _line(found: Procedure, state: str) -> None:
    stored = covered([found])[Service.STORE]
    typer.echo(f"{found.code}\t{state}\t{stored}/{len(found.components)}\t{found.name}")


def _details(found: Procedure) -> None:
    since = "" if found.effective_from == dt.date.max else f"{found.effective_from:%d/%m/%Y}"
    until = f"{found.effective_to:%d/%m/%Y}" if found.effective_to else "nay"
    approval = found.approval
    typer.echo(f"{found.code} {found.name}")
    typer.echo(f"  {found.field} · {found.level} · {found.decision} · nguồn: {found.source}")
    typer.echo(f"  áp dụng: {since} đến {until}" if since else "  CHỜ DUYỆT")
    if approval:
        typer.echo(f"  duyệt: {approval.officer}, {approval.at:%d/%m/%Y}")
    if found.proposed_by and not approval:
        typer.echo(f"  đề xuất: {found.proposed_by}; người khác phải duyệt")
    for component in found.components:
        typer.echo(f"  - {component.key}: {component.name}")
        typer.echo(f"    {_service(component)}")


def _service(component: Component) -> str:
    """Say from where the answer for a component comes, and which types could serve it."""
    models = {t: paper_type(t) for t in component.accepts}
    said = ", ".join(model.name if model else f"{t} (chưa đọc được)" for t, model in models.items())
    return ": ".join(filter(None, [label("component_service", serves(component)), said]))
