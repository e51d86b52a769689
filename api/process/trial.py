"""Marks every response of a trial installation, whose signatures have no legal force."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.services import Services

__all__ = ["TrialMark"]


class TrialMark:
    """Adds the header `Motlan-Trial` if `MOTLAN_TRIAL` is set."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        """Wrap an application.

        Args:
            app: The application.
            services: The services with the settings.
        """
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Process a request and mark the response."""
        if scope["type"] != "http" or not self._services.app.settings.trial:
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Motlan-Trial"] = "1"
            await send(message)

        await self._app(scope, receive, marked)
