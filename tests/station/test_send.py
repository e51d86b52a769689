"""From the spool to a real centre: offline for days, cut in the middle, refused, reconciled."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from benchmarks.station.centre import CentreProcess, StationProcess
from schemas.protocol.handover import ProgressState
from schemas.record.page import Grade
from station.agent import Agent, opened_spool, running
from station.book import SpoolState
from station.centre import Centre
from station.errors import SettingsError
from station.send import Backoff, Sender
from station.settings import StationSettings, template
from station.state import shown
from storage.objects.port import sha256_of

pytestmark = pytest.mark.slow

WHOLE = b"%%PDF-1.4 paper %d\n%%%%EOF\n"


@dataclasses.dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def station(tmp_path: Path, centre: CentreProcess) -> StationProcess:
    return StationProcess(tmp_path / "station", centre)


@pytest.fixture
def agent(station: StationProcess) -> Iterator[Agent]:
    """The work of a station, step by step."""
    settings = StationSettings.load(station.config)
    with opened_spool(settings) as spool, Centre(settings) as centre:
        yield Agent(settings, spool, centre)


def drop(agent: Agent, data: bytes, name: str = "scan.pdf", folder: str = "") -> str:
    target = agent.drop.folder / folder
    target.mkdir(exist_ok=True)
    (target / name).write_bytes(data)
    for _ in range(2):
        agent.take_ready()
    assert not (target / name).exists()
    return sha256_of(data)


def state(agent: Agent, paper: str) -> SpoolState:
    line = agent.spool.book.line(paper)
    assert line is not None
    return line.state


def test_a_paper_arrives_with_its_facts_and_its_verdict(
    agent: Agent, centre: CentreProcess, samples: Path, tmp_path: Path
) -> None:
    with Image.open(samples / "cong-van.jpg") as page:
        page.filter(ImageFilter.GaussianBlur(5)).save(tmp_path / "blurred.jpg", dpi=(200, 200))
    data = (tmp_path / "blurred.jpg").read_bytes()
    paper = drop(agent, data, folder="H26.12-261122-0001")
    assert agent.sender.round()
    line = agent.spool.book.line(paper)
    assert line is not None
    assert line.state is SpoolState.ACKNOWLEDGED
    assert line.progress is ProgressState.WAITING
    assert line.code is None
    (verdict,) = line.verdict
    assert (verdict.number, verdict.grade) == (1, Grade.SCAN_AGAIN)
    assert any("nhòe" in reason for reason in verdict.reasons)
    assert centre.on_desk()[paper] == 1
    assert paper in centre.in_store()
    (told,) = shown(agent.settings, agent.spool).papers
    assert (told.dossier, told.label) == ("H26.12-261122-0001", "chờ đọc")


def test_what_the_centre_has_is_not_sent_again(agent: Agent, centre: CentreProcess) -> None:
    paper = drop(agent, WHOLE % 1)
    agent.sender.round()
    agent.spool.book.sending(paper)  # as if the station had died before the answer came
    agent.sender.round()
    line = agent.spool.book.line(paper)
    assert line is not None
    assert (line.state, line.attempts) == (SpoolState.ACKNOWLEDGED, 2)
    assert centre.on_desk()[paper] == 1


def test_offline_for_days_then_everything_once(tmp_path: Path) -> None:
    centre = CentreProcess(tmp_path / "centre")
    settings = StationSettings.load(StationProcess(tmp_path / "station", centre).config)
    clock = Clock()
    with opened_spool(settings) as spool, Centre(settings) as line:
        agent = Agent(settings, spool, line)
        agent.sender = Sender(spool, line, clock)
        papers = {drop(agent, WHOLE % n, f"{n}.pdf") for n in range(20)}
        for _ in range(40):
            assert not agent.sender.round()
            clock.now += 3600
        (notice,) = spool.book.notices()
        assert notice.code == "E-CENTRE-OFFLINE"
        assert not shown(settings, spool).online
        assert spool.book.counts()[SpoolState.SPOOLED] == 20
        centre.start()
        try:
            while agent.sender.round():
                pass
        finally:
            centre.kill()
        assert spool.book.notices() == []
        assert spool.book.counts()[SpoolState.ACKNOWLEDGED] == 20
    assert centre.on_desk() == dict.fromkeys(papers, 1)
    assert centre.in_store() == papers


def test_a_refused_paper_keeps_its_reason_and_holds_up_nobody(agent: Agent) -> None:
    bad = drop(agent, b"MZ this is a program", "a.exe")
    good = drop(agent, WHOLE % 3, "b.pdf")
    agent.sender.round()
    assert (state(agent, bad), state(agent, good)) == (SpoolState.REFUSED, SpoolState.ACKNOWLEDGED)
    (first, _) = shown(agent.settings, agent.spool).papers
    assert (first.code, first.label) == ("E-INPUT-TYPE", "bị từ chối")
    assert first.remedy
    with agent.spool.opened(bad) as file:
        assert file.read().startswith(b"MZ")
    assert agent.spool.book.reopen() == 1
    agent.sender.round()
    assert state(agent, bad) is SpoolState.REFUSED


def test_rotten_bytes_never_leave_the_station(agent: Agent, centre: CentreProcess) -> None:
    paper = drop(agent, WHOLE % 4)
    (agent.spool.folder / "papers" / paper).write_bytes(b"%PDF-1.4 rotten %%EOF")
    agent.sender.round()
    line = agent.spool.book.line(paper)
    assert line is not None
    assert (line.state, line.code) == (SpoolState.REFUSED, "E-SPOOL-DAMAGED")
    assert paper not in centre.on_desk()


def test_a_wrong_account_blames_no_paper(
    station: StationProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTLAN_STATION_SECRET", "wrong")
    settings = StationSettings.load(station.config)
    with opened_spool(settings) as spool, Centre(settings) as centre:
        agent = Agent(settings, spool, centre)
        paper = drop(agent, WHOLE % 5)
        assert not agent.sender.round()
        assert state(agent, paper) is SpoolState.SPOOLED
        (notice,) = spool.book.notices()
        assert notice.code == "E-CENTRE-ACCOUNT"


def test_another_station_s_account_is_refused(station: StationProcess) -> None:
    text = station.config.read_text("utf-8").replace('station = "Q01"', 'station = "Q02"')
    station.config.write_text(text, "utf-8")
    settings = StationSettings.load(station.config)
    with opened_spool(settings) as spool, Centre(settings) as centre:
        agent = Agent(settings, spool, centre)
        paper = drop(agent, WHOLE % 6)
        agent.sender.round()
        assert state(agent, paper) is SpoolState.SPOOLED
        assert "E-INTAKE-STATION" in spool.book.notices()[0].what


def test_the_running_agent_takes_sends_and_ends(
    station: StationProcess, centre: CentreProcess
) -> None:
    settings = StationSettings.load(station.config)
    failures: list[BaseException] = []
    with opened_spool(settings) as spool, running(settings, spool, failed=failures.append):
        (station.drop / "scan.part").write_bytes(WHOLE % 7)
        (station.drop / "scan.part").rename(station.drop / "scan.pdf")
        paper = sha256_of(WHOLE % 7)
        deadline = time.monotonic() + 30
        while paper not in centre.on_desk():
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert failures == []
    assert list(station.drop.iterdir()) == []


def test_waits_grow_and_are_never_the_same() -> None:
    low, high = Backoff(chance=lambda: 0.0), Backoff(chance=lambda: 1.0)
    assert [low.failed() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert [high.failed() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    high.worked()
    assert high.failed() == 1


def test_the_template_is_a_valid_configuration(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text(template(tmp_path), "utf-8")
    settings = StationSettings.load(path)
    assert settings.scanner.resolution == 300
    with pytest.raises(SettingsError), contextlib.closing(Centre(settings)):
        pass  # there is no secret yet
    path.write_text(template(tmp_path).replace("keep_days", "keep_dais"), "utf-8")
    with pytest.raises(SettingsError, match="keep_dais"):
        StationSettings.load(path)
