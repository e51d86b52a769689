from __future__ import annotations

import pytest

from pipeline.errors import SecretDoubtError, SecretPaperError
from pipeline.intake.secrecy import refuse_secret
from schemas.record.reading import Box, Line, PageReading, Point, Polygon

WIDTH, HEIGHT = 1240, 1754
SOMEWHERE: Polygon = (Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1))


def page(text: str, top: float, *, rotation: int = 0, confidence: float = 0.9) -> PageReading:
    line = Line(
        text=text,
        confidence=confidence,
        box=Box(100, top, 300, top + 40),
        polygon=SOMEWHERE,
        reader="test",
    )
    sides = (WIDTH, HEIGHT) if rotation in (0, 180) else (HEIGHT, WIDTH)
    return PageReading.model_validate(
        {
            "number": 2,
            "width": sides[0],
            "height": sides[1],
            "dpi": 150,
            "rotation": rotation,
            "skew": 0,
            "lines": (line,),
        }
    )


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", " MẬT ", "TỐI MẬT.", "TUYỆT  MẬT"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_secret_paper_is_refused(mark: str, rotation: int) -> None:
    with pytest.raises(SecretPaperError) as refusal:
        refuse_secret(page(mark, 200, rotation=rotation), "cong-van.pdf")
    assert refusal.value.code == "E-INPUT-SECRET"
    assert "trang 2" in str(refusal.value)
    assert mark.strip() not in refusal.value.text()  # the message names no content


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("Mật", 200),  # a word of the text, not a stamp
        ("HỎA TỐC", 200),
        ("BÍ MẬT NHÀ NƯỚC", 200),
        ("MẬT", 900),
    ],
)
def test_other_papers_pass(text: str, top: float) -> None:
    refuse_secret(page(text, top), "cong-van.pdf")


@pytest.mark.parametrize(
    ("text", "confidence", "error"),
    [
        ("MẶT", 0.97, None),  # the reader is sure of another word
        ("MẶT", 0.7, SecretDoubtError),
        ("TỐI MẶT", 0.5, SecretDoubtError),
        ("MẬT", 0.7, SecretPaperError),
        ("MẬT", 0.3, SecretDoubtError),
        ("| MẬT |", 0.7, SecretPaperError),  # with the frame of the stamp
        ("MẬI", 0.7, SecretDoubtError),  # a letter is worn off
        ("TUVẸT MẬT", 0.6, SecretDoubtError),
        ("MÁY", 0.97, None),
    ],
)
def test_one_diacritic_decides_and_doubts_go_to_a_person(
    text: str, confidence: float, error: type[SecretPaperError] | None
) -> None:
    doubtful = page(text, 200, confidence=confidence)
    if error is None:
        refuse_secret(doubtful, "a.pdf")
        return
    with pytest.raises(SecretPaperError) as refusal:
        refuse_secret(doubtful, "a.pdf")
    assert type(refusal.value) is error


def test_a_person_settles_doubts_but_no_certain_mark() -> None:
    refuse_secret(page("MẶT", 200, confidence=0.5), "a.pdf", seen_by_person=True)
    with pytest.raises(SecretPaperError):
        refuse_secret(page("MẬT", 200), "a.pdf", seen_by_person=True)
