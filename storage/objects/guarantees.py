"""Finds out by trying which guarantees a store really gives.

Vendors' lists of features are no proof: servers are known that accept a conditional put and ignore
the condition, or a retention and forget it. Each guarantee here is tried with small objects under
`probe/`; where a default retention is set they stay as long as everything else.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from minio.error import S3Error

from storage.errors import ObjectConflictError, StorageError
from storage.objects.port import ObjectStore, sha256_of
from storage.objects.retention import RetainedStore
from storage.objects.s3 import S3Store

__all__ = ["Guarantee", "GuaranteeResult", "check_store"]

_WRITERS = 8
_NO_SERVER = "Thư mục cục bộ không có tính năng này."
_TAG = "Phường Bến Nghé + Đào"  # letters, spaces and + - = . _ : / @ are what S3 allows in tags
_TEXT = "Nguyễn Thị Đào – phường Bến Nghé"


class Guarantee(StrEnum):
    """What the archive would like to rely on."""

    WRITE_ONCE = "write_once"
    """Other content under a taken key is refused."""
    ONE_WINNER = "one_winner"
    """Of several writers at the same moment exactly one succeeds."""
    READ_BACK = "read_back"
    """What is read has the hash of what was written."""
    DAMAGE_REFUSED = "damage_refused"
    """A content that was damaged on its way is refused."""
    VIETNAMESE = "vietnamese"
    """Metadata keeps every letter."""
    TAGGED = "tagged"
    """Tags, by which a bucket's rules go, keep every letter; the archive can do without."""
    VERSIONED = "versioned"
    """Deleting hides an object, its content stays."""
    LOCKED = "locked"
    """Nobody can delete a content before its retention ends, the administrator included."""
    SOFTWARE_LOCK = "software_lock"
    """Our own software deletes no content before its retention ends; a server's lock is more."""
    ENCRYPTED_TRANSPORT = "encrypted_transport"
    """Nobody on the line can read along."""


_NOT_THERE = {
    Guarantee.DAMAGE_REFUSED: _NO_SERVER,
    Guarantee.VERSIONED: _NO_SERVER,
    Guarantee.LOCKED: _NO_SERVER,
    Guarantee.ENCRYPTED_TRANSPORT: _NO_SERVER,
    Guarantee.SOFTWARE_LOCK: "Không bật khóa bằng phần mềm (retain_days) cho kho này.",
}


@dataclass(frozen=True, slots=True)
class GuaranteeResult:
    """The outcome of one trial.

    Attributes:
        guarantee: What was tried.
        holds: Whether it held; None where the store has no such thing by its nature.
        detail: What was seen, one sentence in Vietnamese.
    """

    guarantee: Guarantee
    holds: bool | None
    detail: str


Trial = Callable[[str], tuple[bool | None, str]]


def check_store(store: ObjectStore) -> tuple[GuaranteeResult, ...]:
    """Try every guarantee; see the module's text.

    Raises:
        StoreUnavailableError: The store does not answer at all.
    """
    store.stat("probe/none")
    server = store.inner if isinstance(store, RetainedStore) else store
    trials: dict[Guarantee, Trial] = {
        Guarantee.WRITE_ONCE: lambda key: _write_once(store, key),
        Guarantee.ONE_WINNER: lambda key: _one_winner(store, key),
        Guarantee.READ_BACK: lambda key: _read_back(store, key),
        Guarantee.VIETNAMESE: lambda key: _vietnamese(store, key),
        Guarantee.TAGGED: lambda key: _tagged(store, key),
    }
    if isinstance(server, S3Store):
        trials |= {
            Guarantee.DAMAGE_REFUSED: lambda key: _damage_refused(server, key),
            Guarantee.VERSIONED: lambda key: _versioned(server, key),
            Guarantee.LOCKED: lambda key: _locked(server, key),
            Guarantee.ENCRYPTED_TRANSPORT: lambda _: _encrypted_transport(server),
        }
    if isinstance(store, RetainedStore):
        trials[Guarantee.SOFTWARE_LOCK] = lambda key: _software_lock(store, key)
    results = [_try(guarantee, trial) for guarantee, trial in trials.items()]
    missing = [g for g in Guarantee if g not in trials]
    return (*results, *(GuaranteeResult(g, None, _NOT_THERE[g]) for g in missing))


def _try(guarantee: Guarantee, trial: Trial) -> GuaranteeResult:
    try:
        holds, detail = trial(f"probe/{uuid.uuid4().hex}")
    except (StorageError, S3Error) as error:
        holds, detail = False, f"Máy chủ từ chối phép thử ({error.code})."
    return GuaranteeResult(guarantee, holds, detail)


