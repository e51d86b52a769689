"""What the pages need in addition to the installation; created once at their start."""

from __future__ import annotations

from dataclasses import dataclass

from api.services import Services
from app.installation import App
from app.settings import Settings
from web.single_sign_on import SingleSignOn, SingleSignOnSettings

__all__ = ["Office", "make_office"]


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that a page needs.

    Attributes:
        services: The services of the API for other systems.
        single_sign_on: The identity provider; None: passwords only.
    """

    services: Services
    single_sign_on: SingleSignOn | None

    @property
    def app(self) -> App:
        """The installation."""
        return self.services.app

    @property
    def settings(self) -> Settings:
        """The settings of the installation."""
        return self.services.app.settings


def make_office(services: Services) -> Office:
    """Create what the pages need in addition to the services.

    Raises:
        ValueError: The file of the provider is malformed.
    """
    path = services.app.settings.api_folder / "single_sign_on.toml"
    provider = SingleSignOn(SingleSignOnSettings.load(path)) if path.exists() else None
    return Office(services, provider)
