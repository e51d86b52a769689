"""The wire format of the S3 back-end: connection pool, headers, encoding of metadata and tags.

The SDK's default of five retries with seconds between them is replaced by short retries.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import quote, unquote

import urllib3

from storage.objects.port import MAX_METADATA

__all__ = ["HASH", "META", "encoded_tags", "headers", "http_pool", "user_metadata"]

META = "x-amz-meta-"
HASH = "content-sha256"
"""Metadata key of the content's hash."""


def http_pool(
    connections: int = 16, connect_timeout: float = 5.0, read_timeout: float = 60.0
) -> urllib3.PoolManager:
    """Return a connection pool that gives up within seconds, not minutes.

    Args:
        connections: How many stay open: one for each thread that uses the store.
        connect_timeout: Seconds.
        read_timeout: Seconds between two bytes.
    """
    return urllib3.PoolManager(
        maxsize=connections,
        timeout=urllib3.Timeout(connect=connect_timeout, read=read_timeout),
        retries=urllib3.Retry(
            total=3,
            backoff_factor=0.2,
            backoff_jitter=0.1,
            status_forcelist=(500, 502, 503, 504),
            allowed_methods=None,
            raise_on_status=False,
        ),
        cert_reqs="CERT_REQUIRED",
    )


def headers(sha256: str, media_type: str, metadata: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a conditional put whose content the server must check."""
    encoded = {META + name: quote(value, safe=" ") for name, value in metadata.items()}
    if sum(len(name) + len(value) for name, value in encoded.items()) > MAX_METADATA:
        raise ValueError(f"metadata is over {MAX_METADATA} bytes")
    return {
        **encoded,
        META + HASH: sha256,
        "Content-Type": media_type,
        "If-None-Match": "*",
        "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(sha256)).decode(),
    }


def encoded_tags(tags: Mapping[str, str]) -> str:
    """Return tags in the format of their header."""
    return "&".join(f"{quote(name, safe='')}={quote(tags[name], safe='')}" for name in tags)


def user_metadata(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the decoded metadata of a response."""
    return {
        name.lower().removeprefix(META): unquote(value)
        for name, value in headers.items()
        if name.lower().startswith(META)
    }
