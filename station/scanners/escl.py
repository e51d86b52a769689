"""Network scanners that speak eSCL (AirScan; Mopria eSCL Technical Specification 2.97).

No driver is needed: four HTTP requests. The job is posted, pages are fetched until there is none
left, and the scanner's status distinguishes a jam from an empty feeder.
"""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from station.errors import (
    FeederEmptyError,
    NoScannerError,
    PaperJamError,
    ScanError,
    ScannerBusyError,
    ScannerFailedError,
)
from station.scanners.sane import Device
from station.settings import ScannerSettings

__all__ = ["device", "is_address", "scan"]

_SCAN = "http://schemas.hp.com/imaging/escl/2011/05/03"
_PWG = "http://www.pwg.org/schemas/2010/12/sm"
_NAMES = {"scan": _SCAN, "pwg": _PWG}
_SECONDS = 120.0
_BUSY_TRIES = 30
_MAX_PAGES = 1000
_MAX_PAGE = 128 << 20
_ADF_STATES: dict[str, type[ScanError]] = {
    "ScannerAdfEmpty": FeederEmptyError,
    "ScannerAdfJam": PaperJamError,
    "ScannerAdfMispick": PaperJamError,
    "ScannerAdfHatchOpen": PaperJamError,
    "ScannerAdfMultipickDetected": PaperJamError,
}


def is_address(name: str) -> bool:
    """Return whether the name of a device is the URL of an eSCL scanner."""
    return name.startswith(("http://", "https://"))


def device(url: str) -> Device:
    """Ask a scanner for its name and model.

    Raises:
        NoScannerError: It does not answer like an eSCL scanner.
    """
    with _client() as http:
        answer = _ask(http, "GET", f"{url.rstrip('/')}/ScannerCapabilities")
        model = _parse(answer.content).findtext("pwg:MakeAndModel", namespaces=_NAMES)
    return Device(url, model or "eSCL")


def scan(scanner: ScannerSettings, folder: Path) -> list[Path]:
    """Scan until the feeder is empty, or the one page on the glass.

    Args:
        scanner: Scanner settings.
        folder: Where the pages are written.

    Returns:
        The pages in order, as the scanner compressed them (JPEG).

    Raises:
        ScanError: The scanner did not deliver all of it.
    """
    url = scanner.device.rstrip("/")
    with _client() as http:
        if scanner.feeder:
            _raise_for_feeder(http, url)
        answer = _ask(
            http,
            "POST",
            f"{url}/ScanJobs",
            content=_job(scanner),
            headers={"Content-Type": "text/xml"},
        )
        job = _job_address(url, answer.headers.get("Location", ""))
        pages: list[Path] = []
        while len(pages) < _MAX_PAGES and (data := _next_page(http, job)) is not None:
            path = folder / f"page-{len(pages) + 1:04d}.jpg"
            path.write_bytes(data)
            pages.append(path)
            if not scanner.feeder:
                break
        if scanner.feeder:
            _raise_for_feeder(http, url, empty_is_right=bool(pages))
    if not pages:
        raise ScannerFailedError("no-page")
    return pages


def _client() -> httpx.Client:
    # Scanners have self-signed certificates; the office network protects the connection.
    return httpx.Client(timeout=_SECONDS, verify=False)  # noqa: S501


def _job_address(url: str, location: str) -> str:
    """Return the URL for fetching pages: on the same scanner, whatever host name it reports."""
    path = urlsplit(location).path
    if not path:
        raise ScannerFailedError("job")
    return urljoin(url + "/", path).rstrip("/")


def _next_page(http: httpx.Client, job: str) -> bytes | None:
    """Fetch a page; None if there is none left."""
    for _ in range(_BUSY_TRIES):
        answer = _ask(http, "GET", f"{job}/NextDocument", expect=(200, 404, 410, 503))
        if answer.status_code == 503:  # the sheet is still moving
            time.sleep(float(answer.headers.get("Retry-After", "1")))
            continue
        if answer.status_code != 200:
            return None
        if len(answer.content) > _MAX_PAGE:
            raise ScannerFailedError("page-size")
        return answer.content
    raise ScannerFailedError("next-page")


def _raise_for_feeder(http: httpx.Client, url: str, *, empty_is_right: bool = False) -> None:
    answer = _ask(http, "GET", f"{url}/ScannerStatus")
    state = _parse(answer.content).findtext("scan:AdfState", "", namespaces=_NAMES)
    error = _ADF_STATES.get(state)
    if error and not (empty_is_right and error is FeederEmptyError):
        raise error(f"máy quét báo {state}")


def _ask(
    http: httpx.Client,
    method: str,
    url: str,
    *,
    expect: tuple[int, ...] = (200, 201),
    content: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    try:
        answer = http.request(method, url, content=content, headers=headers)
    except httpx.TransportError as error:
        raise NoScannerError("silent", reason=type(error).__name__) from error
    if answer.status_code in expect:
        return answer
    if answer.status_code == 503:
        raise ScannerBusyError()
    raise ScannerFailedError("answered", status=answer.status_code)


def _parse(data: bytes) -> ET.Element:
    """Parse XML from a scanner; refuse a document that declares entities."""
    try:
        if b"<!DOCTYPE" in data:
            raise ET.ParseError("DOCTYPE")
        return ET.fromstring(data)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        raise NoScannerError("not-escl") from error


def _job(scanner: ScannerSettings) -> bytes:
    """Return the scan job: the whole scan area at 100 % scale."""
    for prefix, space in _NAMES.items():
        ET.register_namespace(prefix, space)
    root = ET.Element(f"{{{_SCAN}}}ScanSettings")
    values = [
        (_PWG, "Version", "2.0"),
        (_SCAN, "Intent", "Document"),
        (_PWG, "InputSource", "Feeder" if scanner.feeder else "Platen"),
        (_SCAN, "ColorMode", "RGB24" if scanner.mode == "Color" else "Grayscale8"),
        (_SCAN, "XResolution", str(scanner.resolution)),
        (_SCAN, "YResolution", str(scanner.resolution)),
        (_PWG, "DocumentFormat", "image/jpeg"),
    ]
    if scanner.feeder:
        values.append((_SCAN, "Duplex", "true" if scanner.duplex else "false"))
    for space, name, text in values:
        ET.SubElement(root, f"{{{space}}}{name}").text = text
    document: bytes = ET.tostring(root, xml_declaration=True, encoding="UTF-8")
    return document
