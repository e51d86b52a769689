from __future__ import annotations

from tests.api.conftest import Service


def test_an_agency_of_a_branch_counts_its_own(service: Service) -> None:
    body = {
        "dossiers": [
            {
                "code": "H26-1",
                "procedure": "1.004884",
                "branch": branch,
                "channel": "counter",
                "accepted_on": "2026-11-20",
            }
            for branch in ("H26.12", "H26.13")
        ]
    }
    full = service.services.clients.get("full")
    assert full is not None
    own = full.model_copy(update={"branch": "H26.12"})
    service.services.clients._clients["full"] = own
    rows = service.http.post("/v1/indicators", json=body, headers=service.headers()).json()
    assert [row["chiNhanh"] for row in rows] == ["H26.12"]
