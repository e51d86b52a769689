"""No page is lost in the drop folder: not under a writer, not between two pages."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest
from PIL import Image

from station.book import Notice, SpoolState
from station.intake.opened import Writers, writers_of
from station.intake.watch import DropFolder, wake_on_change
from station.spool import HELD, Spool
from tests.station.conftest import FACTS
from tests.station.test_watch import WHOLE, Clock

SHEETS = [Image.effect_noise((60, 80), 50 + n).convert("1") for n in range(3)]


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fax(pages: int) -> bytes:
    file = io.BytesIO()
    first, *rest = SHEETS[:pages]
    first.save(file, "TIFF", save_all=True, append_images=rest, compression="group4")
    return file.getvalue()


def test_a_file_is_not_taken_while_somebody_writes_it(drop: Path) -> None:
    clock = Clock()
    folder = DropFolder(drop, checks=1, incomplete_after=30, clock=clock)
    path = drop / "scan.pdf"
    path.write_bytes(WHOLE)
    with path.open("ab"):
        assert writers_of(path) is Writers.SOMEBODY
        assert folder.look() == ([], [], True)
        clock.now += 60
        ready, notices, waiting = folder.look()
        assert (ready, waiting) == ([], True)
        assert [(n.source, n.code) for n in notices] == [("scan.pdf", "E-SOURCE-INCOMPLETE")]
        assert "mở" in notices[0].what
    with path.open("rb"):  # who only reads does not keep it
        assert [r.path for r in folder.look()[0]] == [path]


def test_pages_may_be_added_to_a_pdf_for_longer(drop: Path) -> None:
    clock = Clock()
    folder = DropFolder(drop, checks=1, settle=15, clock=clock)
    (drop / "scan.pdf").write_bytes(WHOLE)
    (drop / "stack.tif").write_bytes(fax(1))
    (drop / "unknown.doc").write_bytes(b"\xd0\xcf\x11\xe0" * 9)
    photo = io.BytesIO()
    Image.new("RGB", (9, 9)).save(photo, "JPEG")
    (drop / "photo.jpg").write_bytes(photo.getvalue())
    taken = []
    for _ in range(8):
        taken.append(sorted(r.path.name for r in folder.look()[0]))
        clock.now += 12
    assert taken[0] == ["photo.jpg"]
    assert taken[2] == ["photo.jpg", "scan.pdf", "stack.tif"]
    assert taken[7] == ["photo.jpg", "scan.pdf", "stack.tif", "unknown.doc"]


def test_a_writer_that_comes_in_between_keeps_its_pages(
    spool: Spool, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens the file when it was looked at already, and writes when its name is gone."""
    path = drop / "scan.pdf"
    path.write_bytes(WHOLE)
    monkeypatch.setattr("station.spool.writers_of", lambda _: Writers.SOMEBODY)
    with path.open("ab") as writer:
        first = spool.take(path, FACTS, remove=True).sha256
        assert names(drop) == [f"{HELD}{first}"]
        writer.write(b"3 0 obj\n<< >>\nendobj\n%%EOF\n")
    (held,) = DropFolder(drop).held()
    assert not spool.let_go(held)
    monkeypatch.undo()
    assert spool.let_go(held)
    assert names(drop) == ["scan.pdf"]
    second = spool.take(path, FACTS, remove=True).sha256
    line = spool.book.line(second)
    assert line is not None
    assert line.facts.replaces == first
    assert names(drop) == []


@pytest.mark.parametrize(("unseen", "gone"), [(1e9, False), (0.0, True)])
def test_a_file_whose_writers_cannot_be_seen_is_kept_for_a_while(
    spool: Spool, drop: Path, monkeypatch: pytest.MonkeyPatch, unseen: float, gone: bool
) -> None:
    monkeypatch.setattr("station.spool.writers_of", lambda _: Writers.UNKNOWN)
    monkeypatch.setattr("station.spool._UNSEEN_SECONDS", unseen)
    (drop / "scan.pdf").write_bytes(WHOLE)
    spool.take(drop / "scan.pdf", FACTS, remove=True)
    assert (names(drop) == []) is gone


