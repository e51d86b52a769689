"""One error, one status: the interface and the pages tell the same of every kind of error."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import api.errors
import app.backfill.errors
import app.errors
import cli.errors
import extractors.errors
import pipeline.errors
import pipeline.seal.errors
import station.errors
import storage.errors
import web.errors
import web.problems
from schemas.errors import MotlanError
from schemas.messages.catalogue import row
from station.errors import RefusedError
from storage.errors import PaperErasedError
from web.errors import NoSuchPageError

ROOMS = (
    api.errors,
    app.backfill.errors,
    app.errors,
    cli.errors,
    extractors.errors,
    pipeline.errors,
    pipeline.seal.errors,
    station.errors,
    storage.errors,
    web.errors,
)
KINDS = {
    kind.code: kind
    for room in ROOMS
    for kind in vars(room).values()
    if isinstance(kind, type) and issubclass(kind, MotlanError)
}


def made(code: str) -> MotlanError:
    kind = KINDS[code]
    return RefusedError(problem="E-INTAKE-FACTS") if kind is RefusedError else kind()


def raising() -> FastAPI:
    application = FastAPI()

    @application.get("/raise/{code}")
    def fail(code: str) -> None:
        raise made(code)

    return application


@pytest.fixture(scope="module")
def interface() -> Iterator[TestClient]:
    application = raising()
    api.errors.install(application)
    with TestClient(application) as client:
        yield client


@pytest.fixture(scope="module")
def pages() -> Iterator[TestClient]:
    application = raising()
    application.state.office = SimpleNamespace(settings=SimpleNamespace(trial=False))
    web.problems.install(application)
    with TestClient(application, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("code", sorted(KINDS))
def test_interface_and_pages_answer_with_the_status_of_the_catalogue(
    interface: TestClient, pages: TestClient, code: str
) -> None:
    told = interface.get(f"/raise/{code}")
    shown = pages.get(f"/raise/{code}", headers={"motlan-poll": "1"})
    assert told.status_code == shown.status_code == row(code).http_status
    assert told.json()["code"] == shown.json()["code"] == code
    assert told.json()["status"] == told.status_code


def test_an_erased_paper_is_a_conflict_everywhere(interface: TestClient, pages: TestClient) -> None:
    address = f"/raise/{PaperErasedError.code}"
    assert interface.get(address).status_code == pages.get(address).status_code == 409


def test_a_problem_is_told_in_the_language_asked_for(interface: TestClient) -> None:
    address = f"/raise/{PaperErasedError.code}"
    told = interface.get(address)
    assert told.headers["content-type"] == "application/problem+json"
    assert told.headers["content-language"] == "vi"
    assert told.headers["vary"] == "Accept-Language"
    assert told.json()["title"] == told.json()["detail"] == "Giấy tờ đã bị xóa"
    told = interface.get(address, headers={"accept-language": "en-GB, en;q=0.9"})
    assert told.headers["content-language"] == "en"
    assert told.json()["title"] == "The paper was erased"
    assert told.json()["remedy"] == row(PaperErasedError.code).remedy.en


def test_what_the_framework_refuses_is_a_problem_too(interface: TestClient) -> None:
    english = {"accept-language": "en"}
    lost = interface.get("/nowhere", headers=english)
    assert (lost.status_code, lost.json()["code"]) == (404, "E-API-NOT-FOUND")
    refused = interface.post("/raise/E-API", headers=english)
    assert (refused.status_code, refused.json()["code"]) == (405, "E-API")
    assert refused.json()["detail"] == "The service answers 405 Method Not Allowed"
    assert refused.headers["allow"] == "GET"


def test_an_error_page_is_written_in_the_language_asked_for(pages: TestClient) -> None:
    address = f"/raise/{NoSuchPageError.code}"
    page = pages.get(address)
    assert page.headers["content-language"] == "vi"
    assert '<html lang="vi">' in page.text
    assert "Không thực hiện được" in page.text
    page = pages.get(address, headers={"accept-language": "en"})
    assert page.headers["content-language"] == "en"
    assert '<html lang="en">' in page.text
    assert "This could not be done" in page.text
    assert row(NoSuchPageError.code).remedy.en in page.text


def test_a_script_of_ours_is_told_in_the_language_of_its_page(pages: TestClient) -> None:
    headers = {"motlan-poll": "1", "accept-language": "en"}
    told = pages.get(f"/raise/{PaperErasedError.code}", headers=headers)
    assert told.json()["what"] == "giấy tờ đã bị xóa"
