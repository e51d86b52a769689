"""The pages and who may open them: one table, read by the head of every page and by every route."""

from __future__ import annotations

from dataclasses import dataclass

from storage.desk.accounts import Account, Role

__all__ = [
    "BATCHES",
    "BRANCH_WIDE",
    "DESK",
    "FIRST_REVIEW",
    "GUIDED",
    "INTAKE",
    "KIOSK",
    "LOOKUP",
    "MENU",
    "NAMES",
    "NOT_SECRET",
    "REVIEW",
    "SIGNING",
    "START",
    "WATCH",
    "Page",
]


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or a part of one that fewer people may use.

    Attributes:
        address: Where it begins.
        name: As the head of every page says it; empty where it does not.
        roles: Who may open it.
    """

    address: str
    name: str
    roles: tuple[Role, ...]

    def opens_for(self, account: Account) -> bool:
        """Tell whether an account may open it."""
        return account.may(*self.roles)


_COUNTER = (Role.OPERATOR, Role.SUPERVISOR, Role.AGENT)

INTAKE = Page("/tiep-nhan", "Tiếp nhận", _COUNTER)
NOT_SECRET = Page("/giay-to", "", (Role.SUPERVISOR,))
"""Saying that a paper bears no mark of secrecy, against the doubt of the machine."""
REVIEW = Page("/kiem-tra", "Kiểm tra", (*_COUNTER, Role.CHECKER))
FIRST_REVIEW = Page("/kiem-tra/tiep", "", _COUNTER)
"""Reviewing before anybody else did; checkers look second."""
DESK = Page("/giay-to", "", REVIEW.roles)
"""Pictures of papers that are not signed yet."""
SIGNING = Page("/ky-va-tra", "Ký và trả", _COUNTER)
LOOKUP = Page("/tra-cuu", "Tra cứu", (Role.OPERATOR, Role.SUPERVISOR, Role.RECORDS_OFFICER))
NAMES = Page("/tra-cuu/ten", "", (Role.RECORDS_OFFICER,))
"""A search by name can be used to look for persons."""
WATCH = Page("/theo-doi", "Theo dõi", (Role.SUPERVISOR, Role.AUDITOR))
BATCHES = Page("/lo-luu-tru", "Lô lưu trữ", (Role.RECORDS_OFFICER,))
START = Page("/bat-dau", "", (Role.OPERATOR, Role.SUPERVISOR))
GUIDED = Page("/quet", "", (Role.KIOSK, Role.AGENT, Role.OPERATOR, Role.SUPERVISOR))
KIOSK = Page("/quet/may", "", (Role.KIOSK,))
"""The only page of a kiosk."""

MENU = (INTAKE, REVIEW, SIGNING, LOOKUP, WATCH, BATCHES)
"""What the head of every page offers, in the order of the work."""

BRANCH_WIDE = (Role.OPERATOR, Role.CHECKER, Role.SUPERVISOR)
"""Who sees the papers of a whole branch; others see what they handed in themselves."""
