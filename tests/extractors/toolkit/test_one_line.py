"""A region that a person drew is read without its label."""

from __future__ import annotations

import pytest

from extractors.toolkit.one_line import value_on_line
from schemas.papers.types.birth_certificate import BirthCertificate

SPECS = BirthCertificate.specs()


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Nơi sinh: Bệnh viện Bạch Mai, Hà Nội", "Bệnh viện Bạch Mai, Hà Nội"),
        ("Nơi sinh Bệnh viện Bạch Mai", "Bệnh viện Bạch Mai"),
        ("Noi sinh : Bệnh viện Bạch Mai", "Bệnh viện Bạch Mai"),
        ("3. Nơi sinh: Bệnh viện Bạch Mai", "Bệnh viện Bạch Mai"),
        ("Bệnh viện Bạch Mai, Hà Nội", "Bệnh viện Bạch Mai, Hà Nội"),
        (": Bệnh viện Bạch Mai", "Bệnh viện Bạch Mai"),
        ("Nơi sinh: Bệnh viện Bạch Mai Giới tính: Nam", "Bệnh viện Bạch Mai"),
        ("", ""),
    ],
)
def test_a_label_is_no_part_of_the_value(line: str, value: str) -> None:
    others = [spec for name, spec in SPECS.items() if name != "birth_place"]
    assert value_on_line(line, SPECS["birth_place"], others) == value
