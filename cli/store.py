"""`motlan store`: what lies in the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.render import type_name
from flows.workshop import workshop
from schemas.record import RenditionKind
from storage.errors import PaperMissingError

__all__ = ["store"]

_LACKING_EXIT_CODE = 5

store = typer.Typer(help="Xem và lấy giấy tờ trong kho.", no_args_is_help=True)


@store.command("ls")
def list_papers() -> None:
    """Liệt kê giấy tờ trong kho: mã, phiên bản, loại, số trang, các bản đang lưu."""
    archive = workshop().archive
    for paper_id, version in sorted(archive.papers()):
        record = archive.load(paper_id, version)
        kinds = ",".join(rendition.kind for rendition in record.renditions)
        name = type_name(record.classification.paper_type)
        typer.echo(f"{paper_id}\tv{version}\t{name}\t{len(record.pages)}\t{kinds}")


@store.command("get")
def get_file(
    paper: Annotated[str, typer.Argument(help="Mã giấy tờ, hoặc phần đầu của mã (từ 8 ký tự).")],
    kind: Annotated[RenditionKind, typer.Option(help="Bản cần lấy.")] = RenditionKind.SEARCHABLE,
    record: Annotated[bool, typer.Option("--record", help="Lấy hồ sơ dữ liệu JSON.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Ghi ra tệp này.")] = None,
) -> None:
    """Lấy một bản của giấy tờ ra tệp; mã băm được kiểm tra khi đọc."""
    archive = workshop().archive
    paper_id = _whole_id(paper)
    found = archive.load(paper_id)
    if record:
        data, suffix = found.model_dump_json(indent=1).encode(), ".json"
    else:
        rendition = found.rendition(kind)
        if rendition is None:
            raise PaperMissingError(f"giấy tờ không có bản {kind.value}", source=paper_id[:16])
        data = archive.file(paper_id, rendition)
        suffix = ".pdf" if rendition.media_type == "application/pdf" else ""
    path = output or Path(f"{paper_id[:16]}{suffix}")
    path.write_bytes(data)
    typer.echo(str(path))


@store.command("check")
def check() -> None:
    """Thử kho: ghi một lần, khóa, phiên bản, tiếng Việt... đảm bảo nào có thật."""
    from storage.check import check_store

    results = check_store(workshop().archive.store)
    for result in results:
        mark = {True: "có", False: "KHÔNG", None: "không áp dụng"}[result.holds]
        typer.echo(f"{result.guarantee}\t{mark}\t{result.detail}")
    if any(result.holds is False for result in results):
        raise typer.Exit(_LACKING_EXIT_CODE)


def _whole_id(start: str) -> str:
    """Return the one paper whose identifier starts so."""
    if len(start) == 64:
        return start
    matches = [pid for pid, _ in workshop().archive.papers() if pid.startswith(start)]
    if len(start) < 8 or len(matches) != 1:
        raise PaperMissingError(f"{len(matches)} giấy tờ có mã bắt đầu như vậy", source=start)
    return matches[0]
