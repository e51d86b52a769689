"""What a person has typed into a form is still there when the form comes back."""

from __future__ import annotations

import re

from storage.desk.accounts import Role
from tests.web.counter import PROCEDURE, Counter


def value_of(page: str, name: str) -> str:
    """Return what a field of a page holds."""
    (field,) = re.findall(rf'<input [^>]*name="{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', field)
    return found[1] if found else ""


def test_name_and_birth_outlive_a_question_about_the_number(counter: Counter) -> None:
    an = counter.client("an")
    form = {
        "dossier": counter.code(),
        "procedure": PROCEDURE,
        "purpose": "tiếp nhận",
        "legal_basis": "NĐ 45",
        "subject": "00119001234",
        "full_name": "Trần Thị Đào",
        "birth": "1990",
    }
    asked = an.post("/tra-cuu", **form)
    assert asked.status_code == 422
    kept = [value_of(asked.text, name) for name in ("subject", "full_name", "birth")]
    assert kept == [form[name] for name in ("subject", "full_name", "birth")]
    assert re.search(r'<details class="by-name" open>', asked.text)


def test_a_name_outlives_a_mistake_beside_it(counter: Counter) -> None:
    officer = counter.client("luu-tru", Role.RECORDS_OFFICER)
    told = officer.post("/tra-cuu/ten", name="Trần Thị Đào", procedure=PROCEDURE)
    assert told.status_code == 422
    assert value_of(told.text, "name") == "Trần Thị Đào"


def test_a_person_found_by_name_is_not_told_by_the_form(counter: Counter) -> None:
    officer = counter.client("luu-tru", Role.RECORDS_OFFICER)
    told = officer.post("/tra-cuu", owner_of=f"{'0' * 64}:0", procedure=PROCEDURE)
    assert told.status_code == 422
    assert value_of(told.text, "full_name") == ""
