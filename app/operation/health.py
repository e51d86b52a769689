"""Is a machine fit for its work? The checks behind `motlan doctor`, readiness and start.

A check is a function that returns what it found, in few words, or raises the error that says what
is wrong and what to do. None of them changes what is on file; on a new machine they make
the keys that its first start would make, and the store is probed with small objects (`probe/`).
"""

from __future__ import annotations

import importlib.metadata
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from app.errors import HealthError
from app.installation import App
from app.keys.own import KEY_FILES
from app.operation.past import require_newest_chain, require_same_past
from app.operation.room import free_mib
from schemas.errors import MotlanError
from storage.errors import StoreUnavailableError
from storage.papers.ledger import PaperState

__all__ = ["Checked", "MachineRole", "checks_of", "readiness_checks", "run_checks"]

Check = Callable[[App], str]
_SKEW_SECONDS = 5.0
_CV2 = "4.13."


class MachineRole(StrEnum):
    """What a machine is for."""

    CENTRE = "centre"
    """It shows the pages, reads, signs."""
    READER = "reader"
    """It reads and signs: `web.worker`, the backfill."""
    LOOKUP = "lookup"
    """It answers questions; it reads and signs nothing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        name: Of the check.
        ok: Whether all is well.
        found: What was found.
        code: Of the error; empty where all is well.
        remedy: What to do; empty where all is well.
    """

    name: str
    ok: bool
    found: str
    code: str = ""
    remedy: str = ""


def run_checks(app: App, checks: Mapping[str, Check]) -> Iterator[Checked]:
    """Yield the outcome of each check; whatever goes wrong in one stops no other."""
    for name, check in checks.items():
        try:
            yield Checked(name, True, check(app))
        except MotlanError as error:
            where = f"{error.source}: " if error.source else ""
            yield Checked(name, False, f"{where}{error.text()}", error.code, error.remedy())
        except Exception as error:  # a check must tell, not end the others
            unexpected = MotlanError()
            yield Checked(name, False, type(error).__name__, unexpected.code, unexpected.remedy())


def readiness_checks() -> dict[str, Check]:
    """Return what a process needs to answer requests; quick enough to be asked every second."""
    return {
        "database": _database,
        "store": _store,
        "index": _index,
        "keys": _keys,
        "chain": _chain,
        "disk": _disk,
    }


def checks_of(role: MachineRole) -> dict[str, Check]:
    """Return all checks of a machine of some role."""
    checks: dict[str, Check] = {
        "database": _database,
        "clock": _clock,
        "store": _store,
        "index": _index,
        "guarantees": _guarantees,
        "keys": _keys,
        "chain": _chain,
        "modes": _modes,
        "disk": _disk,
        "version": _version,
        "foreign files": _foreign_files,
    }
    if role is not MachineRole.LOOKUP:
        checks |= {"signers": _signers, "trust": _trust, "opencv": _opencv, "models": _models}
    return checks


def _database(app: App) -> str:
    """Opening them compares their revisions with this software."""
    for database in {app.ledger.database, app.index.database, app.known_keys.database}:
        with database.read() as connection:
            connection.execute(sa.text("SELECT 1"))
    return "PostgreSQL" if app.settings.index and "://" in app.settings.index else "SQLite"


def _clock(app: App) -> str:
    if app.ledger.database.is_sqlite:
        return "SQLite: đồng hồ của máy này"
    with app.ledger.database.read() as connection:
        there = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    skew = abs((there - app.clock()).total_seconds())
    if skew > _SKEW_SECONDS:
        raise HealthError("clock", seconds=round(skew))
    return f"lệch {skew:.1f} s so với cơ sở dữ liệu"


def _store(app: App) -> str:
    """The store is there, and it is the one that the ledger speaks of."""
    return "có giấy tờ" if require_same_past(app.store, app.ledger) else "trống"


def _index(app: App) -> str:
    behind, found = app.ledger.counts()[PaperState.INDEXED], app.index.count()
    if found < behind:
        raise StoreUnavailableError("index-lost")
    return f"{found} giấy tờ"


def _guarantees(app: App) -> str:
    from storage.objects.guarantees import check_store

    for store in app.store.parts().values():
        lacking = [r.guarantee.value for r in check_store(store) if r.holds is False]
        if lacking:
            raise HealthError("guarantees", lacking=", ".join(lacking))
    return "đủ"


def _keys(app: App) -> str:
    """Opening the chain compares its key; the files of tokens and links are compared here."""
    from app.keys.changes import key_here

    _ = app.chain
    for use in KEY_FILES:
        found = key_here(app, use)
        if found is not None:
            app.known_keys.check(use, found)
        else:
            app.known_keys.require_none(use, str(app.settings.api_folder / KEY_FILES[use]))
    return "đúng khóa của hệ thống"


def _chain(app: App) -> str:
    """The audit chain is not older than what was sealed of it."""
    require_newest_chain(app.chain, app.store)
    return f"{app.chain.length()} mục"


def _foreign_files(app: App) -> str:
    """What the kernel offers for confining those who read foreign files; none is a must."""
    from pipeline.confined.sandbox import protections

    found = protections()
    lacking = [
        name
        for name, there in (("Landlock", found.landlock), ("seccomp", found.seccomp))
        if not there
    ]
    if lacking:
        return f"tiến trình con chỉ bị giới hạn tài nguyên: nhân Linux thiếu {', '.join(lacking)}"
    return f"đọc trong tiến trình con bị cô lập (Landlock {found.landlock}, seccomp)"


def _signers(app: App) -> str:
    from pipeline.seal.signing.keys import common_name

    signers = app.signers
    names = [common_name(s.certificate) for s in (signers.operator, signers.agency)]
    return f"{' · '.join(names)}{' (dùng thử)' if app.settings.trial else ''}"


def _trust(app: App) -> str:
    return f"{len(app.verifier.roots)} chứng thư gốc"


def _modes(app: App) -> str:
    """Nobody else on the machine may read what is personal or secret."""
    home = app.settings.folder
    private = (path for path in _private_paths(app, home) if path.exists())
    loose = [path for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if loose:
        raise HealthError("modes", paths=", ".join(map(str, loose[:5])))
    return str(home)


def _private_paths(app: App, home: Path) -> Iterator[Path]:
    yield home
    yield from (app.settings.api_folder / name for name in KEY_FILES.values())


def _disk(app: App) -> str:
    free, reserve = free_mib(app), app.settings.reserve_mib
    if free < reserve:
        raise HealthError("disk", free=free, reserve=reserve)
    return f"còn {free} MiB"


def _version(app: App) -> str:
    return importlib.metadata.version("motlan")


def _opencv(app: App) -> str:
    """Several distributions bring a `cv2` and overwrite one another; only one may be there."""
    import cv2

    builds = set(importlib.metadata.packages_distributions().get("cv2", ()))
    if builds != {"opencv-python"} or not cv2.__version__.startswith(_CV2):
        raise HealthError("opencv", found=f"{cv2.__version__} ({', '.join(sorted(builds))})")
    return cv2.__version__


def _models(app: App) -> str:
    return app.reader.name
