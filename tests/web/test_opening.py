"""Opening a dossier shows it; changing it asks."""

from __future__ import annotations

import pytest

from app.acting import Caller
from app.desk.dossiers.open import open_dossier
from app.errors import OtherProcedureError
from schemas.law.procedures import procedures
from schemas.record.paper import FormOfPaper
from tests.web.counter import PROCEDURE, Counter

PERSON = "001190012345"


def other_procedure(counter: Counter) -> str:
    today = counter.app.today()
    return next(p.code for p in procedures() if p.rules_on(today) and p.code != PROCEDURE)


def test_a_dossier_that_is_open_is_shown_as_it_is(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    an.post("/tiep-nhan", dossier=code, procedure=PROCEDURE, subject=PERSON)
    before = counter.app.dossiers.get(code)
    assert before is not None
    assert before.components
    answer = an.post("/tiep-nhan", dossier=code, form_of_paper="ban_chup")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/tiep-nhan/{code}")
    assert counter.app.dossiers.get(code) == before
    an.post("/tiep-nhan", dossier=code, procedure=PROCEDURE)
    assert counter.app.dossiers.get(code) == before


def test_another_procedure_is_asked_about(counter: Counter) -> None:
    an, code, other = counter.client("an"), counter.code(), other_procedure(counter)
    an.post("/tiep-nhan", dossier=code, procedure=PROCEDURE)
    before = counter.app.dossiers.get(code)
    asked = an.post("/tiep-nhan", dossier=code, procedure=other)
    assert asked.status_code == 422
    assert "Đổi sang" in asked.text
    assert counter.app.dossiers.get(code) == before
    said = an.post("/tiep-nhan", dossier=code, procedure=other, sure=other)
    assert said.status_code == 303
    changed = counter.app.dossiers.get(code)
    assert changed is not None
    assert changed.procedure == other
    with pytest.raises(OtherProcedureError):
        form = FormOfPaper.ORIGINAL
        open_dossier(counter.app, Caller("an"), code, PROCEDURE, form, branch="", station="")


def test_a_dossier_without_a_procedure_gets_one_without_a_question(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    an.post("/tiep-nhan", dossier=code)
    name = next(p.name for p in procedures() if p.code == PROCEDURE)
    an.post("/tiep-nhan", dossier=code, procedure=name.upper())
    known = counter.app.dossiers.get(code)
    assert known is not None
    assert known.procedure == PROCEDURE
    assert known.components


def test_a_number_that_can_hardly_be_right_is_asked_about(counter: Counter) -> None:
    an, code = counter.client("an"), counter.code()
    form = {"dossier": code, "procedure": PROCEDURE, "subject": "0011900-12-34"}
    asked = an.post("/tiep-nhan", **form)
    assert asked.status_code == 422
    assert "11 chữ số" in asked.text
    assert counter.app.dossiers.get(code) is None
    assert an.post("/tiep-nhan", **form, sure=PROCEDURE + "00119001234").status_code == 303
    assert an.post("/tiep-nhan", dossier=counter.code(2), subject="12").status_code == 422


def test_a_question_about_such_a_number_is_asked_about_too(counter: Counter) -> None:
    an = counter.client("an")
    an.post("/tiep-nhan", dossier=counter.code(), procedure=PROCEDURE)
    form = {
        "dossier": counter.code(),
        "procedure": PROCEDURE,
        "purpose": "tiếp nhận",
        "legal_basis": "NĐ 45",
    }
    asked = an.post("/tra-cuu", **form, subject="00119001234")
    assert (asked.status_code, "11 chữ số" in asked.text) == (422, True)
    sure = an.post("/tra-cuu", **form, subject="00119001234", sure="00119001234")
    assert sure.status_code == 303
    assert an.post("/tra-cuu", **form, subject="", sure="").status_code == 422
    assert an.post("/tra-cuu", **form, subject="001190-012-345").status_code == 303
