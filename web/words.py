"""The words of the screens for what is a code inside."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from schemas.law.procedures import procedures
from schemas.papers.registry import paper_type, paper_types
from schemas.record.page import Grade
from schemas.record.paper import Channel, FormOfPaper
from storage.batches.batches import BatchKind, BatchState
from storage.desk.accounts import Role
from storage.desk.worklist import DeskState
from storage.papers.reuse import Availability

__all__ = [
    "AVAILABILITY",
    "BATCH_KINDS",
    "BATCH_STATES",
    "CHANNELS",
    "FORMS",
    "GRADES",
    "HANOI",
    "ROLES",
    "STATES",
    "bucket",
    "duration",
    "minutes",
    "moment",
    "number",
    "paper_name",
    "paper_names",
    "procedure_name",
    "size",
]

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

STATES = {
    DeskState.WAITING: "Chờ xem ảnh",
    DeskState.READING: "Đang đọc",
    DeskState.RESCAN: "Cần quét lại",
    DeskState.TO_REVIEW: "Cần kiểm tra",
    DeskState.TO_CHECK: "Chờ người thứ hai",
    DeskState.TO_SIGN: "Chờ ký",
    DeskState.SIGNED: "Đã ký",
    DeskState.FAILED: "Không đọc được",
    DeskState.REPLACED: "Đã thay",
    DeskState.REJECTED: "Đã trả lại",
}
GRADES = {Grade.GOOD: "Rõ", Grade.USABLE: "Dùng được", Grade.SCAN_AGAIN: "Quét lại"}
CHANNELS = {
    Channel.COUNTER: "Quầy",
    Channel.KIOSK: "Máy tự phục vụ",
    Channel.MOBILE: "Tổ lưu động",
    Channel.AGENT: "Đại lý bưu chính",
    Channel.ONLINE: "Trực tuyến",
    Channel.BACKFILL: "Số hóa lưu trữ",
}
FORMS = {
    FormOfPaper.ORIGINAL: "Bản chính",
    FormOfPaper.CERTIFIED_COPY: "Bản sao chứng thực",
    FormOfPaper.REGISTER_COPY: "Bản sao từ sổ gốc",
    FormOfPaper.PHOTOCOPY: "Bản chụp",
    FormOfPaper.PRESENTED: "Chỉ xuất trình",
    FormOfPaper.ELECTRONIC: "Bản điện tử",
    FormOfPaper.UNKNOWN: "Chưa rõ",
}
ROLES = {
    Role.OPERATOR: "Cán bộ số hóa",
    Role.CHECKER: "Người kiểm tra",
    Role.SUPERVISOR: "Người phụ trách",
    Role.RECORDS_OFFICER: "Cán bộ lưu trữ",
    Role.AUDITOR: "Kiểm toán",
    Role.AGENT: "Đại lý bưu chính",
    Role.KIOSK: "Máy tự phục vụ",
}
AVAILABILITY = {
    Availability.ON_FILE_VALID: "Đã có, không cần nộp",
    Availability.ON_FILE_EXPIRED: "Bản trong kho hết giá trị",
    Availability.ON_FILE_COPY_ONLY: "Trong kho chỉ có bản sao",
    Availability.DATA_LOOKUP_AVAILABLE: "Khai thác từ cơ sở dữ liệu",
    Availability.MUST_SUBMIT_ORIGINAL: "Phải nộp bản gốc",
    Availability.MUST_PRESENT: "Xuất trình, không lưu",
    Availability.NOT_ON_FILE: "Cần quét",
    Availability.NOT_APPLICABLE: "Không cần",
    Availability.NEEDS_OFFICER: "Cán bộ xác định",
}
BATCH_KINDS = {
    BatchKind.DIGITIZE: "Số hóa",
    BatchKind.REREAD: "Đọc lại",
    BatchKind.REEXTRACT: "Bóc tách lại",
}
BATCH_STATES = {
    BatchState.DRAFT: "Đang lập",
    BatchState.PLANNED: "Chờ duyệt",
    BatchState.APPROVED: "Đã duyệt",
    BatchState.PAUSED: "Tạm dừng",
}


def paper_name(identifier: str | None) -> str:
    """Return the Vietnamese name of a paper type."""
    model = paper_type(identifier) if identifier else None
    return model.name if model else "Chưa rõ loại"


def paper_names() -> dict[str, str]:
    """Return all paper types with their Vietnamese names, by name."""
    named = {key: model.name for key, model in paper_types().items()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def procedure_name(code: str | None) -> str:
    """Return the name of a procedure, empty where it is not known."""
    return next((p.name for p in procedures() if p.code == code), "")


def moment(at: dt.datetime | None) -> str:
    """Return a moment as people in Hanoi read it."""
    return at.astimezone(HANOI).strftime("%H:%M %d/%m/%Y") if at else ""


def number(value: int) -> str:
    """Return a whole number as it is written in Viet Nam."""
    return f"{value:,}".replace(",", ".")


def size(count: int) -> str:
    """Return a number of bytes as people read it."""
    value = float(count)
    for unit in ("byte", "KB", "MB", "GB"):
        if value < 1024:
            return f"{value:.0f} {unit}"
        value /= 1024
    return f"{value:.1f} TB".replace(".", ",")


def duration(span: dt.timedelta) -> str:
    """Return a time span in the two largest units that say something."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} phút"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} giờ {minutes} phút" if minutes else f"{hours} giờ"
    days, hours = divmod(hours, 24)
    return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"


def minutes(value: float | None) -> str:
    """Return a number of minutes as people read it, a dash where there is none."""
    return "–" if value is None else duration(dt.timedelta(minutes=value))


def bucket(begins: str, *, short: bool = False) -> str:
    """Return the name of an hour or day of `storage.desk.figures.Throughput`."""
    day, _, hour = begins.partition(" ")
    if short:
        return f"{int(hour)}h" if hour else f"{day[8:]}/{day[5:7]}"
    told = f"{day[8:]}/{day[5:7]}/{day[:4]}"
    return f"{hour}:00 {told}" if hour else told
