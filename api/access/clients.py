"""The systems that may use the API, and what each is allowed to do.

The administrator keeps accounts in a TOML file that contains only the hash of each secret:

    [[clients]]
    id = "case-system"
    agency = "H26.1"
    secret_sha256 = "..."            # created by `new_secret`
    scopes = ["reuse:check", "papers:read"]
    procedures = ["1.004222"]        # or ["*"]
    paper_types = ["birth_certificate"]
    sensitive_fields = []            # e.g. ["birth_certificate.ethnicity"]

A scanning station has the scope `intake:write` and the codes for which it may hand in papers:

    branch = "H26.12"                # or "*"
    station = "Q01"                  # or "*"
"""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
import tomllib
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from storage.objects.port import sha256_of

__all__ = ["Client", "Clients", "Scope", "new_secret"]

_ANY = "*"
_log = logging.getLogger("motlan.api")


class Scope(StrEnum):
    """A permission of an account, and what it permits."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Scope:
        """Make a permission."""
        scope = str.__new__(cls, value)
        scope._value_ = value
        scope.meaning = meaning
        return scope

    REUSE_CHECK = "reuse:check", "Check which components are on file: yes or no, no values."
    REUSE_DECIDE = "reuse:decide", "Take or refuse a proposed reuse."
    PAPERS_SEARCH = (
        "papers:search",
        "Find papers by personal number, document number or dossier.",
    )
    PAPERS_TEXT = (
        "papers:text",
        "Find papers by words and names, and so look for persons.",
    )
    PAPERS_READ = "papers:read", "See the type, number, agency and dates of a paper."
    PAPERS_FIELDS = "papers:fields", "See the values of fields."
    PAPERS_FILES = "papers:files", "Download files."
    FILES_VERIFY = "files:verify", "Verify the signatures of uploaded and of stored files."
    PAPERS_STATUS = "papers:status", "Revoke or replace a paper, and undo this."
    PAPERS_CONSENT = (
        "papers:consent",
        "Record that an owner withdraws consent or gives it again.",
    )
    PAPERS_CORRECT = "papers:correct", "Correct values of a paper; earlier versions are kept."
    PAPERS_ERASE = "papers:erase", "Erase a paper that must not be kept any longer."
    PERSONS_LINK = "persons:link", "Say which numbers are one person's, and take that back."
    DOSSIERS_OPEN = "dossiers:open", "Say which dossiers of the case system are open."
    CHANGES_READ = "changes:read", "Follow the feed of changes."
    INTAKE_WRITE = "intake:write", "Hand in papers for the branch and station of the account."
    INDICATORS_READ = (
        "indicators:read",
        "Count dossiers; returns only numbers.",
    )
    AUDIT_READ = "audit:read", "Report to a person who accessed their papers."


class Client(BaseModel):
    """One account."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]{1,62}$")
    agency: str = Field(min_length=1, description="agency code, e.g. H26")
    secret_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    scopes: frozenset[Scope] = frozenset()
    procedures: frozenset[str] = frozenset()
    paper_types: frozenset[str] = frozenset()
    sensitive_fields: frozenset[str] = frozenset()
    branch: str = Field(default="", max_length=64, description="branch of a scanning station")
    station: str = Field(default="", max_length=64, description="code of a scanning station")
    officer: str = Field(
        default="", max_length=200, description="the person, where a token names one"
    )
    requests_per_minute: int = Field(default=600, gt=0)
    persons_per_day: int | None = Field(
        default=None, gt=0, description="about how many people it may ask; as the settings say"
    )

    def may_serve(self, procedure: str) -> bool:
        """Return whether the account may work on a procedure."""
        return _ANY in self.procedures or procedure in self.procedures

    def may_hand_in_for(self, branch: str, station: str) -> bool:
        """Return whether the account may hand in papers for a station."""
        return self.branch in (_ANY, branch) and self.station in (_ANY, station)

    def may_watch(self, branch: str) -> bool:
        """Return whether the account may count a branch's dossiers; without its own it sees all."""
        return self.branch in ("", _ANY, branch)

    def may_see(self, paper_type: str) -> bool:
        """Return whether the account may know of papers of a type."""
        return _ANY in self.paper_types or paper_type in self.paper_types


class Clients:
    """All accounts; those of a file are as the file is now."""

    def __init__(self, clients: list[Client], path: Path | None = None) -> None:
        """Create from a list of accounts.

        Args:
            clients: The accounts.
            path: The file that they are from, which is read again whenever it changes.

        Raises:
            ValueError: Two accounts have the same name.
        """
        self._clients = _by_id(clients)
        self._path = path
        self._seen: tuple[int, ...] | None = None
        self._lock = threading.Lock()
        self.problem = ""
        """Why the file cannot be read as it is now; until it can, what it said before counts."""

    @classmethod
    def load(cls, path: Path) -> Clients:
        """Read the administrator's file; without one there are no accounts.

        Raises:
            ValueError: It does not have the format above.
        """
        found = cls([], path)
        found._seen = _mark(path)
        found._clients = _read(path)
        return found

    def get(self, client_id: str) -> Client | None:
        """Return an account or None."""
        self._follow()
        return self._clients.get(client_id)

    def authenticate(self, client_id: str, secret: str) -> Client | None:
        """Return the account if the secret is correct, else None; takes constant time."""
        client = self.get(client_id)
        expected = client.secret_sha256 if client else "0" * 64
        right = hmac.compare_digest(sha256_of(secret.encode()), expected)
        return client if right else None

    def _follow(self) -> None:
        """Read the file again if it has changed: who was taken out of it is out from now on."""
        if self._path is None or _mark(self._path) == self._seen:
            return
        with self._lock:
            mark = _mark(self._path)
            if mark == self._seen:
                return
            try:
                self._clients = _read(self._path)
                self.problem = ""
            except (ValueError, OSError) as error:
                self.problem = type(error).__name__
                facts = {"error": type(error).__name__, "told": str(self._path)}
                _log.error("not read, the accounts stay as they were", extra=facts)
            self._seen = mark


def _by_id(clients: list[Client]) -> dict[str, Client]:
    found = {client.id: client for client in clients}
    if len(found) != len(clients):
        raise ValueError("two accounts have the same id")
    return found


def _read(path: Path) -> dict[str, Client]:
    if not path.exists():
        return {}
    values = tomllib.loads(path.read_text("utf-8"))
    return _by_id([Client.model_validate(client) for client in values.get("clients", [])])


def _mark(path: Path) -> tuple[int, ...]:
    """Return what differs when a file was written or replaced; nothing where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def new_secret() -> tuple[str, str]:
    """Return a new random 256-bit secret and its hash for the file.

    A plain hash suffices, because a random secret cannot be guessed.
    """
    secret = secrets.token_urlsafe(32)
    return secret, sha256_of(secret.encode())
