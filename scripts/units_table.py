"""Generate the table of administrative units before 01/07/2025 and their successors.

    python scripts/units_table.py vietnamadminunits-1.0.4-py3-none-any.whl

The wheel is that of the project `vietnamadminunits` (MIT licence, Tran Ngoc Minh Hieu, 2025), which
collected the 34 resolutions of the National Assembly's Standing Committee of 16/06/2025 (1656 to
1689/NQ-UBTVQH15). One row per ward: code of the ward, names of ward, district and province, codes
of province and district, and the codes of the wards that its area belongs to since, the one with
the largest part first.
"""

from __future__ import annotations

import functools
import json
import lzma
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from vietnam_provinces import Province, Ward

from schemas.text.spelling import comparison_key

_TARGET = Path(__file__).parent.parent / "extractors/values/units_before_2025-07-01.tsv.xz"
_OLD = """
    select wardCode, ward, district, province, provinceCode, districtCode,
           provinceKey, districtKey, wardKey from admin_units_legacy
"""


def main() -> None:
    """Write the table."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(sys.argv[1]) as wheel:
            wheel.extractall(folder)
        data = Path(folder) / "vietnamadminunits/data"
        database = sqlite3.connect(data / "dataset.db")
        converter = json.loads((data / "converter_2025.json").read_text("utf-8"))
        new = {
            (province_key, ward_key): _code(province, ward)
            for province_key, ward_key, province, ward in database.execute(
                "select provinceKey, wardKey, province, ward from admin_units"
            )
        }
        successors = _successors(converter, new)
        rows = [
            "\t".join([*(each or "" for each in row[:6]), ",".join(successors[_key(row[6:])])])
            for row in database.execute(_OLD)
        ]
    _TARGET.write_bytes(lzma.compress(("\n".join(sorted(rows)) + "\n").encode(), preset=9))
    print(f"{len(rows)} rows, {_TARGET.stat().st_size} bytes")


def _code(province: str, ward: str) -> str:
    """Return the current code of a ward; the wheel's own codes are from before the final lists."""
    return _codes()[_letters(province), _letters(ward)]


def _letters(name: str) -> str:
    return re.sub(r"\W", "", comparison_key(name).removeprefix("tỉnh "))


@functools.cache
def _codes() -> dict[tuple[str, str], str]:
    provinces = {p.code: _letters(p.name) for p in Province.iter_all()}
    return {
        (provinces[ward.province_code], _letters(ward.name)): f"{int(ward.code):05}"
        for ward in Ward.iter_all()
    }


def _key(names: tuple[str | None, ...]) -> str:
    return "_".join(name or "" for name in names)


def _successors(converter: dict[str, Any], new: dict[tuple[str, str], str]) -> dict[str, list[str]]:
    """Return codes of the new wards by the key of the old one, the largest part first."""
    found: dict[str, list[str]] = defaultdict(list)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                found[old].append(new[province, ward])
    for province, olds in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in olds.items():
            parts.sort(key=lambda part: not part["isDefaultNewWard"])
            found[old] += [new[province, part["newWardKey"]] for part in parts]
    return found


if __name__ == "__main__":
    main()
