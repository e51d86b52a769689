"""Scanners: SANE's own test device, and an eSCL scanner over real HTTP."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from schemas.protocol.handover import IntakeFacts
from station.errors import (
    FeederEmptyError,
    NoScannerError,
    PaperJamError,
    ScanError,
    ScannerBusyError,
    ScannerFailedError,
)
from station.scanners.sane import choose_source
from station.scanners.scan import list_devices, scan_stack
from station.settings import (
    CentreSettings,
    DropSettings,
    ScannerSettings,
    StationSettings,
)
from station.spool import Spool
from tests.station.conftest import FACTS

TEST_PICTURE = "--test-picture=Color pattern"
STATUS = ("--enable-test-options=yes", "--read-return-value=SANE_STATUS_{}")


@pytest.fixture(autouse=True)
def sane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SANE with its test backend only."""
    folder = tmp_path / "sane"
    folder.mkdir()
    (folder / "dll.conf").write_text("test\n", "utf-8")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(folder))


def settings(tmp_path: Path, **scanner: object) -> StationSettings:
    values = {"device": "test:0", "resolution": 200, "duplex": False, **scanner}
    return StationSettings(
        branch="H26.12",
        station="Q01",
        spool=tmp_path / "spool",
        centre=CentreSettings(url="http://127.0.0.1:9", client_id="station"),
        drop=DropSettings(folder=tmp_path / "drop"),
        scanner=ScannerSettings.model_validate(values),
    )


def pages_of(spool: Spool, sha256: str) -> list[pikepdf.Object]:
    with spool.opened(sha256) as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        return [picture.Filter for page in pdf.pages for picture in pictures_of(page)]


def pictures_of(page: pikepdf.Page) -> list[pikepdf.Object]:
    return [picture for _, picture in page.Resources.XObject.items()]


def test_devices_are_listed(tmp_path: Path) -> None:
    names = [device.name for device in list_devices(settings(tmp_path))]
    assert names == ["test:0", "test:1"]


def test_a_stack_from_the_feeder_is_one_file(spool: Spool, tmp_path: Path) -> None:
    (scanned,) = scan_stack(settings(tmp_path, options=(TEST_PICTURE,)), spool, FACTS)
    assert scanned.pages == 10  # what the test device's feeder holds
    assert pages_of(spool, scanned.sha256) == ["/DCTDecode"] * 10
    line = spool.book.line(scanned.sha256)
    assert line is not None
    assert line.facts == FACTS
    assert list((spool.folder / "scanning").iterdir()) == []


def test_the_glass_gives_one_page_in_colour_at_its_size(spool: Spool, tmp_path: Path) -> None:
    (scanned,) = scan_stack(settings(tmp_path, feeder=False), spool, FACTS)
    assert scanned.pages == 1
    with spool.opened(scanned.sha256) as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        (image,) = pictures_of(pdf.pages[0])
        box = pdf.pages[0].mediabox
        assert image.ColorSpace == "/DeviceRGB"
        assert float(image.Width) / 200 == pytest.approx(float(box[2]) / 72, abs=0.01)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("JAMMED", PaperJamError),
        ("COVER_OPEN", PaperJamError),
        ("DEVICE_BUSY", ScannerBusyError),
        ("NO_DOCS", FeederEmptyError),
        ("IO_ERROR", ScannerFailedError),
    ],
)
def test_what_the_scanner_says_reaches_the_clerk(
    spool: Spool, tmp_path: Path, status: str, error: type[ScanError]
) -> None:
    options = tuple(option.format(status) for option in STATUS)
    with pytest.raises(error) as raised:
        scan_stack(settings(tmp_path, options=options), spool, FACTS)
    assert raised.value.remedy()
    assert sum(spool.book.counts().values()) == 0
    assert list((spool.folder / "scanning").iterdir()) == []


def test_a_scanner_that_is_not_there(spool: Spool, tmp_path: Path) -> None:
    with pytest.raises(ScanError):
        scan_stack(settings(tmp_path, device="test:9"), spool, FACTS)


def test_what_a_broken_off_scan_left_is_swept(spool: Spool, tmp_path: Path) -> None:
    left = spool.folder / "scanning" / "dead"
    left.mkdir(parents=True)
    (left / "page-0001.tiff").write_bytes(b"half")
    scan_stack(settings(tmp_path, feeder=False), spool, FACTS)
    assert not left.exists()


@pytest.mark.parametrize(
    ("names", "feeder", "duplex", "chosen"),
    [
        (["Flatbed", "ADF", "ADF Duplex"], True, True, "ADF Duplex"),
        (["Flatbed", "ADF", "ADF Duplex"], True, False, "ADF"),
        (["Flatbed", "ADF", "ADF Duplex"], False, True, "Flatbed"),
        (["Flatbed", "Automatic Document Feeder"], True, True, "Automatic Document Feeder"),
        (["Flatbed"], True, True, ""),
        ([], True, True, ""),
    ],
)
def test_the_source_that_fits_is_chosen(
    names: list[str], feeder: bool, duplex: bool, chosen: str
) -> None:
    assert choose_source(names, feeder=feeder, duplex=duplex) == chosen