def test_a_file_that_was_put_aside_before_a_crash_comes_back(spool: Spool, drop: Path) -> None:
    held = drop / f"{HELD}{'0' * 64}"
    held.write_bytes(WHOLE)
    assert DropFolder(drop, checks=1).look() == ([], [], False)
    assert spool.let_go(held)
    assert names(drop) == [f"{'0' * 12}.bin"]


def test_a_stack_written_anew_with_each_page_replaces_what_was_taken(
    spool: Spool, drop: Path
) -> None:
    papers = []
    for pages in (1, 2, 3):
        (drop / "scan.tif").write_bytes(fax(pages))
        papers.append(spool.take(drop / "scan.tif", FACTS, remove=True).sha256)
    lines = [spool.book.line(paper) for paper in papers]
    assert [line.facts.replaces if line else "?" for line in lines] == [None, *papers[:2]]
    (drop / "scan.tif").write_bytes(fax(1)[:-4] + b"else")  # another paper of the same name
    other = spool.book.line(spool.take(drop / "scan.tif", FACTS, remove=True).sha256)
    assert other is not None
    assert other.facts.replaces is None


@pytest.mark.parametrize(
    "name", [b"Gi\xc2y kh\xe1c.jpg", b"\x1b[2J\x07.jpg", "đảo\u202egpj.exe".encode()]
)
def test_a_name_of_any_bytes_is_taken_in_and_recovered(
    spool: Spool, drop: Path, name: bytes
) -> None:
    path = Path(os.fsdecode(os.path.join(os.fsencode(drop), name)))  # noqa: PTH118 - bytes
    path.write_bytes(WHOLE)
    taken = spool.take(path, FACTS, remove=True).sha256
    line = spool.book.line(taken)
    assert line is not None
    line.name.encode()
    assert line.name.replace("\ufffd", "").isprintable()
    spool.book._execute("delete from papers where sha256 = ?", (taken,))
    assert spool.recover(FACTS) == 1


def test_one_paper_that_cannot_be_recovered_stops_no_other(
    spool: Spool, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = []
    for number in range(3):
        (drop / "scan.pdf").write_bytes(b"%d" % number + WHOLE)
        papers.append(spool.take(drop / "scan.pdf", FACTS, remove=True).sha256)
    spool.book._execute("delete from papers where ? = ?", (1, 1))
    real = spool.book.add

    def add(sha256: str, *rest: object) -> bool:
        if sha256 == papers[1]:
            raise UnicodeEncodeError("utf-8", "\udcc2", 0, 1, "surrogates not allowed")
        return real(sha256, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(spool.book, "add", add)
    assert spool.recover(FACTS) == 2
    notices: list[Notice] = spool.book.notices()
    assert [notice.code for notice in notices] == ["E-SPOOL-DAMAGED"]
    assert spool.book.counts()[SpoolState.SPOOLED] == 2


@pytest.mark.parametrize("polling", [False, True])
def test_the_watcher_outlives_a_name_that_it_does_not_bear(drop: Path, polling: bool) -> None:
    woken, stop = threading.Event(), threading.Event()
    arguments = (drop, woken.set, stop)
    watcher = threading.Thread(target=wake_on_change, args=arguments, kwargs={"polling": polling})
    watcher.start()
    try:
        bad = os.path.join(os.fsencode(drop), b"Gi\xc2y.jpg")  # noqa: PTH118 - bytes
        for _ in range(2):
            woken.clear()
            for _ in range(40):
                Path(os.fsdecode(bad)).write_bytes(WHOLE)
                if woken.wait(0.1):
                    break
            assert woken.is_set()
        assert watcher.is_alive()
    finally:
        stop.set()
        watcher.join()
