"""`motlan schema`: lists the paper types and the fields of each."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.installation import installation
from extractors.errors import UnknownPaperTypeError
from schemas.papers.model import FieldSpec, PaperModel
from schemas.papers.registry import paper_type, paper_types
from schemas.presentation.json_schema import json_schema

__all__ = ["schema"]


def schema(
    identifier: Annotated[
        str | None,
        typer.Argument(metavar="LOẠI", help="Mã loại giấy tờ; bỏ trống để xem danh sách."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="In JSON; với một loại là JSON Schema 2020-12.")
    ] = False,
) -> None:
    """Các loại giấy tờ và JSON Schema của từng loại.

    Mỗi trường có tên, kiểu, vai trò (số, chủ giấy tờ, ngày cấp...), nhóm dữ liệu cá nhân theo
    NĐ 356/2025/NĐ-CP và nhãn in trên giấy. Hệ thống khác lấy cùng nội dung ở `GET /v1/schemas`.
    """
    installation()  # includes the installation's own printed forms
    if identifier is None:
        _list(as_json)
        return
    model = paper_type(identifier)
    if model is None:
        raise UnknownPaperTypeError(source=identifier)
    if as_json:
        typer.echo(json.dumps(json_schema(model), ensure_ascii=False, indent=1))
    else:
        Console().print(_fields(model))


def _list(as_json: bool) -> None:
    names = {identifier: model.name for identifier, model in paper_types().items()}
    if as_json:
        rows = [{"paper_type": identifier, "name": name} for identifier, name in names.items()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for identifier, name in names.items():
        typer.echo(f"{identifier:32}{name}")


def _fields(model: type[PaperModel]) -> Table:
    table = Table("Trường", "Tên", "Kiểu", "Vai trò", "Dữ liệu cá nhân", box=None, pad_edge=False)
    table.title = model.name
    for name, spec in model.specs().items():
        roles = ", ".join(spec.roles)
        table.add_row(name, spec.title, _kind(spec), roles, spec.sensitivity.value)
    return table


def _kind(spec: FieldSpec) -> str:
    return f"{spec.kind.value} ({spec.unit})" if spec.unit else spec.kind.value