class Scanner:
    """An eSCL scanner: what lies in its feeder, and what goes wrong."""

    def __init__(self) -> None:
        self.sheets = 0
        self.state = ""
        self.jam_after = -1
        self.busy = 0
        self.job = ""
        self.taken = 0

    @property
    def adf(self) -> str:
        return self.state or ("ScannerAdfLoaded" if self.sheets else "ScannerAdfEmpty")


def page(number: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (827, 1169), (255, 255, 200 + number)).save(file, "JPEG", dpi=(100, 100))
    return file.getvalue()


class Handler(BaseHTTPRequestHandler):
    scanner: Scanner

    def do_GET(self) -> None:
        scanner = self.scanner
        if self.path.endswith("/ScannerCapabilities"):
            self._xml("ScannerCapabilities", "<pwg:MakeAndModel>Máy mẫu 1</pwg:MakeAndModel>")
        elif self.path.endswith("/ScannerStatus"):
            self._xml("ScannerStatus", f"<scan:AdfState>{scanner.adf}</scan:AdfState>")
        elif scanner.busy:
            scanner.busy -= 1
            self._answer(503, b"", {"Retry-After": "0"})
        elif scanner.taken == scanner.jam_after:
            scanner.state = "ScannerAdfJam"
            self._answer(404, b"")
        elif scanner.sheets:
            scanner.sheets -= 1
            scanner.taken += 1
            self._answer(200, page(scanner.taken))
        else:
            self._answer(404, b"")

    def do_POST(self) -> None:
        self.scanner.job = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(201, b"", {"Location": "http://scanner.local/eSCL/ScanJobs/7"})

    def _xml(self, name: str, inner: str) -> None:
        names = (
            'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" '
            'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
        )
        self._answer(200, f"<scan:{name} {names}>{inner}</scan:{name}>".encode())

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def network() -> Iterator[tuple[Scanner, str]]:
    scanner = Scanner()
    handler = type("Bound", (Handler,), {"scanner": scanner})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield scanner, f"http://127.0.0.1:{server.server_port}/eSCL"
        server.shutdown()
        thread.join()


def over_network(
    tmp_path: Path, url: str, facts: IntakeFacts, spool: Spool, **options: object
) -> list[int]:
    wanted = settings(tmp_path, device=url, **options)
    return [s.pages for s in scan_stack(wanted, spool, facts, each=bool(options.get("duplex")))]


def test_an_escl_scanner_is_listed(tmp_path: Path, network: tuple[Scanner, str]) -> None:
    _, url = network
    first = list_devices(settings(tmp_path, device=url))[0]
    assert (first.name, first.label) == (url, "Máy mẫu 1")


def test_escl_pages_arrive_untouched(
    spool: Spool, tmp_path: Path, network: tuple[Scanner, str]
) -> None:
    scanner, url = network
    scanner.sheets, scanner.busy = 3, 2
    (scanned,) = scan_stack(settings(tmp_path, device=url), spool, FACTS)
    with spool.opened(scanned.sha256) as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        pictures = [p.read_raw_bytes() for side in pdf.pages for p in pictures_of(side)]
    assert pictures == [page(1), page(2), page(3)]
    for asked in ("Feeder", "RGB24", ">200<", ">false<", "image/jpeg"):
        assert asked in scanner.job


def test_escl_sheets_of_two_sides_are_papers(
    spool: Spool, tmp_path: Path, network: tuple[Scanner, str]
) -> None:
    scanner, url = network
    scanner.sheets = 4
    assert over_network(tmp_path, url, FACTS, spool, duplex=True) == [2, 2]


def test_an_escl_jam_leaves_nothing_behind(
    spool: Spool, tmp_path: Path, network: tuple[Scanner, str]
) -> None:
    scanner, url = network
    scanner.sheets, scanner.jam_after = 5, 2
    with pytest.raises(PaperJamError):
        over_network(tmp_path, url, FACTS, spool)
    assert sum(spool.book.counts().values()) == 0


def test_an_empty_escl_feeder_and_a_scanner_that_is_off(
    spool: Spool, tmp_path: Path, network: tuple[Scanner, str]
) -> None:
    _, url = network
    with pytest.raises(FeederEmptyError):
        over_network(tmp_path, url, FACTS, spool)
    with pytest.raises(NoScannerError):
        over_network(tmp_path, "http://127.0.0.1:9/eSCL", FACTS, spool)
