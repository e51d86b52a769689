"""The lists of provinces, districts and wards, before and since 01/07/2025.

On that day the districts were abolished and 63 provinces with 10,040 wards became 34 with 3,321.
Today's units come from the package `vietnam-provinces` (General Statistics Office, QĐ 19/2025/
QĐ-TTg); former units and their successors from the table beside this module
(`scripts/units_table.py`). The older list is the state of 30/06/2025: units abolished earlier are
not in it.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib.util
import json
import lzma
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from schemas.text.spelling import comparison_key

__all__ = ["REFORM", "Name", "Unit", "name_of", "provinces_before", "provinces_today", "ward_today"]

REFORM = dt.date(2025, 7, 1)
"""First day of the scheme with two tiers."""

_TABLE = "units_before_2025-07-01.tsv.xz"
_KINDS = {
    "thành phố": "thành phố", "tp": "thành phố", "tỉnh": "tỉnh", "quận": "quận", "q": "quận",
    "huyện": "huyện", "h": "huyện", "thị xã": "thị xã", "tx": "thị xã", "phường": "phường",
    "p": "phường", "xã": "xã", "x": "xã", "thị trấn": "thị trấn", "tt": "thị trấn",
    "đặc khu": "đặc khu",
}  # fmt: skip
_KIND = re.compile(rf"(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:\.\s*|\s+)")
_ALIASES = {"hcm": "hồ chí minh", "tphcm": "hồ chí minh"}


@dataclass(frozen=True, slots=True)
class Name:
    """A unit name in the form used for comparison: kind split off, letters and digits only."""

    kind: str | None
    letters: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit with the units below it, by the letters of their names.

    Several units may have the same name: `Thị trấn Chờ` and `Xã Chờ`.

    Attributes:
        name: `Phường Ngọc Hà`.
        code: As the list has it.
        below: Units of the next tier.
        successors: Codes of today's wards, the one with the largest part first; for former wards.
    """

    name: str
    code: str
    below: Mapping[str, tuple[Unit, ...]]
    successors: tuple[str, ...] = ()

    def find(self, name: Name) -> tuple[Unit, ...]:
        """Return the units below with a given name; the kind must agree if it is given."""
        found = self.below.get(name.letters, ())
        return tuple(u for u in found if name.kind in (None, name_of(u.name).kind))


@functools.lru_cache(maxsize=1 << 14)
def name_of(text: str) -> Name:
    """Split a unit name into kind and name: `TP. Hà Nội`, `P.Ngọc Hà`, `Quận 01`."""
    key = comparison_key(text).strip(" .")
    kind = None
    if match := _KIND.match(key):
        kind, key = _KINDS[match["kind"]], key[match.end() :]
    letters = re.sub(r"[\W_]", "", key)
    letters = letters.lstrip("0") if letters.isdecimal() else letters
    return Name(kind, _ALIASES.get(letters, letters).replace(" ", ""))


@functools.cache
def provinces_today() -> Mapping[str, tuple[Unit, ...]]:
    """Return the provinces since 01/07/2025 with their wards."""
    listed = json.loads(_units_today_file().read_text(encoding="utf-8"))
    return _by_name(
        Unit(
            name=_province(province["name"]),
            code=f"{province['code']:02}",
            below=_by_name(
                Unit(" ".join(ward["name"].split()), f"{ward['code']:05}", {})
                for ward in province["wards"]
            ),
        )
        for province in listed
    )


def _units_today_file() -> Path:
    """Locate the package's data without importing it: its own tables take a second to load."""
    spec = importlib.util.find_spec("vietnam_provinces")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("vietnam_provinces")
    return Path(spec.origin).parent / "data" / "nested-divisions.json"


@functools.cache
def provinces_before() -> Mapping[str, tuple[Unit, ...]]:
    """Return the provinces until 30/06/2025 with their districts and wards."""
    packed = files("extractors.values").joinpath(_TABLE).read_bytes()
    tree: dict[tuple[str, str], dict[tuple[str, str], list[Unit]]] = {}
    for row in lzma.decompress(packed).decode().splitlines():
        code, ward, district, province, p_code, d_code, successors = row.split("\t")
        wards = tree.setdefault((province, p_code), {}).setdefault((district, d_code), [])
        if ward:
            wards.append(Unit(ward, code, {}, tuple(successors.split(","))))
    return _by_name(
        Unit(
            province,
            p_code,
            _by_name(
                Unit(district, d_code, _by_name(wards))
                for (district, d_code), wards in below.items()
            ),
        )
        for (province, p_code), below in tree.items()
    )


@functools.cache
def _wards_today() -> dict[str, tuple[Unit, Unit]]:
    return {
        ward.code: (province, ward)
        for provinces in provinces_today().values()
        for province in provinces
        for wards in province.below.values()
        for ward in wards
    }


def ward_today(code: str) -> tuple[Unit, Unit]:
    """Return province and ward of a current code.

    Raises:
        KeyError: There is none.
    """
    return _wards_today()[code]


def _province(name: str) -> str:
    return name if name.startswith("Thành phố") else f"Tỉnh {name}"


def _by_name(units: Iterable[Unit]) -> dict[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for unit in units:
        letters = name_of(unit.name).letters
        found[letters] = (*found.get(letters, ()), unit)
    return found
