"""The key layout of the object store. Keys contain hashes and numbers, never personal data.

    papers/<id[:2]>/<id>/original                    bytes as they came in
    papers/<id[:2]>/<id>/<rendition>.<sha256>        signed master, searchable PDF
    papers/<id[:2]>/<id>/readings.<record sha256>    every line read, for one record version
    papers/<id[:2]>/<id>/record.v<N>.json            the record; its presence means "on file"
    papers/<id[:2]>/<id>/erased.json                 the tombstone; its presence means "erased"
    desk/<id[:2]>/<id>/<sha256>                      drafts, until the paper is signed

`<id>` is the SHA-256 of the original, so a key has only one possible content, except for the
record: there the first writer of a version wins.
"""

from __future__ import annotations

import re

from storage.errors import InvalidKeyError

__all__ = [
    "DESK",
    "PAPERS",
    "check_key",
    "draft_key",
    "draft_prefix",
    "original_key",
    "paper_of_key",
    "paper_prefix",
    "readings_key",
    "record_key",
    "record_version",
    "rendition_key",
    "tombstone_key",
]

PAPERS = "papers/"
DESK = "desk/"

_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*(?:/[a-z0-9][a-z0-9_.-]*)*")
_RECORD = re.compile(r"papers/[0-9a-f]{2}/([0-9a-f]{64})/record\.v([1-9][0-9]{0,8})\.json")
_PAPER = re.compile(r"papers/[0-9a-f]{2}/([0-9a-f]{64})/.+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAX_KEY = 512


def check_key(key: str) -> str:
    """Return a key unchanged if every store can hold it.

    Lower-case ASCII, no hidden or empty segment, no `..`: the same key is valid for S3 and for a
    local folder on any file system, and cannot contain a person's name.

    Raises:
        InvalidKeyError: The key does not have that form.
    """
    if len(key) > _MAX_KEY or not _KEY.fullmatch(key):
        raise InvalidKeyError()
    return key


def paper_prefix(paper_id: str) -> str:
    """Return the prefix of all objects of one paper.

    Raises:
        InvalidKeyError: `paper_id` is not a SHA-256 in hexadecimal digits.
    """
    if not _SHA256.fullmatch(paper_id):
        raise InvalidKeyError("paper")
    return f"{PAPERS}{paper_id[:2]}/{paper_id}/"


def original_key(paper_id: str) -> str:
    """Return the key of the bytes that came in."""
    return f"{paper_prefix(paper_id)}original"


def rendition_key(paper_id: str, kind: str, sha256: str) -> str:
    """Return the key of a file made from the original."""
    return f"{paper_prefix(paper_id)}{kind}.{sha256}"


def readings_key(paper_id: str, record_sha256: str) -> str:
    """Return the key of the lines that one version of the record is based on."""
    return f"{paper_prefix(paper_id)}readings.{record_sha256}"


def draft_prefix(paper_id: str) -> str:
    """Return the prefix of the drafts of a paper."""
    return paper_prefix(paper_id).replace(PAPERS, DESK, 1)


def draft_key(paper_id: str, sha256: str) -> str:
    """Return the key of a draft of a paper that is not on file yet."""
    return f"{draft_prefix(paper_id)}{sha256}"


def record_key(paper_id: str, version: int) -> str:
    """Return the key of one version of the record."""
    return f"{paper_prefix(paper_id)}record.v{version}.json"


def tombstone_key(paper_id: str) -> str:
    """Return the key of the tombstone of an erased paper."""
    return f"{paper_prefix(paper_id)}erased.json"


def record_version(key: str) -> tuple[str, int] | None:
    """Return paper and version if a key is that of a record, else None."""
    match = _RECORD.fullmatch(key)
    return (match[1], int(match[2])) if match else None


def paper_of_key(key: str) -> str | None:
    """Return the paper a key belongs to, or None."""
    match = _PAPER.fullmatch(key)
    return match[1] if match else None
