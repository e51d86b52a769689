"""Room on the disks of this machine, and the reserve that intake never uses up.

A disk that is full to the last byte stops everything, sign-in included. So new papers are refused
earlier: what is at work can be finished, and the reserve lets a person clear the disk.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from app.installation import App
from storage.errors import StoreUnavailableError

__all__ = ["free_mib", "require_room"]


def free_mib(app: App) -> int:
    """Return how much is free on the fullest disk of databases and folder stores, in MiB."""
    folders = {app.settings.folder}
    for address in (app.settings.store_url, app.settings.store_restricted):
        if address and "://" not in address:
            folders.add(Path(address).expanduser())
    return min(shutil.disk_usage(_existing(folder)).free for folder in folders) >> 20


def require_room(app: App) -> None:
    """Make sure that a paper can be taken in without using up the reserve.

    Raises:
        StoreUnavailableError: It cannot; nothing was stored, and the sender keeps the paper.
    """
    free, reserve = free_mib(app), app.settings.reserve_mib
    if free < reserve:
        raise StoreUnavailableError("reserve", free=free, reserve=reserve)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
