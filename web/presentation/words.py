"""Display texts for internal codes, numbers and times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.desk.dossiers.components import ComponentState
from app.installation import HANOI
from schemas.law.coverage import Service
from schemas.law.procedures import procedures
from schemas.messages.catalogue import catalogue
from schemas.messages.labels import labels
from schemas.papers.registry import paper_type, paper_types
from schemas.record.page import Grade
from schemas.record.paper import Channel, FormOfPaper
from schemas.text.sorting import sorting_key
from storage.batches.batches import BatchKind, BatchState
from storage.desk.accounts import Role
from storage.desk.desk_papers import DeskState
from storage.desk.reasons import WhyGivenBack, WhySentBack
from storage.papers.reuse.answers import Availability

__all__ = [
    "AVAILABILITY",
    "BATCH_KINDS",
    "BATCH_STATES",
    "CHANNELS",
    "COMPONENT_STATES",
    "FORMS",
    "GIVEN_BACK",
    "GRADES",
    "ROLES",
    "SENT_BACK",
    "SERVICES",
    "STATES",
    "bucket",
    "duration",
    "minutes",
    "moment",
    "number",
    "pairs",
    "paper_name",
    "paper_names",
    "procedure_name",
    "remedy",
    "size",
    "time_left",
]

STATES = labels("desk_state", DeskState)
GIVEN_BACK = labels("given_back", WhyGivenBack)
SENT_BACK = labels("sent_back", WhySentBack)
GRADES = labels("grade", Grade)
CHANNELS = labels("channel", Channel)
FORMS = labels("form_of_paper", FormOfPaper)
ROLES = labels("role", Role)
AVAILABILITY = labels("availability", Availability)
SERVICES = labels("component_service", Service)
COMPONENT_STATES = labels("component_state", ComponentState)
BATCH_KINDS = labels("batch_kind", BatchKind)
BATCH_STATES = labels("batch_state", BatchState)


def paper_name(identifier: str | None) -> str:
    """Return the Vietnamese name of a paper type."""
    model = paper_type(identifier) if identifier else None
    return model.name if model else "Chưa rõ loại"


def paper_names() -> dict[str, str]:
    """Return all paper types with their Vietnamese names, sorted by name."""
    named = {key: model.name for key, model in paper_types().items()}
    return dict(sorted(named.items(), key=lambda item: sorting_key(item[1])))


def procedure_name(code: str | None) -> str:
    """Return the name of a procedure; empty if it is unknown."""
    return next((p.name for p in procedures() if p.code == code), "")


def remedy(code: str | None) -> str:
    """Return what to do about an error, in Vietnamese; empty if its code is unknown."""
    found = catalogue().get(code or "")
    return found.remedy.say() if found and not found.remedy.placeholders() else ""


def moment(at: dt.datetime | None) -> str:
    """Return a time as text in Hanoi local time."""
    return at.astimezone(HANOI).strftime("%H:%M %d/%m/%Y") if at else ""


def number(value: int) -> str:
    """Return an integer in Vietnamese notation."""
    return f"{value:,}".replace(",", ".")


def size(count: int) -> str:
    """Return a number of bytes in readable units."""
    value = float(count)
    for unit in ("byte", "KB", "MB", "GB"):
        if value < 1024:
            return f"{value:.0f} {unit}"
        value /= 1024
    return f"{value:.1f} TB".replace(".", ",")


def duration(span: dt.timedelta) -> str:
    """Return a time span in its two largest significant units."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} phút"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} giờ {minutes} phút" if minutes else f"{hours} giờ"
    days, hours = divmod(hours, 24)
    return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"


def time_left(seconds: int) -> str:
    """Return how long something still takes, no more exactly than it is known."""
    if seconds < 10:
        return "vài giây"
    if seconds < 60:
        return f"{round(seconds, -1)} giây"
    return duration(dt.timedelta(seconds=seconds))


def pairs(values: Sequence[str]) -> list[tuple[str, int]]:
    """Return values with their places from 1."""
    return [(value, place) for place, value in enumerate(values, start=1)]


def minutes(value: float | None) -> str:
    """Return a number of minutes as text; a dash if there is none."""
    return "–" if value is None else duration(dt.timedelta(minutes=value))


def bucket(begins: str, *, short: bool = False) -> str:
    """Return the label of an hour or day of `storage.desk.figures.Throughput`."""
    day, _, hour = begins.partition(" ")
    if short:
        return f"{int(hour)}h" if hour else f"{day[8:]}/{day[5:7]}"
    told = f"{day[8:]}/{day[5:7]}/{day[:4]}"
    return f"{hour}:00 {told}" if hour else told
