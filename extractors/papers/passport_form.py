"""Application for a passport TK01: digit boxes, tick boxes, rows with two values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.judge.evidence import evidence_from_lines
from extractors.judge.rules import apply_rules, id_has_birth_year, id_has_sex, not_before
from extractors.judge.template import known_template
from extractors.toolkit.dateline import find_dateline
from extractors.toolkit.labelled import extract_labelled, require
from extractors.toolkit.rows import group_rows
from extractors.toolkit.ticks import find_ticked
from extractors.values.normalise import normalise
from schemas.papers.model import FieldSpec
from schemas.papers.types.passport_form import PassportForm
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading
from schemas.text.spelling import nfc

__all__ = ["RULES", "extract"]

_SEXES = {"Nam": "Nam", "Nữ": "Nữ"}
_CHIPS = {
    "có gắn chíp điện tử": "Có gắn chíp điện tử",
    "không gắn chíp điện tử": "Không gắn chíp điện tử",
}
_STOPS = (
    "1. Họ",
    "2. Giới tính",
    "13. Cha",
    "14. Hộ chiếu phổ thông cấp lần gần nhất",
    "15. Số tài khoản hoàn lệ phí",
    "Cấp hộ chiếu có gắn chíp điện tử",
    "Người đề nghị",
)
_RELATIVES = (("father", "Cha"), ("mother", "Mẹ"), ("spouse", r"Vợ ?/ ?chồng"))
_PATTERNS = (
    re.compile(r"1\W*Họ\W+(?P<surname>\w+)\W+Chữ đệm và tên\W+(?P<given>[\w ]+?)\W*(?:\(2\))?\W*"),
    *(
        re.compile(rf"(?:13\W*)?{word}\W+họ và tên\W+(?P<{role}>[^\W\d_].*?)\W+sinh ngày\b.*")
        for role, word in _RELATIVES
    ),
    re.compile(
        r"14\W*Hộ chiếu phổ thông cấp lần gần nhất.*?[Ss]ố\W+(?P<last_passport>[A-Z]\d{7,8})\W+"
        r"cấp ngày\W+(?P<last_passport_on>[\d/]+)\W*"
    ),
)

RULES = (
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    not_before("date.order", "birth_date", "made_on", "Ngày làm tờ khai trước ngày sinh."),
    not_before("date.passport", "last_passport_on", "made_on", "Hộ chiếu cũ cấp sau tờ khai."),
    known_template(PassportForm),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of an application for a passport with its evidence."""
    specs = PassportForm.specs()
    fields = extract_labelled(PassportForm, pages, stops=_STOPS)
    found = {
        **_from_rows(pages, specs),
        "sex": find_ticked(pages, _SEXES),
        "chip": find_ticked(pages, _CHIPS),
        "made_on": find_dateline(pages),
    }
    fields |= {name: require(specs[name], evidence) for name, evidence in found.items()}
    return apply_rules(fields, RULES)


def _from_rows(
    pages: Sequence[PageReading], specs: Mapping[str, FieldSpec]
) -> dict[str, FieldEvidence]:
    """Return the values of rows that have no colons and hold two values each."""
    found: dict[str, FieldEvidence] = {}
    for page in pages:
        for row in group_rows(page.lines):
            text = " ".join(nfc(" ".join(line.text for line in row.lines)).split())
            for pattern in _PATTERNS:
                match = pattern.fullmatch(text)
                for name, raw in _values(match).items() if match else ():
                    value, rules = (n := normalise(specs[name].kind, raw)).value, n.rules
                    found.setdefault(
                        name,
                        evidence_from_lines(row.lines, page.number, value, raw=raw, rules=rules),
                    )
    return found


def _values(match: re.Match[str]) -> dict[str, str]:
    groups = match.groupdict()
    if "surname" in groups:
        return {"full_name": f"{groups['surname']} {groups['given']}"}
    return groups
