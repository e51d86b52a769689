"""Pages are arranged while the papers are being read."""

from __future__ import annotations

import pytest

from storage.desk.desk_papers import DeskPaper
from tests.web.counter import Client, Counter


def join(client: Client, dossier: str, papers: list[DeskPaper]) -> int:
    """Join papers as they were before their last step; return the status."""
    wanted = {
        "papers": {paper.paper_id: paper.revision - 1 for paper in papers},
        "groups": [[[paper.paper_id, 1] for paper in papers]],
    }
    address, headers = f"/tiep-nhan/{dossier}/sap-xep", {"x-csrf": client.csrf}
    return client.http.post(address, json=wanted, headers=headers).status_code


@pytest.mark.parametrize(("reviewer", "status"), [(None, 200), ("binh", 409)])
def test_only_what_a_person_did_in_the_meantime_stands_against_it(
    counter: Counter, reviewer: str | None, status: int
) -> None:
    an, dossier = counter.client("an"), counter.code()
    an.post("/tiep-nhan", dossier=dossier)
    papers = [counter.paper(dossier, reviewed_by=reviewer) for _ in range(2)]
    assert join(an, dossier, papers) == status
    assert any(counter.app.desk.get(paper.paper_id).is_open for paper in papers) is bool(reviewer)
