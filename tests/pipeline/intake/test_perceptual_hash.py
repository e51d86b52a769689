from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.intake.perceptual_hash import hash_distance, perceptual_hash
from tests.pipeline.sheets import LETTER, bgr, drawn

PAGE = bgr(drawn())
OTHER = bgr(drawn([(left, top, text[::-1]) for left, top, text in LETTER]))


def test_a_key_knows_the_picture_again_however_it_was_saved() -> None:
    _, jpeg = cv2.imencode(".jpg", PAGE, [cv2.IMWRITE_JPEG_QUALITY, 35])
    again = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
    half = np.asarray(cv2.resize(PAGE, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    key = perceptual_hash(PAGE)
    assert len(key) == 64
    assert hash_distance(key, perceptual_hash(again)) <= 8
    assert hash_distance(key, perceptual_hash(half)) <= 8


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_sheet_that_lay_differently_has_the_same_key(rotation: int) -> None:
    lying = np.ascontiguousarray(np.rot90(PAGE, rotation // 90))  # counter-clockwise
    assert hash_distance(perceptual_hash(lying, rotation), perceptual_hash(PAGE)) <= 2  # type: ignore[arg-type]
    assert hash_distance(perceptual_hash(lying), perceptual_hash(PAGE)) > 40


def test_a_paper_of_the_same_form_with_other_words_is_another() -> None:
    assert hash_distance(perceptual_hash(OTHER), perceptual_hash(PAGE)) > 20
