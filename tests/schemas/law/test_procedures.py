"""The catalogue of procedures, also against what the National Public Service Portal published."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.law.procedures import Component, Obligation, Procedure, procedure, procedures
from schemas.papers.registry import paper_type

LAW = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data")) / "law"
DAY = dt.date(2026, 11, 22)


def test_two_dozen_procedures_rule_today() -> None:
    assert len([p for p in procedures() if p.rules_on(DAY)]) == 24


def test_every_component_says_what_it_rests_on() -> None:
    for found in procedures():
        for component in found.components:
            assert component.legal_basis, (found.code, component.key)
            if component.accepts:
                assert not component.made_for_dossier, (found.code, component.key)


def test_groups_have_a_choice() -> None:
    for found in procedures():
        groups = [c.one_of for c in found.components if c.one_of]
        assert all(groups.count(group) > 1 for group in groups), found.code


def test_papers_that_are_only_shown_are_never_originals_to_hand_in() -> None:
    for found in procedures():
        for component in found.components:
            if component.obligation is Obligation.PRESENT:
                assert not component.requires_original


def test_a_version_rules_in_its_time_only() -> None:
    known = procedure("1.004222", DAY)
    assert known is not None
    old = known.model_copy(update={"effective_to": DAY})
    assert old.rules_on(DAY)
    assert not old.rules_on(DAY + dt.timedelta(days=1))
    assert procedure("1.004222", dt.date(2020, 1, 1)) is None
    assert procedure("9.999999", DAY) is None


def test_fields_that_may_be_read_are_fields_of_a_type_that_serves() -> None:
    restricted = [c for p in procedures() for c in p.components if c.fields is not None]
    assert restricted
    for component in restricted:
        models = filter(None, map(paper_type, component.accepts))
        assert set(component.fields or ()) <= {name for model in models for name in model.specs()}


def test_a_procedure_reads_what_one_of_its_components_needs() -> None:
    def made(*fields: tuple[str, ...] | None) -> Procedure:
        return Procedure(
            code="1.000001",
            name="Thử",
            level="Cấp xã",
            field="Thử",
            decision="1/QĐ",
            effective_from=dt.date(2026, 1, 1),
            components=tuple(
                Component(
                    key=str(n), name="Thẻ", accepts=("id_card",), fields=f, legal_basis="Luật"
                )
                for n, f in enumerate(fields)
            ),
        )

    narrow = made(("full_name",), ("sex",))
    read = [n for n in ("full_name", "sex", "residence") if narrow.may_read("id_card", n)]
    assert read == ["full_name", "sex"]
    assert not narrow.may_read("passport", "full_name")
    assert made(("full_name",), None).may_read("id_card", "residence")
    assert not made(()).may_read("id_card", "full_name")


def test_keys_must_differ() -> None:
    known = procedure("1.004222", DAY)
    assert known is not None
    values = known.model_dump()
    values["components"] = [values["components"][0]] * 2
    with pytest.raises(ValidationError):
        Procedure.model_validate(values)


@pytest.mark.skipif(not LAW.exists(), reason=f"the portal's data are not at {LAW}")
def test_names_levels_decisions_and_results_are_those_of_the_portal() -> None:
    published = json.loads((LAW / "tthc_components_selected.json").read_text("utf-8"))
    with (LAW / "tthc_catalogue_2026-07.csv").open(encoding="utf-8", newline="") as file:
        catalogue = {row["ma_tthc"] for row in csv.DictReader(file)}
    for found in procedures():
        portal = published[found.code]
        assert found.code in catalogue
        assert (found.level, found.decision) == (portal["cap"], portal["so_qd"]), found.code
        for result in found.results:
            assert result in portal["ket_qua"], found.code
