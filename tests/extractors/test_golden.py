"""Every drawn paper gives back exactly what was printed on it, whoever cuts its lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.classify import classify
from extractors.extract import extract
from samples.generate.paper import readings
from samples.generate.papers import layouts
from schemas.papers.registry import paper_types
from schemas.record.reading import CodeReading, Line, PageReading, Point
from tests.extractors.drawn import draw, edit, extract_drawn, values

_OWN = [name for name in layouts() if name != "administrative_document"]
"""Types whose every field a perfect reading settles."""


@pytest.mark.parametrize("split", [False, True], ids=["joined", "split"])
@pytest.mark.parametrize("paper_type", _OWN)
def test_a_perfect_reading_gives_the_true_values(paper_type: str, split: bool) -> None:
    for seed in range(6):
        paper = draw(paper_type, seed)
        assert values(extract_drawn(paper, split=split)) == paper.fields


@pytest.mark.parametrize("paper_type", list(layouts()))
def test_a_perfect_reading_is_classified(paper_type: str) -> None:
    for seed in range(3):
        found = classify(readings(draw(paper_type, seed)))
        assert found.paper_type == paper_type


@pytest.mark.parametrize("paper_type", list(layouts()))
def test_evidence_lies_where_the_text_stands(paper_type: str) -> None:
    paper = draw(paper_type, 1)
    pages = readings(paper)
    for field in extract(paper_type, pages).values():
        if field.value is None:
            continue
        assert field.page is not None
        assert field.polygon is not None
        page = pages[field.page - 1]
        for x, y in field.polygon:
            assert -2 <= x <= page.width + 2
            assert -2 <= y <= page.height + 2


_WORDS = st.text(
    alphabet=st.sampled_from("Số:Họ, chữđệmtênNgày0123456789/<|.-…()\u0301\u200b\n "), max_size=60
)


@st.composite
def _pages(draw_value: st.DrawFn) -> tuple[PageReading, ...]:
    """Pages of wild text in wild places."""
    lines = []
    for _ in range(draw_value(st.integers(0, 12))):
        left, top = draw_value(st.floats(-50, 900)), draw_value(st.floats(-50, 900))
        width, height = draw_value(st.floats(0, 500)), draw_value(st.floats(0, 80))
        corners = ((left, top), (left + width, top), (left + width, top + height),
                   (left, top + height))  # fmt: skip
        lines.append(
            Line(
                text=draw_value(_WORDS | st.text(max_size=40)),
                confidence=draw_value(st.floats(0, 1)),
                box=(left, top, left + width, top + height),
                polygon=tuple(Point(x, y) for x, y in corners),
                reader="wild",
            )
        )
    text = draw_value(_WORDS | st.text(max_size=80))
    code = CodeReading(symbology="qr", text=text, polygon=((0, 0), (1, 0), (1, 1), (0, 1)))
    page = PageReading(
        number=1, width=1000, height=1000, dpi=200, rotation=0, skew=0, lines=lines, codes=(code,)
    )
    return (page,)


@pytest.mark.parametrize("paper_type", list(paper_types()))
@settings(max_examples=25, deadline=None)
@given(pages=_pages())
def test_no_reading_makes_an_extractor_raise(
    paper_type: str, pages: tuple[PageReading, ...]
) -> None:
    fields = extract(paper_type, pages)
    assert set(fields) == set(paper_types()[paper_type].model_fields)


@pytest.mark.parametrize("paper_type", list(layouts()))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
@pytest.mark.slow
@pytest.mark.exhaustive
def test_a_spoilt_paper_does_not_make_an_extractor_raise(
    paper_type: str, data: st.DataObject
) -> None:
    def spoil(text: str) -> str | None:
        if data.draw(st.integers(0, 5)):
            return text
        cut = data.draw(st.integers(0, len(text)))
        return data.draw(st.sampled_from([None, "", text[:cut], text[cut:] + text[:cut]]))

    extract(paper_type, edit(readings(draw(paper_type, 0)), spoil))
