"""Access tokens."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.bodies.base import Out

__all__ = ["TokenOut"]


class TokenOut(Out):
    """A token (RFC 6749 section 5.1)."""

    access_token: str = Field(description="sent as `Authorization: Bearer …`")
    token_type: Literal["Bearer"] = Field(default="Bearer", description="always `Bearer`")
    expires_in: int = Field(description="seconds")
    scope: str = Field(description="scopes of the account, separated by spaces")
