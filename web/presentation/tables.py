"""Tables among the values of a paper, as people see and fill them: rows and columns, not a line."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.toolkit.members import CELL, COLUMNS, ROW
from schemas.papers.model import PaperModel
from schemas.presentation.display import shown
from schemas.record.evidence import FieldEvidence, FieldState

__all__ = ["Table", "table_of"]

_TITLES = {
    "name": "Họ và tên",
    "birth": "Ngày sinh",
    "sex": "Giới tính",
    "number": "Số định danh",
    "relation": "Quan hệ với chủ hộ",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A value that is a table.

    Attributes:
        titles: Vietnamese names of the columns.
        rows: The cells of each row as people read and type them; one empty row if there is none.
        text: All rows as one text, in the form that people type.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: str


def table_of(model: type[PaperModel], name: str, evidence: FieldEvidence) -> Table | None:
    """Return the table that a field holds; None if it holds no table.

    A row on the paper that was not understood, and so is not in the value, stands in its place as
    it was read: who corrects the table sees that it is there.

    Args:
        model: The paper type.
        name: The field.
        evidence: What was found of it.
    """
    if name not in model.tables():
        return None
    rows = [_cells(row) for row in evidence.value.split(ROW)] if evidence.value else []
    read = (evidence.raw or "").split(ROW)
    if evidence.state is FieldState.REVIEW and evidence.raw and len(read) > len(rows):
        rows = _with_lost(rows, read)
    titles = tuple(_TITLES[column] for column, _ in COLUMNS)
    text = ROW.join(CELL.join(row) for row in rows)
    return Table(titles, tuple(rows) or (("",) * len(titles),), text)


def _cells(row: str) -> tuple[str, ...]:
    """Return the cells of a row; what has no column of its own stays in the last one."""
    cells = row.split(CELL, len(COLUMNS) - 1)
    cells += [""] * (len(COLUMNS) - len(cells))
    return tuple(shown(kind, cell) for (_, kind), cell in zip(COLUMNS, cells, strict=True))


def _with_lost(rows: list[tuple[str, ...]], read: list[str]) -> list[tuple[str, ...]]:
    """Return the rows of a value with those rows of the paper between them that it lacks."""
    left, found = list(rows), []
    for line in read:
        known = next((row for row in left if any(c and c in line for c in (row[0], row[3]))), None)
        if known:
            left.remove(known)
        found.append(known or (line, *[""] * (len(COLUMNS) - 1)))
    return found + left
