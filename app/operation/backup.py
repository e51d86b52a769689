"""Backup and restore of a whole installation: databases, keys and store.

A backup is a folder. `store` in it holds the objects, once for all backups; each backup has a
folder of its own, named after its time, with the tables, the keys, the list of objects and, written
last, `manifest.json`. Databases are copied before the store, which only grows: so a backup never
speaks of an object that it lacks.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.acting import Caller, audited, note
from app.installation import App
from app.keys.changes import accept_newer_chain
from app.keys.own import KEY_FILES, write_private
from app.papers.life.upkeep import Reindexed, reindex
from app.papers.replica import drop_erased
from storage.audit.chain import Action
from storage.audit.seals import HEADS, SEGMENTS
from storage.backup import audit_tables, book_tables, copy_objects, dump, load
from storage.errors import BackupError
from storage.known_keys import KeyUse
from storage.objects.local import LocalStore
from storage.schema import newest_revision

__all__ = ["Backup", "Restored", "back_up", "newest_backup", "restore"]

_MANIFEST = "manifest.json"
_OBJECTS = "objects.txt"
_API = "api"
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Backup:
    """What was copied.

    Attributes:
        folder: Where it lies.
        rows: How many rows each table has.
        objects: How many objects the store has.
        missed: Keys of objects that are lost or altered and could not be copied.
    """

    folder: Path
    rows: dict[str, int]
    objects: int
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back.

    Attributes:
        rows: How many rows each table has.
        objects: How many objects of the backup are in the store.
        missed: Keys that the backup lists and that are not in the store as they were.
        index: What the index knows now.
        audit_entries: How many entries the chain has.
        audit_intact: Whether the chain is whole.
    """

    rows: dict[str, int]
    objects: int
    missed: tuple[str, ...]
    index: Reindexed
    audit_entries: int
    audit_intact: bool

    @property
    def whole(self) -> bool:
        """Whether everything that was in the backup is there again."""
        return not self.missed and not self.index.refused and self.audit_intact


@audited(Action.UPKEEP)
def back_up(app: App, by: Caller, folder: Path) -> Backup:
    """Copy everything that the installation holds.

    Args:
        app: The installation; it may be at work.
        by: Who lets it be done.
        folder: That of all backups; nobody else may read it, because the keys are in it.

    Raises:
        StoreUnavailableError: Store or database do not answer.
    """
    note(app, by, Action.UPKEEP, fields=("backup",))
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
    target = folder / app.clock().strftime("%Y%m%dT%H%M%S%fZ")
    target.mkdir(mode=_PRIVATE)
    rows = dump(app.known_keys.database, audit_tables(), target)
    rows |= dump(app.ledger.database, book_tables(), target)
    if app.settings.api_folder.exists():
        shutil.copytree(app.settings.api_folder, target / _API)
    copy, missed = LocalStore(folder / "store"), list[str]()
    with (target / _OBJECTS).open("x", encoding="utf-8") as listed:
        count = 0
        keys = _sealed_before(app.store.list(), rows.get("audit", 0))
        for key, digest in copy_objects(app.store, copy, keys, missed.append):
            listed.write(f"{digest} {key}\n")
            count += 1
    for _ in drop_erased(app, copy):
        pass
    manifest = {
        "revision": newest_revision(),
        "rows": rows,
        "objects": count,
        "missed": missed,
        "files": {name: _hash(target / name) for name in _files(target)},
    }
    write_private(target / _MANIFEST, json.dumps(manifest, indent=1).encode())
    return Backup(target, rows, count, tuple(missed))


def newest_backup(folder: Path) -> Path:
    """Return the newest backup in a folder that came to its end.

    Raises:
        BackupError: There is none.
    """
    found = sorted(path.parent for path in folder.glob(f"*/{_MANIFEST}"))
    if not found:
        raise BackupError("none", source=str(folder))
    return found[-1]


@audited(Action.UPKEEP)
def restore(app: App, by: Caller, backup: Path) -> Restored:
    """Bring an installation back from a backup, into databases that are empty.

    The store may be empty, or the one that survived: objects that are there are compared.

    Args:
        app: The installation; nothing else of it may be at work.
        by: Who lets it be done.
        backup: One backup, as `newest_backup` returns it.

    Raises:
        BackupError: The backup is not whole or of another release, or something is there already.
        StoreUnavailableError: Store or database do not answer.
    """
    manifest = _checked(backup)
    _bring_keys(backup / _API, app.settings.api_folder)
    load(app.known_keys.database, audit_tables(), backup)
    accept_newer_chain(app)
    load(app.ledger.database, book_tables(), backup)
    missed: list[str] = []
    wanted = dict(_listed(backup))
    copy = LocalStore(backup.parent / "store")
    found = dict(copy_objects(copy, app.store, wanted, missed.append))
    missed += [key for key, digest in found.items() if wanted[key] != digest]
    app.chain.take_back(app.store)
    note(app, by, Action.UPKEEP, fields=("restore", backup.name))
    done = reindex(app, by)
    report = app.audit.verify(app.store)
    return Restored(
        manifest["rows"], len(found), tuple(missed), done, report.entries, report.intact
    )


def _checked(backup: Path) -> dict[str, Any]:
    """Return what a backup says of itself, once its files are found to be those."""
    try:
        manifest: dict[str, Any] = json.loads((backup / _MANIFEST).read_text("utf-8"))
        files: dict[str, str] = manifest["files"]
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError("none", source=str(backup)) from None
    for name, digest in files.items():
        if not (backup / name).is_file() or _hash(backup / name) != digest:
            raise BackupError("altered", source=str(backup / name))
    if manifest["revision"] != newest_revision():
        raise BackupError("revision", found=manifest["revision"], newest=newest_revision())
    return manifest


def _bring_keys(kept: Path, folder: Path) -> None:
    for path in sorted(kept.iterdir()) if kept.exists() else ():
        here = folder / path.name
        if not here.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
            shutil.copy2(path, here)
        elif here.read_bytes() != path.read_bytes() and not _is_newer_chain(here, path):
            raise BackupError("keys", source=str(here))


def _is_newer_chain(here: Path, kept: Path) -> bool:
    """Return whether the key of the audit chain was renewed after the backup."""
    is_chain = kept.name == KEY_FILES[KeyUse.AUDIT]
    return is_chain and here.read_bytes().startswith(kept.read_bytes())


def _sealed_before(keys: Iterable[str], entries: int) -> Iterator[str]:
    """Leave out what was sealed of the chain after its table was copied."""
    for key in keys:
        if key.startswith((SEGMENTS, HEADS)):
            last = key.rpartition("/")[2].removesuffix(".json").rpartition("-")[2]
            if last.isdigit() and int(last) > entries:
                continue
        yield key


def _listed(backup: Path) -> Iterator[tuple[str, str]]:
    with (backup / _OBJECTS).open(encoding="utf-8") as file:
        for line in file:
            digest, _, key = line.rstrip("\n").partition(" ")
            yield key, digest


def _files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
