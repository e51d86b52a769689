"""Starts the service from the settings of an installation.

Its own things lie in the folder `api` of the installation:

* `clients.toml`: accounts, see `api.access.clients`; `webhooks.toml`: who is told of changes
* `oidc.toml`: the provider of tokens of persons, see `api.access.oidc`
* `token_key.json` signs tokens, `audit.key` chains the audit entries, `link.key` signs links

The keys are made at first start; keep copies of them apart from the store.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import uvicorn
from joserfc.jwk import ECKey
from pydantic import Field

from api.access.clients import Client, Clients, Scope, new_secret
from api.access.links import LinkSigner
from api.access.oidc import OidcProvider, OidcSettings
from api.access.tokens import TokenIssuer
from api.app import create_app
from api.services import Services
from api.webhooks import Webhooks
from app.papers.steps import seal_again
from app.settings import Settings
from app.workshop import Workshop
from storage.audit.chain import AuditLog
from storage.desk.worklist import Desk

__all__ = ["ApiSettings", "new_client", "opened_audit", "opened_services", "serve"]

_PRIVATE = 0o600


class ApiSettings(Settings):
    """Settings of the service beyond those of the installation."""

    api_host: str = Field(default="127.0.0.1", description="Address to listen on")
    api_port: int = Field(default=8460, description="Port to listen on")
    api_chore_seconds: float = Field(
        default=60, gt=0, description="How often audit entries are sealed and webhooks called"
    )

    api_links: Literal["own", "s3"] = Field(
        default="own",
        description="Whether links to files lead to the service, or to the S3 store itself",
    )

    @property
    def api_folder(self) -> Path:
        """Folder of accounts and keys."""
        return self.folder / "api"

    @property
    def audit_url(self) -> str | Path:
        """Address of the audit chain."""
        return self.index or self.folder / "audit.sqlite"


@contextmanager
def opened_services(settings: ApiSettings) -> Iterator[Services]:
    """Open everything the service works with, and close it at the end.

    Raises:
        StoreUnavailableError: Store or database do not answer.
        ValueError: The file of accounts is not of its form.
    """
    settings.api_folder.mkdir(parents=True, exist_ok=True)
    accounts = settings.api_folder / "clients.toml"
    shop = Workshop(settings)
    archive = shop.archive
    hooks = settings.api_folder / "webhooks.toml"
    oidc = settings.api_folder / "oidc.toml"
    webhooks = Webhooks(
        settings.ledger_url, Webhooks.load(hooks) if hooks.exists() else [], archive.ledger
    )
    desk = Desk(settings.ledger_url)
    audit = AuditLog(settings.audit_url, _secret_key(settings.api_folder / "audit.key"))
    try:
        yield Services(
            archive=archive,
            audit=audit,
            clients=Clients.load(accounts) if accounts.exists() else Clients([]),
            tokens=TokenIssuer(_token_key(settings.api_folder / "token_key.json")),
            desk=desk,
            links=LinkSigner(_secret_key(settings.api_folder / "link.key")),
            store_links=settings.api_links == "s3",
            oidc=OidcProvider(OidcSettings.load(oidc)) if oidc.exists() else None,
            webhooks=webhooks,
            verifier=lambda: shop.verifier,
            seal=lambda record, pages: seal_again(record, pages, shop),
            forget_pictures=lambda paper_id: shop.pictures.forget(paper_id),
            chore_seconds=settings.api_chore_seconds,
        )
    finally:
        webhooks.close()
        audit.close()
        desk.close()
        archive.ledger.close()
        archive.index.close()


@contextmanager
def opened_audit(settings: ApiSettings) -> Iterator[AuditLog]:
    """Open the audit chain of the installation alone, as the command line needs it.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    settings.api_folder.mkdir(parents=True, exist_ok=True)
    audit = AuditLog(settings.audit_url, _secret_key(settings.api_folder / "audit.key"))
    try:
        yield audit
    finally:
        audit.close()


def serve(settings: ApiSettings) -> None:
    """Answer until the process is told to end; TLS is for the proxy in front."""
    with opened_services(settings) as services:
        uvicorn.run(
            create_app(services),
            host=settings.api_host,
            port=settings.api_port,
            access_log=False,  # the audit chain is the log of accesses, and holds no numbers
            server_header=False,
        )


def new_client(name: str, agency: str) -> tuple[str, str]:
    """Return the secret of a new account, and the lines for `clients.toml`.

    Args:
        name: Identifier of the account.
        agency: Agency code.
    """
    secret, digest = new_secret()
    client = Client(id=name, agency=agency, secret_sha256=digest, scopes=frozenset(Scope))
    lines = [
        "[[clients]]",
        f'id = "{client.id}"',
        f"agency = {json.dumps(client.agency)}",
        f'secret_sha256 = "{digest}"',
        'scopes = ["reuse:check", "reuse:decide"]',
        "procedures = []",
        "paper_types = []",
    ]
    return secret, "\n".join(lines)


def _token_key(path: Path) -> ECKey:
    if not path.exists():
        made = ECKey.generate_key("P-256").as_dict(private=True)
        _write_private(path, json.dumps(made).encode())
    return ECKey.import_key(json.loads(path.read_bytes()))


def _secret_key(path: Path) -> bytes:
    if not path.exists():
        _write_private(path, secrets.token_bytes(32))
    return path.read_bytes()


def _write_private(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)
