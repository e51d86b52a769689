"""Files in request bodies: streamed to disk, within the limit of every door."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from fastapi import Request

from pipeline.errors import TooLargeError
from pipeline.intake.limits import DEFAULT_LIMITS
from storage.errors import unwritable

__all__ = ["check_announced", "stream_to"]


def check_announced(request: Request) -> None:
    """Refuse a file that says itself that it is too large, before any of it is read.

    Raises:
        TooLargeError: It exceeds the size limit.
    """
    if int(request.headers.get("content-length") or "0") > DEFAULT_LIMITS.file_bytes:
        raise _too_large()


async def stream_to(file: BinaryIO, request: Request) -> str:
    """Stream the body to disk; return its hash.

    Raises:
        TooLargeError: It exceeds the size limit.
        StoreUnavailableError: The disk takes no more.
    """
    digest, size = hashlib.sha256(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > DEFAULT_LIMITS.file_bytes:
            raise _too_large()
        digest.update(chunk)
        try:
            file.write(chunk)
        except OSError as error:  # the folder of temporary files, not the store
            raise unwritable(error, "") from error
    return digest.hexdigest()


def _too_large() -> TooLargeError:
    return TooLargeError("upload", limit=DEFAULT_LIMITS.file_bytes >> 20)
