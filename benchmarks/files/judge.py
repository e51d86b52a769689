"""Whether the product did right by a file, and if not, what differs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.files.kinds import Fate, Made
from benchmarks.files.product import Outcome
from benchmarks.files.views import differences, pdf_views
from schemas.record.page import Grade

__all__ = ["Judgement", "Mark", "judged"]


class Mark(StrEnum):
    """How well a file was treated."""

    RIGHT = "right"
    POOR = "poor"
    """It was refused or not signed although it could be; nothing wrong is on file."""
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one file.

    Attributes:
        mark: The verdict.
        fate: What became of the file, or the code with which it was refused.
        differs: What is not as it should be.
    """

    mark: Mark
    fate: str
    differs: tuple[str, ...] = ()


def judged(made: Made, outcome: Outcome) -> Judgement:
    """Hold what the product made of a file against what is right."""
    if outcome.code is not None:
        return _refusal(made, outcome, outcome.code)
    fate = Fate.SIGNED if outcome.master else Fate.KEPT
    if made.fate is Fate.REFUSED:
        return Judgement(Mark.WRONG, fate, (f"taken, instead of {' or '.join(made.codes)}",))
    wrong = (*_record_faults(made, outcome), *_signed_faults(made, outcome))
    if wrong:
        return Judgement(Mark.WRONG, fate, wrong)
    if fate is not made.fate:
        return Judgement(Mark.POOR, fate, (outcome.kept or f"instead of {made.fate}",))
    return Judgement(Mark.RIGHT, fate)


def _refusal(made: Made, outcome: Outcome, code: str) -> Judgement:
    if not code.startswith("E-"):
        return Judgement(Mark.WRONG, code, (outcome.said,))
    if code in made.codes:
        return Judgement(Mark.RIGHT, code)
    return Judgement(Mark.POOR, code, (outcome.said,))


def _record_faults(made: Made, outcome: Outcome) -> Iterator[str]:
    record = outcome.record
    if record is None:
        return
    if len(record.pages) != len(made.pages):
        yield f"record of {len(record.pages)} pages for {len(made.pages)}"
    if made.doubtful and any(
        not page.in_doubt and (page.quality is None or page.quality.grade is Grade.GOOD)
        for page in record.pages
    ):
        yield "nobody is told about a doubtful page"
    for word in made.says:
        if word not in record.text:
            yield f"{word} is not read"
    for word in made.never:
        if word in record.text:
            yield f"{word} is taken for text, which nobody sees"


def _signed_faults(made: Made, outcome: Outcome) -> Iterator[str]:
    yield from outcome.problems
    for name, data in (("picture", outcome.master), ("copy", outcome.searchable)):
        if data is None:
            continue
        views = list(pdf_views(data))
        if len(views) != len(made.pages):
            yield f"{name} of {len(views)} pages for {len(made.pages)}"
        for number, (view, page) in enumerate(zip(views, made.pages, strict=False), start=1):
            for differs in differences(page.view, view):
                yield f"{name}, page {number}: {differs}"
        if made.unaltered not in data:
            yield f"{name}: the bytes of the scanner were not kept"
        if made.never:
            text = _text(data)
            yield from (f"{name} holds {word}" for word in made.never if word in text)


def _text(data: bytes) -> str:
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
