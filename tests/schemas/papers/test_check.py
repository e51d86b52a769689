"""A type of paper that contradicts itself is refused when it is loaded."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, cast

import pytest

from schemas.errors import PaperTypeError
from schemas.papers.check import check_type
from schemas.papers.groups import IssuedOn, PersonalId, PersonName
from schemas.papers.model import Change, FieldSpec, Kind, PaperModel, Role
from schemas.papers.values import Day, Number, Quantity, Text

_NUMBER = Annotated[
    Text | None, FieldSpec("Số", Kind.DOCUMENT_NUMBER, ("Số:",), roles=(Role.NUMBER,))
]


class Permit(PaperModel):
    """A type that is in order."""

    paper_type: ClassVar[str] = "permit"
    name: ClassVar[str] = "Giấy phép"
    number: _NUMBER = None
    owner: Annotated[PersonName, Change(roles=(Role.OWNER_NAME,))] = None
    owner_id: Annotated[PersonalId, Change(roles=(Role.OWNER_ID,))] = None
    issued_on: IssuedOn = None


def permit(**fields: Any) -> type[PaperModel]:
    """A type with these fields, by name and annotation."""
    body = {"__annotations__": fields, "__module__": __name__, "paper_type": "permit"}
    return type("Made", (PaperModel,), {**body, **dict.fromkeys(fields)})


def refusal(model: type[PaperModel]) -> PaperTypeError:
    with pytest.raises(PaperTypeError) as refused:
        check_type(model)
    assert refused.value.code == "E-PAPER-TYPE"
    return refused.value


def test_a_type_in_order_is_taken() -> None:
    check_type(Permit)
    assert Permit.field_of(Role.NUMBER) == "number"
    assert Permit.field_of(Role.VALID_UNTIL) is None


def test_a_mistyped_role_is_refused() -> None:
    mistyped = FieldSpec("Số", Kind.DOCUMENT_NUMBER, roles=cast("Any", ("nummber",)))
    error = refusal(permit(number=Annotated[Text | None, mistyped]))
    assert error.source == "permit.number"
    assert "nummber" in error.text()


def test_a_type_by_which_nothing_can_be_found_is_refused() -> None:
    error = refusal(permit(issued_on=IssuedOn))
    assert error.source == "permit"
    assert "Role.NUMBER" in error.text()


def test_two_fields_of_one_role_are_refused() -> None:
    error = refusal(permit(number=_NUMBER, other_number=_NUMBER))
    assert error.source == "permit.number"
    assert "Role.NUMBER" in error.text()


def test_a_number_of_an_owner_without_a_name_is_refused() -> None:
    owner_id = Annotated[PersonalId, Change(roles=(Role.OWNER_ID,))]
    error = refusal(permit(number=_NUMBER, owner_id=owner_id))
    assert "Role.OWNER_NAME" in error.text()


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        (Annotated[Text | None, FieldSpec("Ngày", roles=(Role.ISSUED_ON,))], "Role.ISSUED_ON"),
        (Annotated[Text | None, FieldSpec("Ngày", Kind.DATE)], "Day"),
        (Annotated[dt.date | None, FieldSpec("Ngày", Kind.DATE)], "Day"),
        (Annotated[Day | None, FieldSpec("Ngày")], "Text"),
        (Annotated[str | None, FieldSpec("Chữ")], "Text"),
        (Annotated[Text | None, FieldSpec("Số định danh", Kind.ID_NUMBER)], "IdNumber"),
        (Annotated[Text | None, FieldSpec("Diện tích", Kind.NUMBER)], "Quantity"),
        (Annotated[Quantity | None, FieldSpec("Diện tích", Kind.NUMBER)], "đơn vị"),
        (Annotated[Number | None, FieldSpec("Hệ số", Kind.NUMBER, unit="m²")], "đơn vị"),
        (Text | None, "FieldSpec"),
        (Annotated[IssuedOn, FieldSpec("Ngày", Kind.DATE)], "FieldSpec"),
        (Annotated[Text, FieldSpec("Chữ")], "None"),
        (Annotated[Text | None, FieldSpec("Chữ"), "a note"], "FieldSpec"),
    ],
)
def test_a_field_that_says_two_things_is_refused(annotation: Any, said: str) -> None:
    error = refusal(permit(number=_NUMBER, field=annotation))
    assert error.source == "permit.field"
    assert said in error.text()
