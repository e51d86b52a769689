"""Whom a paper type names: which of its fields speak of one and the same person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["PARTY_NAMES", "Party", "PartyRole"]


class PartyRole(StrEnum):
    """What a person or organisation is on a paper."""

    OWNER = "owner"
    CHILD = "child"
    WIFE = "wife"
    HUSBAND = "husband"
    SPOUSE = "spouse"
    MOTHER = "mother"
    FATHER = "father"
    APPLICANT = "applicant"
    DECEASED = "deceased"
    RELATIVE = "relative"
    PRINCIPAL = "principal"
    AGENT = "agent"
    ORGANISATION = "organisation"
    COMPANY_OWNER = "company_owner"
    REPRESENTATIVE = "representative"
    HOUSEHOLD_HEAD = "household_head"
    MEMBER = "member"
    SIGNER = "signer"
    MENTIONED = "mentioned"
    """Named, but nothing says as what."""


PARTY_NAMES: dict[PartyRole, str] = {
    PartyRole.OWNER: "chủ giấy tờ",
    PartyRole.CHILD: "con",
    PartyRole.WIFE: "vợ",
    PartyRole.HUSBAND: "chồng",
    PartyRole.SPOUSE: "vợ hoặc chồng",
    PartyRole.MOTHER: "mẹ",
    PartyRole.FATHER: "cha",
    PartyRole.APPLICANT: "người yêu cầu",
    PartyRole.DECEASED: "người chết",
    PartyRole.RELATIVE: "người thân thích",
    PartyRole.PRINCIPAL: "người ủy quyền",
    PartyRole.AGENT: "người được ủy quyền",
    PartyRole.ORGANISATION: "tổ chức",
    PartyRole.COMPANY_OWNER: "chủ sở hữu doanh nghiệp",
    PartyRole.REPRESENTATIVE: "người đại diện",
    PartyRole.HOUSEHOLD_HEAD: "chủ hộ",
    PartyRole.MEMBER: "thành viên hộ",
    PartyRole.SIGNER: "người ký",
    PartyRole.MENTIONED: "người được nhắc tới",
}
"""For screens."""


@dataclass(frozen=True, slots=True)
class Party:
    """One person or organisation that papers of a type name.

    Attributes:
        role: What they are on the paper.
        name: Field with the name.
        numbers: Fields with a number, or with a text in which numbers stand.
        birth: Field with the day or year of birth.
        owner: Whether the paper is theirs; several may own one.
        rows: Whether `numbers` is a table with a person in each row.
        before: Heading in the text of the paper; further persons named above it are such a party
            as well. A certificate may have several owners where its fields hold one.
    """

    role: PartyRole
    name: str | None = None
    numbers: tuple[str, ...] = ()
    birth: str | None = None
    owner: bool = False
    rows: bool = False
    before: str | None = None
