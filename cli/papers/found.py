"""The table of papers that were found."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from cli.render import STANDINGS, cell, type_name
from storage.papers.search.entries import IndexEntry

__all__ = ["show"]

_HEADINGS = (
    "Loại",
    "Số, ký hiệu",
    "Ngày cấp",
    "Cơ quan cấp",
    "Hiệu lực đến",
    "Tình trạng",
    "Mã giấy tờ",
)


def show(entries: tuple[IndexEntry, ...]) -> None:
    """Print papers, one a row."""
    Console().print(_table(entries))


def _table(entries: tuple[IndexEntry, ...]) -> Table:
    table = Table(box=None, header_style="bold")
    for heading in _HEADINGS:
        table.add_column(heading, overflow="fold")
    for entry in entries:
        table.add_row(
            type_name(entry.paper_type),
            cell(entry.number or ""),
            f"{entry.issued_on:%d/%m/%Y}" if entry.issued_on else "",
            cell(entry.agency or ""),
            f"{entry.valid_until:%d/%m/%Y}" if entry.valid_until else "",
            _standing(entry),
            entry.paper_id[:16],
        )
    return table


def _standing(entry: IndexEntry) -> str:
    """Return whether a paper may be used and whether it is on file several times, as text."""
    told = [STANDINGS[entry.status]]
    if entry.scans:
        told.append(f"{len(entry.scans) + 1} bản quét của một giấy")
    if entry.likely_scans:
        told.append("có thể trùng với giấy khác, cần người xem")
    return "; ".join(told)
