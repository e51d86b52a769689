"""Settings of the pages."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.serve import ApiSettings

__all__ = ["WebSettings"]


class WebSettings(ApiSettings):
    """Settings of the pages beyond those of the service they are mounted with."""

    idle_seconds: int = Field(
        default=900, gt=0, le=900, description="Idle time after which a session is locked"
    )
    https: bool = Field(
        default=False, description="Pages are reached over HTTPS only; cookies say so then"
    )
    workers: int = Field(default=1, ge=0, description="Reading processes started with the pages")

    @property
    def idle(self) -> dt.timedelta:
        """Idle time after which a session is locked."""
        return dt.timedelta(seconds=self.idle_seconds)
