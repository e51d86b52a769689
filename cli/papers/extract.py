"""`motlan extract`: type and fields of files, with evidence; stores nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.panel import Panel

from cli.installation import installation
from cli.render import cell, field_table, type_name
from pipeline.intake.receive import Received, receive
from schemas.errors import MotlanError
from schemas.papers.registry import paper_type
from schemas.text.shown import shown_name

if TYPE_CHECKING:
    from pipeline.paper import Understood

__all__ = ["extract"]


def extract(
    files: Annotated[list[Path], typer.Argument(help="PDF, ảnh, zip ảnh.", exists=True)],
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="Vẽ khung các trường lên trang, ghi PNG vào thư mục này.", file_okay=False
        ),
    ] = None,
) -> None:
    """Phân loại và bóc tách trường dữ liệu kèm căn cứ; không lưu gì.

    Mỗi giá trị có chữ gốc, giá trị chuẩn hóa, trang, khung trên ảnh gốc, độ tin cậy và kết quả các
    quy tắc kiểm tra. Trạng thái `review` nghĩa là cần người kiểm tra.
    """
    from pipeline.paper import understand

    results: list[dict[str, Any]] = []
    failed = 0
    for path in files:
        try:
            file = receive(path.read_bytes(), path.name)
            understood = understand(file, installation().reader)
        except MotlanError as error:
            failed = max(failed, error.exit_code)
            results.append(
                {"file": shown_name(str(path)), "error_code": error.code, "error": error.text()}
            )
            Console(stderr=True, soft_wrap=True).print(str(error), markup=False, highlight=False)
            continue
        results.append(_plain(path, file, understood))
        if pictures:
            _draw(path, file, understood, pictures)
        if not as_json:
            _show(path, understood)
    if as_json:
        typer.echo(json.dumps(results, ensure_ascii=False, indent=1))
    if failed:
        raise typer.Exit(failed)


def _plain(path: Path, file: Received, understood: Understood) -> dict[str, Any]:
    return {
        "file": shown_name(str(path)),
        "paper_id": file.sha256,
        "pages": len(understood.pages),
        "classification": understood.classification.model_dump(mode="json"),
        "fields": {
            name: evidence.model_dump(mode="json") for name, evidence in understood.fields.items()
        },
    }


def _draw(path: Path, file: Received, understood: Understood, folder: Path) -> None:
    """Write one PNG per page with the fields outlined."""
    from cli.papers.picture import draw_fields
    from pipeline.intake.decode.bounded import bounded_page_images

    folder.mkdir(parents=True, exist_ok=True)
    model = paper_type(understood.classification.paper_type)
    for page in bounded_page_images(file):
        sheet = draw_fields(page.pixels, page.number, understood.fields, model)
        sheet.save(folder / f"{path.stem}-{page.number}.png")


def _show(path: Path, understood: Understood) -> None:
    table = field_table(understood.classification, understood.fields)
    subtitle = type_name(understood.classification.paper_type)
    Console().print(Panel(table, title=cell(path.name), title_align="left", subtitle=subtitle))
