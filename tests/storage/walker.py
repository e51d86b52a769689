"""A process that lets its children die: `python -m tests.storage.walker`.

Reads one job per line (JSON), lets a child do it that kills itself at its n-th step, and prints the
exit code. It has one thread, so that its forks inherit no lock, and has imported everything, so
that a child costs milliseconds.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from minio import Minio

from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.paper import PaperStatus, RenditionKind, StatusChange
from schemas.record.tombstone import ErasureGround
from storage.database import Database
from storage.desk.work_queue import Desk
from storage.objects.local import LocalStore
from storage.objects.port import ObjectStore
from storage.objects.s3 import S3Store
from storage.objects.s3_wire import http_pool
from storage.papers.archive import PaperArchive, PaperFile
from storage.papers.ledger import PaperLedger
from storage.papers.search.index import PaperIndex
from tests.app.papers.changes import erase, set_consent, set_status
from tests.servers import ACCESS_KEY, SECRET_KEY
from tests.storage.records import NOW, decision, original, paper_id, reading

BUCKET = "killed"
FILES = [
    PaperFile(RenditionKind.SIGNED_MASTER, b"%PDF-1.7 signed"),
    PaperFile(RenditionKind.SEARCHABLE, b"%PDF-1.7 searchable"),
]
CHANGE = StatusChange(at=NOW, officer="canbo01", reason="theo đơn ngày 20/11/2026")
OPERATIONS = ("store", "correct", "revoke", "withdraw", "erase")


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, where, and before which step it ends."""

    operation: str
    folder: str
    endpoint: str | None
    steps: int
    fine: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """An installation."""

    archive: PaperArchive
    desk: Desk


@contextmanager
def opened(folder: Path, endpoint: str | None) -> Iterator[Opened]:
    """Open the installation in a folder; its store there, or under its name on a server."""
    ledger = PaperLedger(Database(folder / "ledger.sqlite"))
    index = PaperIndex(Database(folder / "index.sqlite"))
    desk = Desk(Database(folder / "ledger.sqlite"))
    store: ObjectStore = LocalStore(folder / "store")
    if endpoint:
        client = Minio(endpoint, ACCESS_KEY, SECRET_KEY, secure=False, http_client=http_pool())
        store = PrefixedStore(S3Store(client, BUCKET), f"{folder.name}/")
    try:
        yield Opened(PaperArchive(store, ledger, index), desk)
    finally:
        for part in (ledger, index, desk):
            part.database.close()


def do(operation: str, here: Opened) -> None:
    """Do what a station, an agency or an officer asks for; the same again after a crash."""
    archive = here.archive
    if operation == "store":
        archive.save(decision(1), original(1), FILES, [reading()])
    elif operation == "correct":
        first = archive.load(paper_id(1), 1)
        number = FieldEvidence(value="2/QĐ-UBND", raw="1/QĐ-UBND", state=FieldState.CONFIRMED)
        corrected = {**first.fields, "number": number}
        archive.revise(
            first.model_copy(update={"version": 2, "fields": corrected}),
            [PaperFile(RenditionKind.SEARCHABLE, b"%PDF-1.7 corrected")],
        )
    elif operation == "revoke":
        set_status(archive, paper_id(1), PaperStatus.REVOKED, CHANGE, version=1)
    elif operation == "withdraw":
        set_consent(archive, paper_id(1), False, CHANGE, version=1)
    else:
        erase(
            archive,
            here.desk,
            paper_id(1),
            ground=ErasureGround.ORDER,
            reference="12/QĐ-TA",
            officer="canbo01",
            at=NOW,
            version=1,
        )


class Countdown:
    """Kills the process when it reaches zero."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __call__(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def before(self, owner: Any, *names: str) -> None:
        """Count each call of some functions, and let it go on."""
        for name in names:
            setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def counted(*arguments: Any, **named: Any) -> Any:
            self()
            return real(*arguments, **named)

        return counted


def _do_and_die(job: Job) -> None:
    with opened(Path(job.folder), job.endpoint) as here:
        archive, countdown = here.archive, Countdown(job.steps)
        countdown.before(archive.store, "put_new", "get", "list", "stat", "delete", "purge")
        countdown.before(archive.ledger, "receive", "changing", "stored", "indexed")
        countdown.before(archive.ledger, "erasing", "locked", "erased")
        countdown.before(archive.index, "put", "forget")
        countdown.before(here.desk, "forget")
        if job.fine:
            countdown.before(os, "fsync", "link", "unlink", "rename", "replace", "mkdir", "chmod")
            for database in (archive.ledger.database, archive.index.database, here.desk.database):
                sa.event.listen(database.engine, "before_cursor_execute", lambda *_: countdown())
                sa.event.listen(database.engine, "commit", lambda *_: countdown())
        do(job.operation, here)


class PrefixedStore(ObjectStore):
    """Many small stores in one bucket, so that each run starts with an empty one."""

    def __init__(self, store: ObjectStore, prefix: str) -> None:
        self._store, self._prefix = store, prefix

    def put_new(self, key: str, *rest: Any, **named: Any) -> bool:
        return self._store.put_new(self._prefix + key, *rest, **named)

    def get(self, key: str, sha256: str | None = None) -> bytes:
        return self._store.get(self._prefix + key, sha256)

    def tags(self, key: str) -> Mapping[str, str]:
        return self._store.tags(self._prefix + key)

    def list(self, prefix: str = "", after: str = "") -> Iterator[str]:
        for key in self._store.list(self._prefix + prefix, after and self._prefix + after):
            yield key.removeprefix(self._prefix)

    def stat(self, key: str) -> Any:
        return self._store.stat(self._prefix + key)

    def stream(self, key: str, chunk_size: int = 1 << 18) -> Iterator[bytes]:
        return self._store.stream(self._prefix + key, chunk_size)

    def delete(self, key: str) -> None:
        self._store.delete(self._prefix + key)

    def purge(self, prefix: str, spare: str = "") -> Any:
        return self._store.purge(self._prefix + prefix, spare and self._prefix + spare)


def main() -> None:
    """Do jobs until there are no more."""
    for line in sys.stdin:
        job = Job(**json.loads(line))
        assert threading.active_count() == 1
        child = os.fork()
        if child == 0:
            try:
                _do_and_die(job)
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def as_line(job: Job) -> str:
    """Write a job as `main` reads it."""
    return json.dumps(asdict(job)) + "\n"


if __name__ == "__main__":
    main()
