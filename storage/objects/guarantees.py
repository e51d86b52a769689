"""Tests by experiment which guarantees an object store really gives.

Vendors' feature lists are no proof: some servers accept a conditional put and ignore the
condition, or accept a retention and forget it. Each guarantee is tested with small objects under
`probe/`; if a default retention is set, they stay as long as everything else.
"""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from storage.errors import ObjectConflictError, StorageError
from storage.objects.port import ObjectStore, sha256_of
from storage.objects.trials import Guarantee, Trial

__all__ = ["GuaranteeResult", "check_store"]

_WRITERS = 8
_NO_SERVER = "Thư mục cục bộ không có tính năng này."
_TAG = "Phường Bến Nghé + Đào"  # letters, spaces and + - = . _ : / @ are what S3 allows in tags
_TEXT = "Nguyễn Thị Đào – phường Bến Nghé"


_NOT_THERE = {
    Guarantee.DAMAGE_REFUSED: _NO_SERVER,
    Guarantee.VERSIONED: _NO_SERVER,
    Guarantee.LOCKED: _NO_SERVER,
    Guarantee.ENCRYPTED_TRANSPORT: _NO_SERVER,
    Guarantee.SOFTWARE_LOCK: "Không bật khóa bằng phần mềm (retain_days) cho kho này.",
}


@dataclass(frozen=True, slots=True)
class GuaranteeResult:
    """The outcome of one test.

    Attributes:
        guarantee: What was tested.
        holds: Whether it held; None if it does not apply to this kind of store.
        detail: What was observed, one sentence in Vietnamese.
    """

    guarantee: Guarantee
    holds: bool | None
    detail: str


def check_store(store: ObjectStore) -> tuple[GuaranteeResult, ...]:
    """Test every guarantee; see the module docstring.

    Raises:
        StoreUnavailableError: The store does not answer at all.
    """
    store.stat("probe/none")
    trials: dict[Guarantee, Trial] = {
        Guarantee.WRITE_ONCE: lambda key: _write_once(store, key),
        Guarantee.ONE_WINNER: lambda key: _one_winner(store, key),
        Guarantee.READ_BACK: lambda key: _read_back(store, key),
        Guarantee.VIETNAMESE: lambda key: _vietnamese(store, key),
        Guarantee.TAGGED: lambda key: _tagged(store, key),
        **store.trials(),
    }
    results = [_try(guarantee, trial) for guarantee, trial in trials.items()]
    missing = [g for g in Guarantee if g not in trials]
    return (*results, *(GuaranteeResult(g, None, _NOT_THERE[g]) for g in missing))


def _try(guarantee: Guarantee, trial: Trial) -> GuaranteeResult:
    try:
        holds, detail = trial(f"probe/{uuid.uuid4().hex}")
    except StorageError as error:
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
