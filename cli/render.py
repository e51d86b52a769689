"""Display of papers on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas.papers.registry import paper_type
from schemas.record.evidence import FieldEvidence, FieldState, RuleOutcome
from schemas.record.paper import Classification, PaperStatus
from schemas.text.shown import shown_name

if TYPE_CHECKING:
    from app.papers.digitizing.outcome import Outcome

__all__ = ["STANDINGS", "cell", "field_table", "paper_panel", "type_name"]

STANDINGS = {
    PaperStatus.CURRENT: "đang được dùng lại",
    PaperStatus.REVOKED: "đã thu hồi, không dùng lại",
    PaperStatus.REPLACED: "đã được thay thế, không dùng lại",
    PaperStatus.WITHDRAWN: "người dân đã rút đồng ý, không dùng lại",
}
_STATES = {
    FieldState.ACCEPTED: ("nhận", "green"),
    FieldState.CONFIRMED: ("đã xác nhận", "green"),
    FieldState.REVIEW: ("cần kiểm tra", "yellow"),
    FieldState.MISSING: ("không thấy", "dim"),
}
_STATUS = {"stored": "đã lưu", "already_on_file": "đã có trong kho, không làm lại"}


def cell(text: str) -> Text:
    """Return what others wrote, to be printed as it stands: no markup, no command to a terminal."""
    return Text(shown_name(text))


def type_name(identifier: str) -> str:
    """Return the Vietnamese name of a paper type."""
    model = paper_type(identifier)
    return model.name if model else "Chưa rõ loại"


def paper_panel(name: str, result: Outcome) -> Panel:
    """Return a panel with one digitised paper or the error that stopped it."""
    if result.record is None:
        text = Text.assemble(
            (f"[{result.error_code}] ", "bold red"),
            f"{result.error}\n",
            (f"→ {result.remedy}", "dim"),
        )
        return Panel(text, title=cell(name), title_align="left", border_style="red")
    record = result.record
    head = Text.assemble(
        (type_name(record.classification.paper_type), "bold"),
        f"  {record.classification.confidence:.0%} · {record.classification.reason}",
        f" · {len(record.pages)} trang · {_STATUS[result.status]}\n",
        (f"mã giấy tờ {record.paper_id[:16]}…", "dim"),
    )
    if result.note:
        head.append(f"\nGhi chú: {result.note}", style="yellow")
    for told in result.pages:
        head.append(f"\n{told}", style="red" if told.endswith("quét lại") else "yellow")
    for told in result.duplicates:
        head.append(f"\n{told}", style="yellow")
    if record.withheld:
        head.append(f"\nKhông lưu ảnh: {record.withheld.reference}", style="yellow")
    body = Group(head, field_table(record.classification, record.fields))
    return Panel(body, title=cell(name), title_align="left")


def field_table(classification: Classification, fields: dict[str, FieldEvidence]) -> Table:
    """Return a table of a paper's fields with confidence and state."""
    model = paper_type(classification.paper_type)
    specs = model.specs() if model else {}
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for name, evidence in fields.items():
        if evidence.state is FieldState.MISSING and not (name in specs and specs[name].required):
            continue
        label, style = _STATES[evidence.state]
        title = specs[name].title if name in specs else name
        sure = "" if evidence.value is None else f"{evidence.confidence:.0%}"
        table.add_row(cell(title), _value(evidence), sure, Text(label, style=style))
    return table


def _value(evidence: FieldEvidence) -> Text:
    """Return the value, or the raw text if it was not understood, and failed rules."""
    text = cell(evidence.value or evidence.raw or "—")
    for result in evidence.rules:
        if result.outcome is RuleOutcome.FAILED:
            text.append(f"\n  ! {result.message}", style="yellow")
    return text
