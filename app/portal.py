"""Components of procedures as the National Public Service Portal publishes them: a proposal.

The file has one entry a procedure (`thanh_phan`, `ket_qua`). Its rows are not rules yet: headings
are cases of the procedure, alternatives stand beside each other, forms lag behind the law. What can
be told from a row is proposed; a person reads and corrects it before it counts.

Which types of paper serve a row is told by results: a paper is the result of an earlier procedure,
the portal names results with their codes, and a type knows its codes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from app.errors import CatalogueError
from schemas.law.procedures import Component, Condition, Obligation
from schemas.papers.registry import paper_types
from schemas.text.spelling import search_key

__all__ = ["read_components"]

_CODE = re.compile(r"KQ\.[GH]\d{2}\.\d{6}", re.IGNORECASE)
_RESULT = re.compile(rf"(.*?)Mã:\s*({_CODE.pattern})", re.IGNORECASE | re.DOTALL)
_BULLET = re.compile(
    r"^[\s\-+*•.]*(?:\(?[0-9ivxa-zđ]{1,4}(?:\.\d+)*\)\s*)?[\s\-+*•]*", re.IGNORECASE
)
_ALTERNATIVES = re.compile(r"\s*;\s*|\s+hoặc\s+")
_MADE_ANEW = (
    "to khai",
    "don ",
    "giay de nghi",
    "phieu yeu cau",
    "mau ho tich dien tu",
    "mau so",
    "van ban uy quyen",
    "anh ",
)
"""How the names of forms and photographs begin, without marks."""
_GENERAL = ("giay to phai nop", "giay to phai xuat trinh", "thanh phan ho so")
"""Headings that are no case of the procedure, without marks."""
_LEAST_NAME = 10
"""Shorter names of papers occur by chance."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True)

    nhom: str = ""
    ten: str


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True)

    so_qd: str
    thanh_phan: tuple[_Row, ...] = ()
    ket_qua: str = ""


_FILE: TypeAdapter[dict[str, _Entry]] = TypeAdapter(dict[str, _Entry])


def read_components(path: Path) -> dict[str, tuple[Component, ...]]:
    """Return the proposed components by code of procedure.

    Args:
        path: JSON file.

    Raises:
        CatalogueError: The file is not such a file.
    """
    try:
        said: Any = json.loads(path.read_text("utf-8-sig"))
        entries = _FILE.validate_python(said)
    except (OSError, ValueError, ValidationError) as error:
        raise CatalogueError("components-file", source=path.name) from error
    names = _names_of_types(entries.values())
    return {code: tuple(_components(entry, names)) for code, entry in entries.items()}


def _names_of_types(entries: Iterable[_Entry]) -> dict[str, str]:
    """Return the types by every name, without marks, under which a paper of theirs is asked for."""
    by_code = {code: t for t, model in paper_types().items() for code in model.result_codes}
    names = {
        search_key(name): t
        for t, model in paper_types().items()
        for name in (model.name, *(model.all_titles() if model.result_codes else ()))
    }
    for entry in entries:
        for name, code in _RESULT.findall(entry.ket_qua):
            for each in _ALTERNATIVES.split(name) if code.upper() in by_code else ():
                names[search_key(each.strip(" ."))] = by_code[code.upper()]
    return {name: t for name, t in names.items() if len(name) >= _LEAST_NAME}


def _components(entry: _Entry, names: Mapping[str, str]) -> Iterator[Component]:
    rows = list(dict.fromkeys((_plain(row.nhom), _plain(row.ten)) for row in entry.thanh_phan))
    cases = [case for case in dict.fromkeys(group for group, _ in rows) if _is_case(case)]
    number = 0
    for group, name in rows:
        if search_key(name) in ("", "hoac"):
            continue
        number += 1
        key = search_key(name)
        made_anew = key.startswith(_MADE_ANEW)
        presented = "xuat trinh" in search_key(group)
        several = len(cases) > 1 and group in cases
        yield Component(
            key=f"c{number:02}",
            name=name,
            obligation=Obligation.PRESENT if presented else Obligation.SUBMIT,
            condition=_condition(cases.index(group) + 1, group) if several else None,
            made_for_dossier=made_anew,
            requires_original="ban goc" in key,
            accepts=() if made_anew else _served_by(key, names),
            fields=(),
            legal_basis=entry.so_qd,
        )


def _condition(number: int, case: str) -> Condition:
    return Condition(key=f"case_{number}", text=f"hồ sơ thuộc trường hợp “{case}”")


def _is_case(group: str) -> bool:
    key = search_key(group)
    return bool(key) and not key.startswith(_GENERAL)


def _served_by(key: str, names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({t for name, t in names.items() if f" {name} " in f" {key} "}))


def _plain(text: str) -> str:
    """Return a row without bullet, surrounding dashes and line breaks."""
    return " ".join(_BULLET.sub("", text, count=1).split()).strip(" -:")
