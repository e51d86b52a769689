"""What is taken from the drop folder: whole files that stand still, and nothing else."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import img2pdf
import pytest
from PIL import Image

from station.book import Notice
from station.intake.complete import is_complete
from station.intake.watch import DropFolder, Steadiness, wake_on_change

WHOLE = b"%PDF-1.4 paper\n%%EOF\n"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def picture(kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image = Image.effect_noise((300, 400), 80).convert("RGB")
    image.save(file, kind, **options)
    return file.getvalue()


def tiff_of_two_pages(compression: str) -> bytes:
    file = io.BytesIO()
    image = Image.effect_noise((300, 400), 80)
    image.save(file, "TIFF", save_all=True, append_images=[image], compression=compression)
    return file.getvalue()


def heic() -> bytes:
    import pillow_heif

    file = io.BytesIO()
    pillow_heif.from_pillow(Image.effect_noise((64, 64), 80).convert("RGB")).save(file)
    return file.getvalue()


def photo_with_thumbnail() -> bytes:
    """A JPEG whose metadata holds a whole small JPEG, end mark included, as phones make them."""
    small = picture("JPEG")[:8000] + b"\xff\xd9"
    exif = b"\xff\xe1" + (len(small) + 8).to_bytes(2, "big") + b"Exif\x00\x00" + small
    return b"\xff\xd8" + exif + picture("JPEG")[2:]


FILES = {
    "scan.pdf": lambda: img2pdf.convert(picture("JPEG")),
    "scan.jpg": lambda: picture("JPEG"),
    "progressive.jpg": lambda: picture("JPEG", progressive=True),
    "photo.jpg": photo_with_thumbnail,
    "scan.png": lambda: picture("PNG"),
    "raw.tif": lambda: tiff_of_two_pages("raw"),
    "lzw.tif": lambda: tiff_of_two_pages("tiff_lzw"),
    "phone.heic": heic,
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_complete_with_its_last_bytes_only(name: str, tmp_path: Path) -> None:
    data = FILES[name]()
    path = tmp_path / name
    path.write_bytes(data)
    assert is_complete(path)
    for share in (0.02, 0.3, 0.6, 0.9, 0.99):
        path.write_bytes(data[: int(len(data) * share)])
        assert not is_complete(path), share
    path.write_bytes(b"")
    assert not is_complete(path)


@pytest.mark.parametrize("name", FILES)
def test_no_rubbish_makes_it_stumble(name: str, tmp_path: Path) -> None:
    data = bytearray(FILES[name]())
    path = tmp_path / name
    for at in range(0, min(len(data), 600), 7):
        spoiled = bytes(data[:at]) + b"\xff\xff\xff\xff" + bytes(data[at + 4 :])
        path.write_bytes(spoiled)
        is_complete(path)


def test_a_file_is_ready_when_several_looks_agree(drop: Path) -> None:
    folder = DropFolder(drop, checks=3)
    path = drop / "scan.pdf"
    path.write_bytes(WHOLE[:10])
    assert folder.look()[0] == []
    path.write_bytes(WHOLE)
    looks = [folder.look() for _ in range(3)]
    assert [[r.path for r in ready] for ready, _, _ in looks] == [[], [], [path]]
    assert [waiting for _, _, waiting in looks] == [True, True, False]


def test_a_half_written_file_that_stands_still_is_told_of_and_never_taken(drop: Path) -> None:
    clock = Clock()
    folder = DropFolder(drop, checks=2, incomplete_after=30, clock=clock)
    (drop / "scan.pdf").write_bytes(WHOLE[:-6])
    notices: list[Notice] = []
    for _ in range(10):
        ready, notices, _ = folder.look()
        assert ready == []
        clock.now += 10
    (notice,) = notices
    assert (notice.source, notice.code) == ("scan.pdf", "E-SOURCE-INCOMPLETE")
    (drop / "scan.pdf").write_bytes(WHOLE)
    assert folder.look()[1] == []
    (whole,) = folder.look()[0]
    assert whole.path.name == "scan.pdf"


def test_unfinished_and_hidden_names_are_not_looked_at(drop: Path) -> None:
    for name in ("a.pdf.part", "a.TMP", ".a.pdf", "~a.pdf", "a.pdf.crdownload", "Thumbs.db", "b~"):
        (drop / name).write_bytes(WHOLE)
    (drop / "link.pdf").symlink_to(drop / "a.TMP")
    folder = DropFolder(drop, checks=1)
    assert folder.look() == ([], [], False)
    (drop / "a.pdf.part").rename(drop / "a.pdf")
    assert [r.path.name for r in folder.look()[0]] == ["a.pdf"]


def test_folders_are_dossiers(drop: Path) -> None:
    for name in ("H26.12-261122-0001", "Nguyễn Văn A", ".hidden"):
        (drop / name).mkdir()
        (drop / name / "scan.pdf").write_bytes(WHOLE)
    (drop / "Trống").mkdir()
    ready, notices, _ = DropFolder(drop, checks=1).look()
    assert [(r.path.name, r.dossier) for r in ready] == [("scan.pdf", "H26.12-261122-0001")]
    assert [notice.code for notice in notices] == ["E-SOURCE-FOLDER"]
    assert DropFolder(drop, checks=1, folders_are_dossiers=False).look() == ([], [], False)


def test_a_folder_that_is_away_is_empty(tmp_path: Path) -> None:
    assert DropFolder(tmp_path / "share").look() == ([], [], False)


def test_steadiness_begins_anew_with_every_change() -> None:
    steadiness, path = Steadiness(2), Path("a")
    assert steadiness.look(path, (1, 10, 5), 0.0) is None
    assert steadiness.look(path, (1, 10, 5), 1.0) == 1.0
    assert steadiness.look(path, (1, 11, 5), 2.0) is None
    assert steadiness.look(path, (2, 11, 5), 3.0) is None  # another file of the same size
    steadiness.forget_others(set())
    assert steadiness.look(path, (2, 11, 5), 4.0) is None


@pytest.mark.parametrize("polling", [False, True])
def test_a_new_file_wakes_the_watcher(drop: Path, polling: bool) -> None:
    woken, stop = threading.Event(), threading.Event()
    arguments = (drop, woken.set, stop)
    watcher = threading.Thread(target=wake_on_change, args=arguments, kwargs={"polling": polling})
    watcher.start()
    try:
        for number in range(100):
            (drop / f"{number}.pdf").write_bytes(WHOLE)
            if woken.wait(0.3):
                break
        assert woken.is_set()
    finally:
        stop.set()
        watcher.join()
