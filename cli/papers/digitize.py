"""`motlan digitize`: turns files into signed, searchable papers on file."""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from app.acting import Caller
from app.installation import App
from app.papers.digitizing.outcome import Outcome
from app.progress import watching
from cli.acting import Officer, caller
from cli.errors import UnreadableFileError
from cli.installation import installation
from cli.render import paper_panel
from schemas.errors import MotlanError
from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper
from schemas.text.shown import shown_name

__all__ = ["digitize"]

_log = logging.getLogger(__name__)


def digitize(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="PDF, TIFF, JPEG, PNG, HEIC, WebP, zip ảnh; mỗi tệp là một giấy tờ.", exists=True
        ),
    ],
    dossier: Annotated[str | None, typer.Option(help="Mã hồ sơ, ví dụ H26.12-261122-0001.")] = None,
    procedure: Annotated[str | None, typer.Option(help="Mã TTHC, ví dụ 1.001193.")] = None,
    channel: Annotated[Channel, typer.Option(help="Nơi tiếp nhận.")] = Channel.COUNTER,
    form: Annotated[
        FormOfPaper, typer.Option(help="Bản chính hay bản sao; chỉ bản chính được dùng lại.")
    ] = FormOfPaper.UNKNOWN,
    not_secret: Annotated[
        bool,
        typer.Option("--khong-mat", help="Đã có người xem và không thấy dấu chỉ độ mật."),
    ] = False,
    one_paper: Annotated[
        bool, typer.Option("--one-paper", help="Mọi trang của tệp là một giấy, không tách.")
    ] = False,
    store: Annotated[
        str | None, typer.Option(help="Kho: thư mục hoặc s3://host:port/bucket?secure=0.")
    ] = None,
    officer: Officer = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Số hóa giấy tờ: đọc, phân loại, bóc tách, ký số, lưu kho và lập chỉ mục.

    Tệp hỏng không làm hỏng cả lô: mỗi tệp lỗi có một mã và cách xử lý, các tệp khác vẫn được làm.

    Ví dụ: motlan digitize quet/*.pdf --dossier H26.12-261122-0001 --procedure 1.004222
    """
    app = installation(**({"store": store} if store else {}))
    console = Console(stderr=as_json)
    intake = Intake(
        dt.datetime.now(dt.UTC),
        channel,
        form,
        dossier,
        procedure,
        seen_not_secret=not_secret,
        one_paper=one_paper,
    )
    by = caller(officer, "số hóa giấy tờ")
    results: list[tuple[Path, Outcome]] = []
    try:
        _digitize_all(app, by, files, intake, console, results)
    finally:  # report what was done, whatever ended the run
        _print(results, console, as_json=as_json)
    failed = [result.exit_code for _, result in results if result.status == "failed"]
    if failed:
        raise typer.Exit(max(failed))


def _print(results: list[tuple[Path, Outcome]], console: Console, *, as_json: bool) -> None:
    if as_json and results:
        typer.echo(json.dumps([_plain(path, result) for path, result in results], indent=1))
    elif not as_json:
        for path, result in results:
            name = shown_name(path.name)
            if result.parts:
                console.print(f"{escape(name)}: {result.note}")
            for one in result.parts or (result,):
                console.print(paper_panel(name, one))


def _digitize_all(
    app: App,
    by: Caller,
    files: list[Path],
    intake: Intake,
    console: Console,
    results: list[tuple[Path, Outcome]],
) -> None:
    """Digitise file by file with a progress bar on the terminal; add each outcome to a list."""
    _ = app.signers  # without keys no file is even taken in
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[step]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("Số hóa", total=len(files), step="nạp mô hình đọc")
        for path in files:
            name = shown_name(path.name)
            progress.update(bar, step=escape(name))
            with watching(_Step(progress, bar, escape(name))):
                results.append((path, _digitize_one(app, by, path, intake)))
            progress.advance(bar)
        progress.update(bar, step="xong")


@dataclass(frozen=True, slots=True)
class _Step:
    """Shows the current step of a paper next to the progress bar."""

    progress: Progress
    bar: TaskID
    name: str

    def __call__(self, _: str, step: str) -> None:
        self.progress.update(self.bar, step=f"{self.name} · {step}")


def _digitize_one(app: App, by: Caller, path: Path, intake: Intake) -> Outcome:
    from app.papers.hand_in import take_in
    from flows.counter import run_counter  # imports Prefect, which takes seconds

    try:
        kept = take_in(app, by, path.read_bytes(), path.name, intake)
    except MotlanError as error:
        if error.blames_installation:
            raise
        return Outcome.failed("", error)
    except OSError:
        return Outcome.failed("", UnreadableFileError(source=path.name))
    except Exception:
        _log.exception("unexpected")
        return Outcome.failed("", MotlanError())
    (outcome,) = run_counter(app, by, [kept.file.sha256], intake)
    return outcome


def _plain(path: Path, result: Outcome) -> dict[str, Any]:
    return {"file": shown_name(str(path)), **result.model_dump(mode="json", exclude_none=True)}
