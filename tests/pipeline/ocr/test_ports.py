"""Every implementation of a port passes its contract, and none is told what it read."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.intake.decode.page_image import PageImage
from pipeline.ocr.calibration import LogisticCalibration
from pipeline.ocr.detect import PaddleDetector
from pipeline.ocr.networks import Runtime
from pipeline.ocr.ports import Calibration, Detector, Recognizer, SecondReader
from pipeline.ocr.reader import default_recognizer, first_reader
from pipeline.ocr.second_opinion import SecondOpinion
from pipeline.ocr.second_reader import TesseractReader
from pipeline.page.read import PageReader
from tests.pipeline.ocr.contracts import (
    calibration_contract,
    detector_contract,
    recognizer_contract,
    second_reader_contract,
)
from tests.pipeline.ocr.foreign import (
    LeastBelief,
    Nobody,
    ProfileDetector,
    RecitingRecognizer,
    TesseractRecognizer,
)
from tests.pipeline.ocr.test_recognize import LINES, picture
from tests.pipeline.sheets import bgr, drawn

pytestmark = pytest.mark.slow


class FirstAsSecond:
    """Our first reader in the place of the second."""

    name = "first"

    def __init__(self) -> None:
        self._reader = first_reader()

    def read(self, line: NDArray[np.uint8]) -> str:
        (reading,) = self._reader.read([line])
        return reading.text if reading.confidence > 0.3 else ""


class Counted:
    """A second reader that counts what it is asked."""

    name = "counted"

    def __init__(self) -> None:
        self.asked = 0

    def read(self, line: NDArray[np.uint8]) -> str:
        self.asked += 1
        return ""


@pytest.mark.parametrize("make", [default_recognizer, first_reader, TesseractRecognizer])
def test_recognizers(make: Callable[[], Recognizer]) -> None:
    recognizer_contract(make())


def test_a_recognizer_that_reads_badly_still_keeps_the_form() -> None:
    recognizer_contract(RecitingRecognizer("236/2016", 0.9), reads=False)


@pytest.mark.parametrize(
    "make",
    [
        lambda: PaddleDetector(runtime=Runtime("openvino")),
        lambda: PaddleDetector(runtime=Runtime("onnxruntime")),
        ProfileDetector,
    ],
    ids=["openvino", "onnxruntime", "foreign"],
)
def test_detectors(make: Callable[[], Detector]) -> None:
    detector_contract(make())


@pytest.mark.parametrize("make", [TesseractReader, FirstAsSecond])
def test_second_readers(make: Callable[[], SecondReader]) -> None:
    second_reader_contract(make())


@pytest.mark.parametrize("make", [LogisticCalibration.load, LeastBelief])
def test_calibrations(make: Callable[[], Calibration]) -> None:
    calibration_contract(make())


@pytest.mark.parametrize("confidence", [0.2, 0.6, 0.9, 0.99])
def test_what_a_foreign_recognizer_reads_stays_as_it_says(confidence: float) -> None:
    """Nobody erases its doubtful lines, and no curve that was fitted for another overrules it."""
    page = bgr(drawn([(120, 200, "236/2016"), (120, 300, "Hà Nội")], (1200, 1000)))
    foreign = RecitingRecognizer("236/2016", confidence)
    reader = PageReader(detector=ProfileDetector(), recognizer=foreign, pen=Nobody())
    lines = reader.read(PageImage(1, page, 200)).lines
    assert [(line.text, line.confidence) for line in lines] == [("236/2016", confidence)] * 2
    assert {line.reader for line in lines} == {"reciter/1"}


def test_only_doubtful_lines_are_read_by_somebody_else() -> None:
    second = Counted()
    recognizer = SecondOpinion(first_reader(), second)
    sure = recognizer.read([picture(LINES[0])])
    assert sure[0].confidence > 0.97
    assert second.asked == 0
    (doubtful,) = recognizer.read([picture(LINES[0])[::4, ::4].copy()])
    assert second.asked == 1
    assert doubtful.second == ""
    recognizer.glance([picture(LINES[0])[::4, ::4].copy()])
    recognizer.read_within([picture(LINES[0])[::4, ::4].copy()], "0123456789")
    assert second.asked == 1


def test_a_reading_without_symbols_of_its_own_is_not_reconsidered() -> None:
    first = first_reader()
    (reading,) = RecitingRecognizer("236/2016", 0.6).read([picture("236/2016")])
    weighed = first.weigh(reading, "236/2016")
    assert (weighed.text, weighed.confidence) == ("236/2016", 0.6)
    assert weighed.second == "236/2016"
