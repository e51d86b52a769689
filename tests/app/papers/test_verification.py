"""What the store knows of a file that names a paper of ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.installation import App
from app.papers import verification
from app.papers.verification import Standing, verify_file
from app.settings import Settings
from pipeline.intake.receive import receive
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verdict import SealProblem
from pipeline.seal.verification.verify import Examination, examine_file
from pipeline.stack.compose import compose
from schemas.record.paper import Withheld
from tests.app.desk.test_stacks import jpeg, letter
from tests.storage.records import NOW, paper_id, reading, record


def test_a_file_that_names_a_paper_whose_picture_was_not_kept_differs(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    withheld = Withheld(rule="presented", reference="TT 01/2023/TT-VPCP", at=NOW)

    def claiming(data: bytes, trust: Trust) -> Examination:
        return replace(examine_file(data, trust), claimed=paper_id(1))

    monkeypatch.setattr(verification, "examine_file", claiming)
    file = compose([(receive(jpeg(letter(1)), "a.jpg"), 1)], "a.pdf").data
    with App(Settings(home=tmp_path)) as own:
        kept = record(1).model_copy(update={"withheld": withheld})
        assert not own.archive.save_values(kept, [reading()]).record.renditions
        found = verify_file(file, app.verifier, own.archive)
    assert found.standing is Standing.DIFFERS
    assert SealProblem.HASH_MISMATCH in found.verdict.all_problems
