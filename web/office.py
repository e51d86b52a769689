"""What the pages work with beside the installation; made once, when they start."""

from __future__ import annotations

from dataclasses import dataclass

from api.services import Services
from app.installation import App
from app.settings import Settings
from web.single_sign_on import SingleSignOn, SingleSignOnSettings

__all__ = ["Office", "make_office"]


@dataclass(frozen=True, slots=True)
class Office:
    """Everything a page needs.

    Attributes:
        services: What the interface for other systems works with.
        single_sign_on: The provider that signs people in; None: passwords only.
    """

    services: Services
    single_sign_on: SingleSignOn | None

    @property
    def app(self) -> App:
        """The installation."""
        return self.services.app

    @property
    def settings(self) -> Settings:
        """Of the installation."""
        return self.services.app.settings


def make_office(services: Services) -> Office:
    """Make what the pages need beside the services.

    Raises:
        ValueError: The file of the provider is not of its form.
    """
    path = services.app.settings.api_folder / "single_sign_on.toml"
    provider = SingleSignOn(SingleSignOnSettings.load(path)) if path.exists() else None
    return Office(services, provider)
