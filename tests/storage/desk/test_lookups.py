from __future__ import annotations

from pathlib import Path

from storage.database import Database
from storage.desk.lookups import Lookups
from storage.papers.reuse.answers import Availability, ComponentAnswer

_ANSWER = ComponentAnswer(
    "birth", "Giấy khai sinh", Availability.ON_FILE_VALID, "Đã có.", "Luật Hộ tịch", "a" * 64
)
_NOTHING = ComponentAnswer("form", "Tờ khai", Availability.MUST_SUBMIT_ORIGINAL, "Lập mới.", "Luật")


def asked(tmp_path: Path) -> Lookups:
    lookups = Lookups(Database(tmp_path / "ledger.sqlite"))
    lookups.keep(
        7,
        "an",
        procedure="1.004884",
        dossier="H26.12-261122-0001",
        purpose="tiếp nhận",
        legal_basis="NĐ 45",
        components=(_ANSWER, _NOTHING),
    )
    return lookups


def test_an_answer_comes_back_to_who_asked_alone(tmp_path: Path) -> None:
    lookups = asked(tmp_path)
    found = lookups.get(7, "an")
    assert found is not None
    assert found.components == (_ANSWER, _NOTHING)
    assert found.proposed("birth") == _ANSWER
    assert found.proposed("form") is None
    assert lookups.get(7, "binh") is None
    assert lookups.recent("binh") == []


def test_the_last_word_counts(tmp_path: Path) -> None:
    lookups = asked(tmp_path)
    lookups.decide(7, "birth", "reject")
    lookups.decide(7, "birth", "accept")
    found = lookups.get(7, "an")
    assert found is not None
    assert found.decided == {"birth": "accept"}
