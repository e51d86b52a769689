"""A provider of identities that speaks OpenID Connect on loopback: one form, one client, PKCE."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.web.site import free_port

__all__ = ["provider", "settings_of"]

_CLIENT = "motlan-pages"


def settings_of(provider: str, pages: str) -> str:
    """Return the file that names a provider to the pages."""
    return f"""
label = "Cổng đăng nhập của thành phố"
address = "{pages}"
issuer = "{provider}"
client_id = "{_CLIENT}"
authorization_endpoint = "{provider}/auth"
token_endpoint = "{provider}/token"
jwks = "{provider}/certs"
"""


@contextmanager
def provider() -> Iterator[str]:
    """Run one; yields its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(
        uvicorn.Config(_application(address), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield address
    server.should_exit = True
    thread.join()


def _application(address: str) -> FastAPI:
    app, key = FastAPI(), RSAKey.generate_key(2048, auto_kid=True)
    codes: dict[str, dict[str, str]] = {}

    @app.get("/auth")
    def ask(request: Request) -> HTMLResponse:
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{value}">'
            for name, value in request.query_params.items()
        )
        return HTMLResponse(f'<form method="post">{hidden}<input name="who" autofocus></form>')

    @app.post("/auth")
    async def signed_in(request: Request) -> Response:
        asked = {name: str(value) for name, value in (await request.form()).items()}
        code = secrets.token_urlsafe(16)
        codes[code] = asked | {"at": str(int(time.time()))}
        back = f"{asked['redirect_uri']}?code={code}&state={asked['state']}"
        return RedirectResponse(back, status_code=303)

    @app.post("/token")
    def redeem(code: Annotated[str, Form()], code_verifier: Annotated[str, Form()]) -> JSONResponse:
        asked = codes.pop(code, None)
        digest = hashlib.sha256(code_verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge:
            raise HTTPException(400, "invalid_grant")
        claims = {
            "iss": address,
            "aud": _CLIENT,
            "sub": hashlib.sha256(asked["who"].encode()).hexdigest(),
            "exp": int(time.time()) + 60,
            "nonce": asked["nonce"],
            "auth_time": int(asked["at"]),
            "preferred_username": asked["who"],
        }
        token = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
        return JSONResponse({"id_token": token, "token_type": "Bearer", "access_token": "-"})

    @app.get("/certs")
    def certs() -> JSONResponse:
        return JSONResponse({"keys": [key.as_dict(private=False)]})

    return app
