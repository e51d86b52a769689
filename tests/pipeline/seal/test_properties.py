"""What must hold for every input, tried on many."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.seal.paper import SealedPaper
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.pdf.text_layer import line_words
from pipeline.seal.verification.inside import verdict_on
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf
from schemas.record.paper import RenditionKind
from schemas.record.reading import Box, Line, Point
from tests.pipeline.seal import papers
from tests.pipeline.seal.test_text_layer import searchable

pytestmark = pytest.mark.slow

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def line_of(text: str) -> Line:
    corners = (Point(50, 50), Point(900, 50), Point(900, 90), Point(50, 90))
    return Line(text=text, confidence=1, box=Box(50, 50, 900, 90), polygon=corners, reader="thử")


@FEW
@given(st.text(max_size=60))
def test_any_text_makes_an_archivable_page(text: str) -> None:
    page = papers.page([(100, 100, "x")])
    reading = page.reading.model_copy(update={"lines": (line_of(text),)})

    assert conformance_failures(searchable(papers.Page(page.picture, reading))) == ()


@given(st.text(max_size=80))
def test_words_stay_in_order_and_on_their_line(text: str) -> None:
    words = line_words(line_of(text))

    assert all(0 <= start <= end <= 1.0001 for _, start, end in words)
    assert [w for w, _, _ in words] == [w for w, _, _ in sorted(words, key=lambda w: w[1])]


def test_single_bits_changed_at_random_places_are_caught(sealed: SealedPaper, trust: Trust) -> None:
    """A short form of `python -m benchmarks.seal --changes 1000`."""
    assert sealed.searchable is not None
    places = random.Random(7)  # noqa: S311 - no secret
    known = sealed.files[RenditionKind.SEARCHABLE].sha256
    for _ in range(40):
        changed = bytearray(sealed.searchable)
        changed[places.randrange(len(changed))] ^= 1 << places.randrange(8)
        assert not verify_pdf(bytes(changed), trust, known).valid


@FEW
@given(data=st.data())
def test_no_damage_makes_the_verifier_fall_over(
    sealed: SealedPaper, trust: Trust, data: st.DataObject
) -> None:
    assert sealed.searchable is not None
    changed = bytearray(sealed.searchable)
    start = data.draw(st.integers(0, len(changed) - 1))
    length = data.draw(st.integers(1, 4000))
    patch = data.draw(st.binary(max_size=50))
    was = bytes(changed[start : start + length])
    changed[start : start + length] = patch

    assert verdict_on(bytes(changed), trust).valid is (was == patch)
