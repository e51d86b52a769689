"""What the benchmark counts, and how it draws what went wrong."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from benchmarks.extraction.measure import Finding, Tally, compare, worst
from benchmarks.extraction.pictures import draw_finding
from benchmarks.extraction.real import documents
from pipeline.intake.receive import receive
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.reading import Point

PLACE = (Point(50, 40), Point(250, 40), Point(250, 80), Point(50, 80))


def found(value: str | None, state: FieldState, confidence: float = 0.9) -> FieldEvidence:
    return FieldEvidence(value=value, state=state, confidence=confidence, page=1, polygon=PLACE)


def findings() -> list[Finding]:
    true = {"number": "05/QĐ-UBND", "agency": "ỦY BAN", "signer": "Đặng Thị Điệp", "place": "Hòa"}
    fields = {
        "number": found("06/QĐ-UBND", FieldState.ACCEPTED),
        "agency": found("UỶ BAN", FieldState.ACCEPTED),
        "signer": found(None, FieldState.MISSING),
        "place": found("hòa", FieldState.REVIEW, 0.5),
        "urgency": found("KHẨN", FieldState.REVIEW, 0.7),
    }
    return compare("paper", "administrative_document", true, fields)


def test_what_is_claimed_counts_and_tone_placement_does_not() -> None:
    exact = {finding.field: finding.exact for finding in findings()}
    assert exact == {
        "number": False,
        "agency": True,
        "signer": False,
        "place": False,
        "urgency": False,
    }
    assert Tally(findings()).row == (5, "20.00", "40.00", "50.00")


def test_accepted_and_wrong_is_worst_and_missing_is_last() -> None:
    assert [f.field for f in worst(findings())] == ["number", "urgency", "place", "signer"]


def test_rows_for_fitting_hold_no_values() -> None:
    row = findings()[0].row
    assert row["exact"] is False
    assert "05/QĐ-UBND" not in str(row)


def test_a_finding_is_drawn_with_its_place_framed(tmp_path: Path) -> None:
    page = np.full((400, 500, 3), 255, np.uint8)
    file = receive(bytes(cv2.imencode(".png", page)[1]), "trang.png")
    path = tmp_path / "miss.png"
    draw_finding(findings()[0], file, path)
    drawn = np.asarray(Image.open(path).convert("RGB")).astype(int)
    red = (drawn[..., 0] > 200) & (drawn[..., 1] < 80) & (drawn[..., 2] < 80)
    assert red.sum() > 100
    assert drawn.shape[1] == 1000


def test_any_folder_with_known_values_can_be_measured(tmp_path: Path) -> None:
    page = np.full((60, 80, 3), 255, np.uint8)
    (tmp_path / "a.png").write_bytes(bytes(cv2.imencode(".png", page)[1]))
    row = {
        "id": "a",
        "paper_type": "birth_certificate",
        "file": "a.png",
        "fields": {"number": "47/2015", "ethnic_group": None},
        "by_hand": ["number"],
    }
    (tmp_path / "fields.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    (document,) = documents(tmp_path)
    assert (document.name, document.paper_type) == ("a", "birth_certificate")
    assert document.fields == {"number": "47/2015", "ethnic_group": None}
    assert document.by_hand == {"number"}
    assert document.file.media_type == "image/png"


def test_a_folder_without_known_values_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"fields\.jsonl"):
        next(documents(tmp_path))
