"""Starts the service from the settings of an installation.

Its files are in the folder `api` of the installation:

* `clients.toml`: accounts, see `api.access.clients`; `webhooks.toml`: see `api.process.webhooks`
* `oidc.toml`: the provider of persons' tokens, see `api.access.oidc`
* `token_key.json` signs tokens, `audit.key` chains the audit entries, `link.key` signs links

The keys are generated at the first start; keep copies of them away from the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from joserfc.jwk import ECKey

from api.access.clients import Client, Clients, Scope, new_secret
from api.access.links import LinkSigner
from api.access.oidc import OidcProvider, OidcSettings
from api.access.tokens import TokenIssuer
from api.app import create_app
from api.http.listen import listen
from api.process.readers import Readers
from api.process.webhooks import Webhooks
from api.services import Services
from app.errors import SettingsError
from app.installation import App
from app.keys.own import installation_key, new_token_key
from storage.known_keys import KeyUse

__all__ = ["new_client", "opened_services", "serve"]


@contextmanager
def opened_services(app: App, readers: Readers | None = None) -> Iterator[Services]:
    """Open all services and close them at the end.

    Args:
        app: The installation; the caller closes it.
        readers: The reading processes of this machine.

    Raises:
        StoreUnavailableError: The store or the database does not answer.
        KeyMissingError, KeyUnknownError: The keys of this machine are not those of the
            installation.
        SettingsError: The file of accounts, webhooks or the provider is malformed.
    """
    folder = app.settings.api_folder
    folder.mkdir(parents=True, exist_ok=True)
    accounts, hooks, oidc = (folder / f"{n}.toml" for n in ("clients", "webhooks", "oidc"))
    with _read(accounts):
        clients = Clients.load(accounts)
    with _read(hooks):
        known = Webhooks.load(hooks) if hooks.exists() else []
    with _read(oidc):
        provider = OidcProvider(OidcSettings.load(oidc)) if oidc.exists() else None
    with closing(Webhooks(app.ledger.database, known, app.ledger)) as webhooks:
        yield Services(
            app=app,
            clients=clients,
            tokens=TokenIssuer(_token_key(app)),
            links=LinkSigner(installation_key(folder, KeyUse.LINKS, app.known_keys)),
            oidc=provider,
            webhooks=webhooks,
            readers=readers,
        )


@contextmanager
def _read(path: Path) -> Iterator[None]:
    """Tell a malformed file by its name, not by what a parser says in the middle of it."""
    try:
        yield
    except ValueError as error:
        raise SettingsError("file", problem=str(error).splitlines()[0], source=str(path)) from error


def serve(app: App) -> None:
    """Serve until the process is told to end; TLS is left to a reverse proxy."""
    with opened_services(app) as services:
        listen(create_app(services), app.settings.api)


def new_client(name: str, agency: str) -> tuple[str, str]:
    """Return the secret of a new account and its lines for `clients.toml`.

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


def _token_key(app: App) -> ECKey:
    folder, known = app.settings.api_folder, app.known_keys
    return ECKey.import_key(
        json.loads(installation_key(folder, KeyUse.TOKENS, known, new_token_key))
    )
