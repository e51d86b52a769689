"""The programs that are compared, each started as its users start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Protocol

from benchmarks.world.material import Sheet, one_pdf
from benchmarks.world.peers import PeerMissingError, peers_python, program
from benchmarks.world.reading import Result, lines_of_table, lines_of_told

__all__ = ["MAKERS", "Motlan", "OcrMyPdf", "Product", "RapidOcr", "Tesseract"]

_ROOT: Final = Path(__file__).parents[2]
_BEST: Final = _ROOT / "models" / "second_reader"
_DEBIAN: Final = "tesseract-ocr tesseract-ocr-vie"
_ONE_THREAD: Final = {"OMP_THREAD_LIMIT": "1"}


class Product(Protocol):
    """A program that reads pages."""

    @property
    def name(self) -> str:
        """Return the name for the table."""
        ...

    @property
    def version(self) -> str:
        """Return its version."""
        ...

    def start(self, folder: Path) -> None:
        """Start it with nothing to do: what it costs before the first page."""
        ...

    def read(self, sheets: Sequence[Sheet], folder: Path) -> Result:
        """Let it read all pages.

        Args:
            sheets: The pages.
            folder: Empty; for everything that is made.
        """
        ...


class Motlan:
    """This product: every page a paper of its own, from bytes to two signed files in the store."""

    name = "motlan"

    def __init__(self) -> None:
        """Look up the version."""
        self.version = version("motlan")

    def start(self, folder: Path) -> None:
        """Load the networks and open an installation."""
        _told([sys.executable, "-m", "benchmarks.world.motlan"], {}, folder)

    def read(self, sheets: Sequence[Sheet], folder: Path) -> Result:
        """Take every page in as a scanner's PDF."""
        paths = {}
        for sheet in sheets:
            paths[sheet.name] = folder / f"{sheet.name}.pdf"
            paths[sheet.name].write_bytes(sheet.pdf())
        told = _told([sys.executable, "-m", "benchmarks.world.motlan"], paths, folder)
        result = _result(told)
        result.files = [Path(file) for page in told["pages"].values() for file in page["files"]]
        result.trust = [Path(told["trust"])]
        result.refused = {n: p["error"] for n, p in told["pages"].items() if "error" in p}
        return result


class RapidOcr:
    """RapidOCR with the networks that come with its wheel: text alone, no files."""

    name = "RapidOCR default"

    def __init__(self) -> None:
        """Look for the package.

        Raises:
            PeerMissingError: It cannot be installed.
        """
        self._command = [str(peers_python()), str(Path(__file__).with_name("rapid.py"))]
        self.version = _package_version("rapidocr")

    def start(self, folder: Path) -> None:
        """Load the networks."""
        _told(self._command, {}, folder)

    def read(self, sheets: Sequence[Sheet], folder: Path) -> Result:
        """Read the pictures in one process."""
        return _result(_told(self._command, {s.name: s.picture for s in sheets}, folder))


class Tesseract:
    """Tesseract with a Vietnamese model: a process for each page, which writes words and a PDF."""

    def __init__(self, name: str, model: Path | None = None) -> None:
        """Look for the program and the model.

        Args:
            name: The name for the table.
            model: Folder with vie.traineddata; by default that of the installation.

        Raises:
            PeerMissingError: Program or model are not installed.
        """
        self.name = name
        self._program, self._model = program("tesseract", _DEBIAN), model
        about = _said([self._program, "--version"]).split()
        languages = _said([self._program, "--list-langs"])
        if model is None and "vie" not in languages.split():
            raise PeerMissingError(f"Tesseract has no Vietnamese (Debian: {_DEBIAN})")
        self.version = about[1]
        self._data = Path(languages.split('"')[1])

    def start(self, folder: Path) -> None:
        """Start nothing: it loads its model anew for each page, which counts for the page."""

    def read(self, sheets: Sequence[Sheet], folder: Path) -> Result:
        """Read the pictures one by one."""
        result, options = Result(), list(self._options(folder))
        for sheet in sheets:
            target = folder / sheet.name
            command = [self._program, str(sheet.picture), str(target), "-l", "vie"]
            _run([*command, "--dpi", f"{sheet.dpi:.0f}", *options])
            table = target.with_name(f"{sheet.name}.tsv").read_text(encoding="utf-8")
            result.lines[sheet.name] = lines_of_table(table, sure=True).get(1, ())
            result.files.append(target.with_name(f"{sheet.name}.pdf"))
        return result

    def _options(self, folder: Path) -> Iterator[str]:
        """Yield the model's folder, which must have the font of the PDF, too, and the outputs."""
        if self._model:
            models = folder / "models"
            models.mkdir()
            (models / "vie.traineddata").symlink_to((self._model / "vie.traineddata").resolve())
            (models / "pdf.ttf").symlink_to(self._data / "pdf.ttf")
            yield from ("--tessdata-dir", str(models))
        yield from ("-c", "tessedit_create_tsv=1", "-c", "tessedit_create_pdf=1")


class OcrMyPdf:
    """OCRmyPDF with Tesseract's Vietnamese: all pages in one file, as suits it best."""

    name = "OCRmyPDF"

    def __init__(self) -> None:
        """Look for the program and what it needs.

        Raises:
            PeerMissingError: Something of it is not installed.
        """
        program("tesseract", _DEBIAN)
        program("gs", "ghostscript")
        self._program = str(peers_python().with_name("ocrmypdf"))
        self.version = _package_version("ocrmypdf")

    def start(self, folder: Path) -> None:
        """Start the program, which imports all that it is made of."""
        _run([self._program, "--version"])

    def read(self, sheets: Sequence[Sheet], folder: Path) -> Result:
        """Make one searchable PDF/A of all pages; the text is what pdftotext finds in it."""
        source, target = folder / "in.pdf", folder / "out.pdf"
        source.write_bytes(one_pdf(list(sheets)))
        options = ["-q", "-j", "1", "-l", "vie", "--deskew", "--output-type", "pdfa-2"]
        _run([self._program, *options, str(source), str(target)])
        table = lines_of_table(_said(["pdftotext", "-tsv", str(target), "-"]), sure=False)
        lines = {sheet.name: table.get(n, ()) for n, sheet in enumerate(sheets, start=1)}
        return Result(lines, [target])


MAKERS: Final[dict[str, Callable[[], Product]]] = {
    "motlan": Motlan,
    "ocrmypdf": OcrMyPdf,
    "tesseract": lambda: Tesseract("Tesseract vie (Debian)"),
    "best": lambda: Tesseract("Tesseract vie (best)", _BEST),
    "rapidocr": RapidOcr,
}
"""The programs by the names that the command knows."""


def _told(command: list[str], pages: dict[str, Path], folder: Path) -> dict[str, Any]:
    """Return what a process tells of a folder with a list of pages."""
    listed = {name: str(path) for name, path in pages.items()}
    (folder / "pages.json").write_text(json.dumps(listed), encoding="utf-8")
    _run([*command, str(folder)])
    told: dict[str, Any] = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return told


def _result(told: dict[str, Any]) -> Result:
    return Result({name: lines_of_told(page["lines"]) for name, page in told["pages"].items()})


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=_ROOT,
        env=os.environ | _ONE_THREAD,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed ({done.returncode}):\n{done.stderr[-2000:]}")


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _package_version(name: str) -> str:
    asked = f"from importlib.metadata import version; print(version({name!r}))"
    return _said([str(peers_python()), "-c", asked]).strip()
