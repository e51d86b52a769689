"""Asks the product about the town and counts the answers that are wrong."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from dataclasses import asdict, dataclass, field

from benchmarks.once.town import DAY, Question, Town
from storage.papers.reuse.answers import Availability, ComponentAnswer
from storage.papers.reuse.check import check_reuse
from storage.papers.search.index import PaperIndex
from storage.papers.search.number_links import NumberLinks

__all__ = ["Measured", "measure"]

_BATCH = 500
_FACTS = {"owner_is_organisation": True}
_SHOWN = 10


@dataclass
class Measured:
    """What came of the questions; `cases` are the first wrong ones, with what was answered."""

    papers: int
    people: int
    questions: int
    wrong_on_file: int = 0
    wrong_not_on_file: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    cases: list[dict[str, object]] = field(default_factory=list)
    p50_ms: float = 0.0
    p99_ms: float = 0.0


def measure(town: Town, index: PaperIndex, questions: int, seed: int) -> Measured:
    """Put the papers of a town into an empty index and ask about its people.

    A paper that is on file may be offered or shown to an officer, and must not be denied; nothing
    else may be offered.

    Args:
        town: The town.
        index: An empty index.
        questions: How many.
        seed: Of the chances by which they are chosen.
    """
    for start in range(0, len(town.papers), _BATCH):
        index.put(*(paper.record for paper in town.papers[start : start + _BATCH]))
    links = NumberLinks(index.database)
    found, times = Measured(len(town.papers), len(town.people), questions), []
    for asked in town.questions(questions, seed):
        start_at = time.perf_counter()
        checked = check_reuse(
            index,
            asked.procedure,
            asked.number,
            DAY,
            _FACTS,
            links=links,
            name=asked.name,
            birth=asked.birth,
        )
        times.append((time.perf_counter() - start_at) * 1000)
        answer = next(c for c in checked.answer.components if c.component == asked.component)
        _count(found, asked, answer)
    cut = statistics.quantiles(times, n=100)
    found.p50_ms, found.p99_ms = round(cut[49], 2), round(cut[98], 2)
    return found


def _count(found: Measured, asked: Question, answer: ComponentAnswer) -> None:
    said = _said(answer)
    found.answers[f"{'on file' if asked.on_file else 'not on file'}: {said}"] += 1
    wrong_on_file = said == "offered" and not asked.on_file
    wrong_not_on_file = said == "denied" and asked.on_file
    found.wrong_on_file += wrong_on_file
    found.wrong_not_on_file += wrong_not_on_file
    if (wrong_on_file or wrong_not_on_file) and len(found.cases) < _SHOWN:
        found.cases.append({**asdict(asked), "answer": said, "reason": answer.reason})


def _said(answer: ComponentAnswer) -> str:
    """Return whether a paper is offered, shown to an officer, or denied."""
    if answer.availability is Availability.ON_FILE_VALID:
        return "offered"
    asks = "cán bộ" in answer.reason.lower() or "tra cứu thêm" in answer.reason
    asks = asks or "chưa được người kiểm tra" in answer.reason
    return "asked" if answer.availability is Availability.NEEDS_OFFICER or asks else "denied"
