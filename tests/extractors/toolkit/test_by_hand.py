"""What a pen wrote is proposed to a person, never taken unseen."""

from __future__ import annotations

from extractors.extract import extract
from extractors.toolkit.places import upright_box
from samples.generate.paper import readings
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.reading import Box, InkMark, Line, PageReading, Point, Polygon
from tests.extractors.drawn import draw, failed_rules

_TYPE, _FIELD = "birth_certificate", "full_name"


def _rectangle(left: float, top: float, right: float, bottom: float) -> Polygon:
    return Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)


def _marked(page: PageReading, *polygons: Polygon) -> PageReading:
    marks = tuple(InkMark(kind="handwriting", polygon=polygon) for polygon in polygons)
    return page.model_copy(update={"marks": (*page.marks, *marks)})


def _extracted(share: float) -> tuple[dict[str, FieldEvidence], dict[str, FieldEvidence]]:
    """The fields without a mark, and with one over the first share of a value's width."""
    first, *others = readings(draw(_TYPE, 0))
    plain = extract(_TYPE, (first, *others))
    polygon = plain[_FIELD].polygon
    assert polygon is not None
    assert plain[_FIELD].page == first.number
    (left, top), (right, _), (_, bottom), _ = polygon
    mark = _rectangle(left, top - 3, left + share * (right - left), bottom + 3)
    return plain, extract(_TYPE, (_marked(first, mark), *others))


def test_a_value_by_hand_goes_to_a_person_and_stays_as_a_proposal() -> None:
    plain, marked = _extracted(1.0)
    assert plain[_FIELD].state is FieldState.ACCEPTED
    assert marked[_FIELD].state is FieldState.REVIEW
    assert marked[_FIELD].value == plain[_FIELD].value
    assert failed_rules(marked[_FIELD]) == {"text.by_hand"}
    assert [r.message for r in marked[_FIELD].rules if r.outcome == "failed"] == [
        "Viết tay: cần người đọc."
    ]
    others = {name: field for name, field in marked.items() if name != _FIELD}
    assert others == {name: field for name, field in plain.items() if name != _FIELD}


def test_half_a_value_by_hand_is_enough_and_a_stroke_that_reaches_into_it_is_not() -> None:
    assert "text.by_hand" in failed_rules(_extracted(0.5)[1][_FIELD])
    assert "text.by_hand" not in failed_rules(_extracted(0.1)[1][_FIELD])


def test_a_mark_is_found_again_on_a_page_that_lay_on_its_side() -> None:
    # A line of 400 x 40 pixels; the original lay a quarter turn counter-clockwise.
    line = Line(
        text="Họ và tên: Lê Thị Bưởi",
        confidence=0.99,
        box=Box(100, 200, 500, 240),
        polygon=(Point(200, 900), Point(200, 500), Point(240, 500), Point(240, 900)),
        reader="test",
    )
    page = PageReading(
        number=1, width=1000, height=1000, dpi=200, rotation=90, skew=0, lines=(line,)
    )
    right_half = (Point(200, 700), Point(200, 500), Point(240, 500), Point(240, 700))
    assert upright_box(page, right_half) == Box(300, 200, 500, 240)
