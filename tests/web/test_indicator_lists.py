"""A list of the case system is counted whole or not at all."""

from __future__ import annotations

import pytest

from storage.desk.accounts import Role
from tests.web.counter import Counter

HEAD = "code,procedure,branch,channel,accepted_on\n"
ROW = "H26-1,1.004884,H26.12,counter,2026-11-20\n"


def status_of(counter: Counter, data: bytes) -> tuple[int, str]:
    chi = counter.client("chi", Role.SUPERVISOR, branch="")
    form = {"csrf": chi.csrf, "as": "page"}
    answer = chi.http.post("/theo-doi/chi-so", data=form, files={"file": ("h.csv", data)})
    return answer.status_code, answer.text


def test_a_list_that_is_too_long_is_not_cut(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (HEAD + 3 * ROW).encode()
    monkeypatch.setattr("web.routes.indicators._MOST_BYTES", len(data))
    assert status_of(counter, data)[0] == 200
    status, page = status_of(counter, data + ROW.encode())
    assert status == 422
    assert "quá lớn" in page


def test_a_file_that_is_no_list_is_told_of(counter: Counter) -> None:
    status, page = status_of(counter, (HEAD + '"' + "x" * 200_000).encode())
    assert status == 422
    assert "CSV" in page
