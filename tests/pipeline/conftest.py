"""Networks are loaded once for all tests that read."""

from __future__ import annotations

import pytest

from pipeline.ocr.ports import Recognizer
from pipeline.page.default import default_page_reader
from pipeline.page.read import PageReader
from tests.readings import READ


@pytest.fixture(scope="session")
def reader() -> PageReader:
    return default_page_reader()


@pytest.fixture(scope="session")
def recognizer(reader: PageReader) -> Recognizer:
    return reader.recognizer


@pytest.fixture(autouse=True)
def _really_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here reading is the subject: nothing is taken from what other tests have read."""
    monkeypatch.setattr(PageReader, "read", READ)