def _write_once(store: ObjectStore, key: str) -> tuple[bool, str]:
    store.put_new(key, b"first", "text/plain")
    try:
        store.put_new(key, b"second", "text/plain")
    except ObjectConflictError:
        return store.get(key) == b"first", "Ghi nội dung khác vào khóa đã có bị từ chối."
    return False, "Máy chủ cho ghi đè."


def _one_winner(store: ObjectStore, key: str) -> tuple[bool, str]:
    def write(number: int) -> bool:
        try:
            return store.put_new(key, f"writer {number}".encode(), "text/plain")
        except ObjectConflictError:
            return False

    with ThreadPoolExecutor(_WRITERS) as pool:
        winners = sum(pool.map(write, range(_WRITERS)))
    return winners == 1, f"{winners} trong {_WRITERS} lượt ghi đồng thời thành công."


def _read_back(store: ObjectStore, key: str) -> tuple[bool, str]:
    data = bytes(range(256)) * 1024
    store.put_new(key, data, "application/octet-stream")
    info = store.stat(key)
    same = store.get(key) == data and info is not None and info.sha256 == sha256_of(data)
    return same, "Nội dung đọc lại đúng giá trị băm." if same else "Nội dung đọc lại bị khác."


def _vietnamese(store: ObjectStore, key: str) -> tuple[bool, str]:
    store.put_new(key, b"x", "text/plain", {"note": _TEXT})
    info = store.stat(key)
    same = info is not None and info.metadata.get("note") == _TEXT
    return same, "Siêu dữ liệu tiếng Việt được giữ nguyên." if same else "Mất dấu tiếng Việt."


def _tagged(store: ObjectStore, key: str) -> tuple[bool | None, str]:
    wanted = {"kind": "probe", "note": _TAG}
    store.put_new(key, b"x", "text/plain", tags=wanted)
    found = dict(store.tags(key))
    if not found:
        return None, "Máy chủ không có nhãn (tag); kho vẫn dùng được, quy tắc theo nhãn thì không."
    same = found == wanted
    return same, "Nhãn (tag) tiếng Việt được giữ nguyên." if same else "Nhãn (tag) bị đổi."


def _damage_refused(store: S3Store, key: str) -> tuple[bool, str]:
    try:
        store.put_damaged(key)
    except S3Error as error:
        return True, f"Tệp hỏng trên đường truyền bị từ chối ({error.code})."
    return False, "Máy chủ nhận cả tệp hỏng trên đường truyền."


def _versioned(store: S3Store, key: str) -> tuple[bool, str]:
    store.put_new(key, b"kept", "text/plain")
    store.delete(key)
    kept = any(store.version_content(key, v) == b"kept" for v in store.versions(key))
    return kept, "Xóa chỉ ẩn tệp, nội dung còn." if kept else "Xóa là mất hẳn nội dung."


def _locked(store: S3Store, key: str) -> tuple[bool, str]:
    days = store.retention_days()
    if days is None:
        return False, "Chưa đặt thời hạn khóa mặc định cho kho (retain_days)."
    store.put_new(key, b"locked", "text/plain")
    until = store.locked_until(key)
    if until is None or until < dt.datetime.now(dt.UTC):
        return False, "Tệp mới không nhận được thời hạn khóa."
    for version in store.versions(key):
        try:
            store.client.remove_object(store.bucket, key, version_id=version)
        except S3Error as error:
            if error.code == "AccessDenied":
                continue
            raise
        return False, "Xóa được tệp đang khóa."
    return True, f"Tệp bị khóa {days} ngày, không ai xóa được."


def _software_lock(store: RetainedStore, key: str) -> tuple[bool, str]:
    store.put_new(f"{key}/one", b"locked", "text/plain")
    until = store.purge(f"{key}/")
    kept = until is not None and until > dt.datetime.now(dt.UTC)
    if not kept or store.hidden(f"{key}/one") != (b"locked",):
        return False, "Xóa được tệp chưa hết thời hạn lưu."
    return True, f"Phần mềm giữ tệp {store.days} ngày; người vào được ổ đĩa vẫn xóa được."


def _encrypted_transport(store: S3Store) -> tuple[bool, str]:
    secure = store.is_encrypted
    return secure, "Kết nối TLS." if secure else "Kết nối không mã hóa; chỉ dùng nội bộ một máy."
