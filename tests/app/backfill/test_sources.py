from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from app.backfill.errors import SourceError
from app.backfill.planning.sources import Source, open_source
from tests.servers import SeaweedServer, seaweed_server

FILES = {"a/1.jpg": b"one", "a/Nguyễn Văn.pdf": b"two", "b.png": b"three"}


def taken(source: Source) -> dict[str, bytes]:
    return {f.reference: source.read(f.reference) for f in source.files() if not f.left_out}


def left_out(source: Source) -> dict[str, str]:
    return {f.reference: f.left_out for f in source.files() if f.left_out}


def make_tar(path: Path, mode: str) -> None:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in FILES.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)


def test_a_folder(tmp_path: Path) -> None:
    for name, data in {**FILES, "empty.pdf": b"", "a/Thumbs.db": b"x"}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "link.pdf").symlink_to("/etc/passwd")
    source = open_source(str(tmp_path))
    assert taken(source) == FILES
    assert left_out(source) == {
        "a/Thumbs.db": "litter",
        "empty.pdf": "empty",
        "link.pdf": "not_a_file",
    }
    assert [f.reference for f in source.files()] == [f.reference for f in source.files()]


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    source = open_source(str(tmp_path / "in"))
    for reference in ("../secret", "link"):
        with pytest.raises(SourceError):
            source.read(reference)


@pytest.mark.parametrize(
    ("name", "mode"), [("x.tar", "w"), ("x.tar.gz", "w:gz"), ("x.txz", "w:xz")]
)
def test_a_tar_in_order_and_backwards(tmp_path: Path, name: str, mode: str) -> None:
    make_tar(tmp_path / name, mode)
    source = open_source(str(tmp_path / name))
    assert taken(source) == FILES
    assert left_out(source) == {"link": "not_a_file"}
    for reference in reversed(FILES):
        assert source.read(reference) == FILES[reference]
    with pytest.raises(SourceError):
        source.read("absent")
    source.close()


def test_a_zip_inside_of_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "box.zip", "w") as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
        archive.writestr("__MACOSX/._1.jpg", b"x")
    (tmp_path / "damaged.zip").write_bytes(b"PK no zip")
    source = open_source(str(tmp_path))
    assert taken(source) == {f"box.zip!{name}": data for name, data in FILES.items()}
    assert left_out(source) == {
        "box.zip!__MACOSX/._1.jpg": "litter",
        "damaged.zip": "damaged_archive",
    }
    source.close()


def test_a_member_larger_than_a_file_may_be_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.backfill.planning import archives
    from pipeline.intake.limits import Limits

    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.jpg", bytes(1 << 20))
    monkeypatch.setattr(archives, "DEFAULT_LIMITS", Limits(file_bytes=1 << 10))
    source = open_source(str(tmp_path / "bomb.zip"))
    with pytest.raises(SourceError):
        source.read("1.jpg")
    source.close()


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        open_source(str(tmp_path / "absent"))
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-")
    with pytest.raises(SourceError):
        open_source(str(tmp_path / "paper.pdf"))


def test_an_s3_prefix(tmp_path: Path) -> None:
    with seaweed_server(tmp_path / "weed") as server:
        fill(server)
        source = open_source(f"s3://{server.endpoint}/legacy/Quét/2015?secure=0", server.account)
        assert taken(source) == FILES
        assert left_out(source) == {"old.zip": "archive_in_s3"}
        with pytest.raises(SourceError):
            source.read("absent")
        source.close()
    with pytest.raises(SourceError):
        open_source("s3://user:secret@host/legacy")


def fill(server: SeaweedServer) -> None:
    client = server.store("legacy").client
    for name, data in {**FILES, "old.zip": b"PK"}.items():
        client.put_object("legacy", f"Quét/2015/{name}", io.BytesIO(data), len(data))
    client.put_object("legacy", "other/1.jpg", io.BytesIO(b"x"), 1)
