"""`motlan read`: prints the text of pages line by line."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console

from cli.errors import NotPicturesError, UnreadableFileError
from cli.installation import installation
from pipeline.intake.receive import receive
from schemas.errors import MotlanError
from schemas.text.shown import shown_name

__all__ = ["read"]

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"})
_CHUNK = 64
"""Line pictures per batch in memory."""


class Format(StrEnum):
    """Output format."""

    TEXT = "text"
    JSON = "json"
    TSV = "tsv"


def read(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="PDF, ảnh, zip ảnh.", exists=True),
    ] = None,
    lines: Annotated[
        Path | None,
        typer.Option(help="Thư mục ảnh, mỗi ảnh là một dòng chữ.", exists=True, file_okay=False),
    ] = None,
    form: Annotated[Format | None, typer.Option("--format", help="Dạng in ra.")] = None,
) -> None:
    """Đọc chữ trên trang giấy; không phân loại, không lưu.

    Trang: mỗi dòng có chữ, khung trên ảnh gốc và độ tin cậy (--format json). Với --lines: in
    `tệp<TAB>chữ<TAB>độ tin cậy` cho từng ảnh dòng.

    Ví dụ: motlan read cong-van.pdf · motlan read --lines anh-dong/ --format tsv
    """
    if (lines is None) == (not files):
        raise typer.BadParameter("chỉ định tệp cần đọc hoặc --lines THƯ_MỤC")
    if lines:
        _read_lines(lines, form or Format.TSV)
    else:
        _read_pages(files or [], form or Format.TEXT)


def _read_pages(files: list[Path], form: Format) -> None:
    """Print the pages of each file; report a bad file on stderr and continue."""
    from pipeline.intake.decode.bounded import bounded_page_images

    failed = 0
    papers = []
    for path in files:
        try:
            file = receive(path.read_bytes(), path.name)
            pages = list(installation().reader.read_all(bounded_page_images(file)))
        except MotlanError as error:
            Console(stderr=True, soft_wrap=True).print(str(error), markup=False, highlight=False)
            failed = max(failed, error.exit_code)
            continue
        if form is Format.JSON:
            papers.append(
                {
                    "file": shown_name(str(path)),
                    "pages": [page.model_dump(mode="json") for page in pages],
                }
            )
        elif form is Format.TSV:
            for page in pages:
                for line in page.lines:
                    typer.echo(
                        f"{shown_name(str(path))}:{page.number}\t{line.text}\t{line.confidence:.4f}"
                    )
        else:
            typer.echo("\f".join(page.text for page in pages))
    if form is Format.JSON:
        typer.echo(json.dumps(papers, ensure_ascii=False))
    if failed:
        raise typer.Exit(failed)


def _read_lines(folder: Path, form: Format) -> None:
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _PICTURES)
    if not paths:
        raise NotPicturesError(source=str(folder))
    for path, text, confidence in _recognized(paths):
        if form is Format.TSV:
            typer.echo(f"{shown_name(path.name)}\t{text}\t{confidence:.4f}")
        elif form is Format.JSON:
            row = {"file": shown_name(path.name), "text": text, "confidence": round(confidence, 4)}
            typer.echo(json.dumps(row, ensure_ascii=False))
        else:
            typer.echo(text)


def _recognized(paths: list[Path]) -> Iterator[tuple[Path, str, float]]:
    recognizer = installation().recognizer
    remaining = iter(paths)
    while chunk := list(itertools.islice(remaining, _CHUNK)):
        pictures = [_picture(path) for path in chunk]
        for path, result in zip(chunk, recognizer.read(pictures), strict=True):
            yield path, result.text, result.confidence


def _picture(path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise UnreadableFileError("picture", source=path.name)
    pixels: NDArray[np.uint8] = picture
    return pixels
