"""`motlan station`: the scanning station, from its first configuration to the daily run."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.live import Live

from schemas.messages.exits import ExitCode

if TYPE_CHECKING:
    from station.settings import StationSettings
    from station.spool import Spool

__all__ = ["station"]


station = typer.Typer(
    help="Trạm quét: nhận tệp từ máy quét, giữ an toàn tại trạm, gửi về trung tâm khi có mạng.",
    no_args_is_help=True,
)

Config = Annotated[
    Path,
    typer.Option(
        "--config", "-c", envvar="MOTLAN_STATION", help="Tệp cấu hình của trạm.", dir_okay=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON, mỗi dòng một mục.")]
_DEFAULT = Path("~/.config/motlan/station.toml")


@station.command()
def init(
    config: Config = _DEFAULT,
    folder: Annotated[Path, typer.Option(help="Nơi đặt vùng lưu và thư mục quét.")] = Path(
        "/var/lib/motlan-station"
    ),
) -> None:
    """Tạo tệp cấu hình mẫu có chú giải; không ghi đè tệp đã có."""
    from station.errors import SettingsError
    from station.settings import template

    path = config.expanduser()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template(folder.expanduser()))
    except FileExistsError:
        raise SettingsError("exists", source=str(path)) from None
    typer.echo(str(path))


@station.command()
def run(config: Config = _DEFAULT, as_json: AsJson = False) -> None:
    """Chạy trạm: canh thư mục quét và gửi về trung tâm; Ctrl+C để dừng, không mất gì.

    Trên màn hình: trạng thái sống. Với --json hoặc khi không có màn hình: mỗi thay đổi một dòng.
    """
    from station.agent import opened_spool, running

    settings = _settings(config)
    stop, failures = threading.Event(), list[BaseException]()

    def failed(error: BaseException) -> None:
        failures.append(error)
        stop.set()

    def ask_to_stop(_: int, __: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    with opened_spool(settings) as spool, running(settings, spool, failed=failed):
        if as_json or not sys.stdout.isatty():
            _print_changes(settings, spool, stop)
        else:
            _show_live(settings, spool, stop)
    if failures:
        raise failures[0]


@station.command()
def status(config: Config = _DEFAULT, as_json: AsJson = False) -> None:
    """Cho biết trạm đang giữ gì, đã gửi gì, cái gì cần xử lý."""
    from station.agent import opened_spool
    from station.state import screen, shown

    settings = _settings(config)
    with opened_spool(settings) as spool:
        state = shown(settings, spool, limit=50)
    if as_json:
        typer.echo(state.model_dump_json())
    else:
        Console().print(screen(state))


@station.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Tệp quét, PDF hoặc ảnh chụp.", exists=True)],
    config: Config = _DEFAULT,
    dossier: Annotated[str | None, typer.Option(help="Mã hồ sơ.")] = None,
    procedure: Annotated[str | None, typer.Option(help="Mã TTHC.")] = None,
    operator: Annotated[str | None, typer.Option(help="Tài khoản người quét.")] = None,
    as_json: AsJson = False,
) -> None:
    """Đưa tệp vào vùng lưu của trạm; tệp gốc được giữ nguyên. Chạy được khi trạm đang chạy.

    Ví dụ: motlan station add anh-chup.jpg --dossier H26.12-261122-0001
    """
    from schemas.errors import MotlanError
    from schemas.text.shown import shown_name
    from station.agent import opened_spool

    settings = _settings(config)
    facts = settings.facts(dossier=dossier, procedure=procedure, operator=operator)
    bad = 0
    with opened_spool(settings) as spool:
        for path in files:
            try:
                taken = spool.take(path.resolve(), facts)
            except MotlanError as error:
                bad += 1
                typer.echo(str(error), err=True)
                continue
            word = "đã nhận" if taken.created else "đã có từ trước"
            name = shown_name(path.name)
            answer = {"file": name, "paper_id": taken.sha256, "created": taken.created}
            typer.echo(_json(answer) if as_json else f"{name}: {word} ({taken.sha256[:12]})")
    if bad:
        raise typer.Exit(ExitCode.INPUT)


@station.command()
def retry(config: Config = _DEFAULT) -> None:
    """Gửi lại ngay những giấy tờ bị từ chối hoặc đang chờ lần thử sau."""
    from station.agent import opened_spool

    with opened_spool(_settings(config)) as spool:
        typer.echo(f"{spool.book.reopen()} giấy tờ sẽ được gửi lại")


@station.command()
def devices(config: Config = _DEFAULT, as_json: AsJson = False) -> None:
    """Liệt kê máy quét mà máy này thấy."""
    from station.scanners.scan import list_devices

    for device in list_devices(_settings(config)):
        if as_json:
            typer.echo(_json({"name": device.name, "label": device.label}))
        else:
            typer.echo(f"{device.name}\t{device.label}")


@station.command()
def scan(
    config: Config = _DEFAULT,
    dossier: Annotated[str | None, typer.Option(help="Mã hồ sơ.")] = None,
    procedure: Annotated[str | None, typer.Option(help="Mã TTHC.")] = None,
    operator: Annotated[str | None, typer.Option(help="Tài khoản người quét.")] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Mỗi tờ là một giấy tờ; nếu không, cả xấp là một tệp.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Quét xấp giấy trong khay rồi đưa vào vùng lưu của trạm."""
    from station.agent import opened_spool
    from station.scanners.scan import scan_stack

    settings = _settings(config)
    facts = settings.facts(dossier=dossier, procedure=procedure, operator=operator)
    with opened_spool(settings) as spool:
        for scanned in scan_stack(settings, spool, facts, each=each):
            answer = {"paper_id": scanned.sha256, "pages": scanned.pages}
            text = f"{scanned.sha256[:12]}: {scanned.pages} trang"
            typer.echo(_json(answer) if as_json else text)


def _settings(config: Path) -> StationSettings:
    from station.settings import StationSettings

    return StationSettings.load(config)


def _show_live(settings: StationSettings, spool: Spool, stop: threading.Event) -> None:
    from station.state import screen, shown

    with Live(screen(shown(settings, spool)), screen=True, auto_refresh=False) as live:
        while not stop.wait(0.5):
            live.update(screen(shown(settings, spool)), refresh=True)


def _print_changes(settings: StationSettings, spool: Spool, stop: threading.Event) -> None:
    from station.state import shown

    before = ""
    while not stop.wait(0.5):
        state = shown(settings, spool).model_dump_json()
        if state != before:
            typer.echo(state)
            before = state


def _json(answer: dict[str, object]) -> str:
    import json

    return json.dumps(answer, ensure_ascii=False)
