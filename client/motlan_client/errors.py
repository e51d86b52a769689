"""Errors of the client of the query service."""

from __future__ import annotations

from motlan_client.models import Problem

__all__ = ["QueryError"]


class QueryError(Exception):
    """The service refused, or does not answer.

    Attributes:
        code: Stable identifier of this kind of error; a refusal has `problem.code`.
        remedy: What the operator should do, one sentence in Vietnamese.
        what: What happened, one sentence without personal data.
        source: What was asked for.
        problem: What the service said, or None where it said nothing.
    """

    code = "E-QUERY"
    remedy = "Xem mã lỗi của dịch vụ tra cứu; thử lại sau nếu dịch vụ không trả lời."

    def __init__(
        self, what: str, source: str | None = None, problem: Problem | None = None
    ) -> None:
        """Make an error; see the attributes."""
        super().__init__(what, source, problem)
        self.what = what
        self.source = source
        self.problem = problem

    def __str__(self) -> str:
        """One line: what was asked for, code, what happened, what to do."""
        where = f"{self.source}: " if self.source else ""
        return f"{where}[{self.code}] {self.what} → {self.remedy}"
