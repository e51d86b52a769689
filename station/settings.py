"""Settings of a station: a TOML file with explanations (`motlan station init`)."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.protocol.handover import Code, IntakeFacts
from schemas.record.paper import Channel, FormOfPaper
from station.errors import SettingsError

__all__ = ["DEFAULT_PATH", "ScannerSettings", "StationSettings", "template"]

DEFAULT_PATH = Path("~/.config/motlan/station.toml")
_SECRET_VARIABLE = "MOTLAN_STATION_SECRET"  # noqa: S105 - a name, no secret


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CentreSettings(_Settings):
    """URL of the centre, and the account."""

    url: str = Field(pattern=r"^https?://", description="address of the centre")
    client_id: str = Field(min_length=2)
    secret_file: Path | None = Field(default=None, description="else MOTLAN_STATION_SECRET")
    ca_file: Path | None = Field(default=None, description="roots of the city's own authority")
    timeout: float = Field(default=60, gt=0, description="seconds")


class DropSettings(_Settings):
    """The folder that scanners and people put files into."""

    folder: Path
    folders_are_dossiers: bool = True
    check_seconds: float = Field(default=0.5, gt=0, description="between two looks at a new file")
    checks: int = Field(default=3, ge=2, description="looks that must agree")
    settle_seconds: float = Field(
        default=15,
        ge=0,
        description="that a PDF or TIFF, to which pages may be added, is unchanged",
    )
    rescan_seconds: float = Field(default=30, gt=0, description="between looks without events")
    incomplete_after: float = Field(default=30, gt=0, description="seconds")
    polling: bool = Field(default=False, description="network share: no events from the kernel")


class ScannerSettings(_Settings):
    """How sheets are scanned; NĐ 30/2020/NĐ-CP requires at least 200 dpi in colour."""

    device: str = Field(default="", description="SANE name, or http(s)://…/eSCL; first if empty")
    source: str = Field(default="", description="SANE name of the feeder, e.g. ADF Duplex")
    feeder: bool = True
    duplex: bool = True
    mode: Literal["Color", "Gray"] = "Color"
    resolution: int = Field(default=300, ge=200, le=600, description="dpi")
    jpeg_quality: int = Field(default=90, ge=75, le=100)
    options: tuple[str, ...] = Field(default=(), description="more options for scanimage")


class StationSettings(_Settings):
    """All settings of a station."""

    branch: Code
    station: Code
    channel: Channel = Channel.COUNTER
    form_of_paper: FormOfPaper = FormOfPaper.UNKNOWN
    spool: Path
    keep_days: float = Field(default=30, ge=0, description="originals after they arrived")
    keep_free_mib: int = Field(default=500, ge=0, description="room left free on the disk")
    poll_seconds: float = Field(default=2, gt=0, description="between questions to the centre")
    centre: CentreSettings
    drop: DropSettings
    scanner: ScannerSettings = ScannerSettings()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a settings file.

        Raises:
            SettingsError: It is missing or invalid; the error names the setting, not its value.
        """
        try:
            values = tomllib.loads(path.expanduser().read_text("utf-8"))
            return cls.model_validate(values)
        except OSError as error:
            raise SettingsError("unreadable", source=str(path)) from error
        except tomllib.TOMLDecodeError as error:
            raise SettingsError("toml", reason=str(error), source=str(path)) from error
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise SettingsError("settings", settings=wrong, source=str(path)) from None

    def facts(
        self,
        *,
        dossier: str | None = None,
        procedure: str | None = None,
        operator: str | None = None,
    ) -> IntakeFacts:
        """Return how a paper is handed in now.

        Raises:
            SettingsError: A code has the wrong format.
        """
        try:
            return IntakeFacts(
                branch=self.branch,
                station=self.station,
                channel=self.channel,
                form_of_paper=self.form_of_paper,
                dossier=dossier,
                procedure=procedure,
                operator=operator,
                received_at=dt.datetime.now(dt.UTC),
            )
        except ValidationError as error:
            wrong = ", ".join(str(e["loc"][0]) for e in error.errors())
            raise SettingsError("codes", settings=wrong) from None

    def secret(self) -> str:
        """Return the secret of the account.

        Raises:
            SettingsError: There is none.
        """
        given = os.environ.get(_SECRET_VARIABLE, "")
        file = self.centre.secret_file
        try:
            secret = given or (file.expanduser().read_text("utf-8").strip() if file else "")
        except OSError as error:
            raise SettingsError("secret-file", source=str(file)) from error
        if not secret:
            raise SettingsError("no-secret", variable=_SECRET_VARIABLE)
        return secret


def template(folder: Path) -> str:
    """Return a settings file with every common setting, explained.

    Args:
        folder: Parent folder of spool and drop folder.
    """
    return f'''# Trạm quét motlan. Sửa các mục dưới đây rồi chạy: motlan station run
branch = "H26.12"            # mã chi nhánh
station = "Q01"              # mã quầy
channel = "counter"          # counter, kiosk, mobile, agent
form_of_paper = "chua_ro"    # ban_chinh, ban_sao_chung_thuc, ban_chup, ... (chua_ro: khai ở bàn)
spool = "{folder}/spool"     # vùng lưu tại trạm: đĩa trong máy, không dùng ổ mạng
keep_days = 30               # giữ bản gốc tại trạm bao nhiêu ngày sau khi trung tâm đã nhận
keep_free_mib = 500          # ngừng nhận khi đĩa còn ít hơn
poll_seconds = 2             # bao lâu hỏi trung tâm một lần

[centre]
url = "https://motlan.example"
client_id = "tram-h26-12-q01"
secret_file = "{folder}/secret"    # hoặc biến môi trường {_SECRET_VARIABLE}
# ca_file = "/etc/ssl/city-root.pem"

[drop]
folder = "{folder}/quet"     # máy quét ghi tệp vào đây
folders_are_dossiers = true  # thư mục con mang tên mã hồ sơ
check_seconds = 0.5          # một tệp phải đứng yên qua `checks` lần nhìn
checks = 3
settle_seconds = 15          # PDF, TIFF: máy quét có thể ghi thêm trang; đứng yên bao lâu mới lấy
rescan_seconds = 30          # nhìn lại cả thư mục dù không có báo hiệu
incomplete_after = 30        # báo tệp thiếu phần cuối sau bao nhiêu giây
polling = false              # true khi thư mục nằm trên ổ mạng (SMB, NFS)

[scanner]
device = ""                  # tên SANE (motlan station devices) hoặc http://máy-quét/eSCL
source = ""                  # tên khay SANE nếu khác thường, ví dụ "ADF Duplex"
feeder = true                # khay nạp tự động; false: mặt kính, một trang
duplex = true                # hai mặt
mode = "Color"               # NĐ 30/2020: màu, từ 200 dpi
resolution = 300
jpeg_quality = 90
options = []                 # tùy chọn thêm của scanimage, ví dụ ["--page-height=300"]
'''
