"""`motlan split`: splits a scanned stack at `motlan separator` sheets into one file per paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.intake.receive import receive
from schemas.messages.exits import ExitCode

__all__ = ["print_separator", "split"]


def split(
    stack: Annotated[
        Path, typer.Argument(help="PDF hoặc TIFF quét cả xấp.", exists=True, dir_okay=False)
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Thư mục nhận các tệp.")],
    contact: Annotated[Path | None, typer.Option(help="Ảnh PNG tổng hợp, thấy rõ chỗ cắt.")] = None,
    duplex: Annotated[bool, typer.Option("--hai-mat", help="Xấp quét cả hai mặt.")] = False,
) -> None:
    """Tách một xấp thành từng giấy tờ theo tờ phân cách, đối chiếu số lượng đã ghi trên tờ đầu.

    Cũng tách ở mã vạch của giấy biên nhận hồ sơ và ở mã patch (T, 2, 3) của nhà sản xuất máy quét.
    Mặt trắng được đếm nhưng không đọc. Mã thoát 3 khi số giấy tờ không khớp hoặc phải quét lại.

    Ví dụ: motlan split xap.pdf -o giay-to/ --contact xap.png
    """
    from pipeline.intake.decode.bounded import bounded_page_images
    from pipeline.stack.contact import contact_sheet
    from pipeline.stack.split import cut_file, split_stack

    file = receive(stack.read_bytes(), stack.name)
    found = split_stack(bounded_page_images(file), duplex=duplex)
    output.mkdir(parents=True, exist_ok=True)
    for number, paper in enumerate(found.papers, start=1):
        path = output / f"{stack.stem}-{number:03d}.pdf"
        path.write_bytes(cut_file(file, paper).data)
        pages = ", ".join(map(str, paper.numbers))
        known = f"\thồ sơ {paper.dossier}" if paper.dossier else ""
        typer.echo(f"{path}\ttrang {pages}\t{paper.blanks} mặt trắng{known}")
    if contact:
        contact.write_bytes(contact_sheet(found))
    for problem in found.problems:
        typer.echo(problem, err=True)
    if found.problems:
        raise typer.Exit(ExitCode.INPUT)


def print_separator(
    output: Annotated[Path, typer.Argument(help="Tệp PDF sẽ ghi, khổ A4.")],
    dossier: Annotated[str, typer.Option(help="Mã hồ sơ.")] = "",
    component: Annotated[str, typer.Option(help="Mã thành phần hồ sơ.")] = "",
    station: Annotated[str, typer.Option(help="Mã quầy.")] = "",
    papers: Annotated[int | None, typer.Option(help="Số giấy tờ của cả xấp.", min=1)] = None,
) -> None:
    """In tờ phân cách có mã QR, đặt trước mỗi giấy tờ trong xấp."""
    from pipeline.stack.separator import Separator, separator_sheet

    sheet = separator_sheet(Separator(dossier, component, station, papers))
    sheet.convert("RGB").save(output, "PDF", resolution=sheet.width / 8.27)
    typer.echo(str(output))
