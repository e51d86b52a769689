"""The pages and who may open them: one table, used by the page header and by every route."""

from __future__ import annotations

from dataclasses import dataclass

from storage.desk.accounts import Account, Role

__all__ = [
    "BATCHES",
    "BRANCH_WIDE",
    "CORRECTION",
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
    """A page, or a part of a page that fewer people may use.

    Attributes:
        address: Prefix of its addresses.
        name: Name in the page header; empty if it is not listed there.
        roles: Roles that may open it.
    """

    address: str
    name: str
    roles: tuple[Role, ...]

    def opens_for(self, account: Account) -> bool:
        """Return whether an account may open it."""
        return account.may(*self.roles)


_COUNTER = (Role.OPERATOR, Role.SUPERVISOR, Role.AGENT)

INTAKE = Page("/tiep-nhan", "Tiếp nhận", _COUNTER)
NOT_SECRET = Page("/giay-to", "", (Role.SUPERVISOR,))
"""Declaring that a suspected paper bears no secrecy mark."""
REVIEW = Page("/kiem-tra", "Kiểm tra", (*_COUNTER, Role.CHECKER))
FIRST_REVIEW = Page("/kiem-tra/tiep", "", _COUNTER)
"""First review; checkers only make the second check."""
DESK = Page("/giay-to", "", REVIEW.roles)
"""Page pictures of papers that are not signed yet."""
CORRECTION = Page("/giay-to", "", (Role.OPERATOR, Role.SUPERVISOR))
"""Correcting what was signed."""
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
"""The pages listed in the page header, in the order of the work."""

BRANCH_WIDE = (Role.OPERATOR, Role.CHECKER, Role.SUPERVISOR)
"""Roles that see the papers of a whole branch; others see only what they handed in themselves."""
