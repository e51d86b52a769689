"""`motlan verify`: verifies signed PDFs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from cli.acting import Officer, caller
from cli.installation import installation
from cli.render import cell
from schemas.messages.exits import ExitCode

if TYPE_CHECKING:
    from app.papers.verification import Verification

__all__ = ["verify"]


def verify(
    file: Annotated[Path, typer.Argument(help="Tệp PDF đã ký.", exists=True, dir_okay=False)],
    trust: Annotated[
        list[Path] | None, typer.Option(help="Chứng thư gốc tin cậy (PEM); mặc định theo cấu hình.")
    ] = None,
    online: Annotated[
        bool, typer.Option(help="Hỏi tình trạng thu hồi chứng thư qua mạng (OCSP, CRL).")
    ] = False,
    officer: Officer = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Kiểm tra chữ ký, chứng thư, thay đổi sau khi ký, dữ liệu đính kèm và đối chiếu với kho.

    Kiểm tra được cả tệp do cơ quan khác ký: chỉ định chứng thư gốc của họ bằng --trust.
    Mã thoát 0 khi hợp lệ, 6 khi không hợp lệ hoặc chưa kết luận được.
    """
    from app.papers import verification
    from pipeline.seal.verification.trust import Trust  # imports pyHanko, which takes seconds

    app = installation()
    roots = Trust.from_files(trust or [app.trust], online=online or app.settings.ask_revocation)
    found = verification.verify(app, caller(officer), file.read_bytes(), trust=roots)
    if as_json:
        typer.echo(found.to_json())
    else:
        _print(found)
    if not found.verdict.valid:
        raise typer.Exit(ExitCode.INVALID)


def _print(found: Verification) -> None:
    """Print the sentence for the clerk, then each signature, the attached data and the store."""
    from pipeline.seal.verification.verdict import SealProblem

    console = Console(soft_wrap=True, highlight=False)
    verdict = found.verdict
    console.print(verdict.summary, style="green" if verdict.valid else "red", markup=False)
    for report in verdict.signatures:
        about = "; ".join(problem.message for problem in report.problems) or "đạt"
        level = f" [{report.level.value}]" if report.level else ""
        name = f"{report.signer or 'không rõ người ký'}{level}, {report.issuer} cấp"
        console.print(cell(f"  {report.field}: {name}: {about}"))
    attached = "đúng cấu trúc" if verdict.record else "không có"
    if SealProblem.RECORD_INVALID in verdict.problems:
        attached = "SAI cấu trúc"
    console.print(f"  Dữ liệu đính kèm: {attached}", markup=False)
    console.print(f"  Đối chiếu kho: {found.standing.message}", markup=False)
