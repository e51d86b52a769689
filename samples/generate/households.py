"""Households of invented people, as the tables of residence papers print them."""

from __future__ import annotations

import random

from samples.generate.canvas import Sheet
from samples.generate.forms import slashed
from samples.generate.grid import table
from samples.generate.people import Person, draw_person

__all__ = ["Member", "draw_members", "member_table", "members_value"]

Member = tuple[Person, str]
"""A person and the relation to the head of the household."""

_RELATIONS = ("Con đẻ", "Vợ", "Chồng", "Mẹ đẻ", "Cháu nội", "Em ruột")
_HEADS = ("TT", "Họ, chữ đệm\nvà tên", "Ngày, tháng,\nnăm sinh", "Giới\ntính",
          "Số định danh\ncá nhân", "Mối quan hệ\nvới chủ hộ")  # fmt: skip
_WIDTHS = (10.0, 47.0, 27.0, 16.0, 36.0, 30.0)


def draw_members(rng: random.Random, most: int) -> list[Member]:
    """Draw up to so many people of a household."""
    return [
        (draw_person(rng, born=(1950, 2022)), rng.choice(_RELATIONS))
        for _ in range(rng.randint(0, most))
    ]


def members_value(members: list[Member]) -> dict[str, str]:
    """Return the true value of a table; nothing where it is empty."""
    rows = [
        (p.name_in_capitals, p.birth.isoformat(), p.sex, p.personal_id, relation)
        for p, relation in members
    ]
    return {"members": "; ".join(" | ".join(row) for row in rows)} if rows else {}


def member_table(sheet: Sheet, x: float, y: float, members: list[Member], *, blank: int) -> float:
    """Print the table with some blank rows below; returns its lower edge, millimetres."""
    rows = [
        (str(index), p.name_in_capitals, slashed(p.birth), p.sex, p.personal_id, relation)
        for index, (p, relation) in enumerate(members, start=1)
    ]
    return table(sheet, x, y, _WIDTHS, [_HEADS, *rows, *([("",) * len(_HEADS)] * blank)])
