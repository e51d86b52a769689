"""The shipped recogniser: the only place where its parts are assembled."""

from __future__ import annotations

from pipeline.ocr.calibration import LogisticCalibration
from pipeline.ocr.language import LanguageModel
from pipeline.ocr.models import SHIPPED, Models
from pipeline.ocr.networks import Runtime
from pipeline.ocr.ports import Recognizer, Weighing
from pipeline.ocr.recognize import VietnameseRecognizer
from pipeline.ocr.second_opinion import SecondOpinion
from pipeline.ocr.second_reader import TesseractReader

__all__ = ["default_recognizer", "first_reader"]

_BEST = Runtime()


def default_recognizer(models: Models = SHIPPED, runtime: Runtime = _BEST) -> Recognizer:
    """Return the shipped recogniser: network, language model, calibration and second reader.

    Args:
        models: The models of all these parts.
        runtime: What the networks run on.

    Raises:
        ModelError: A model is missing or was altered.
    """
    return SecondOpinion(first_reader(models, runtime), TesseractReader(models))


def first_reader(models: Models = SHIPPED, runtime: Runtime = _BEST) -> Weighing:
    """Return the same without a second reader; arguments as in `default_recognizer`."""
    calibration, language = LogisticCalibration.load(models), LanguageModel.load(models)
    return VietnameseRecognizer(models, calibration, language, runtime)
