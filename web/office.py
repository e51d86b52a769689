"""What the pages need in addition to the installation; created once at their start."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
        places: Names of branches and agents by their codes.
    """

    services: Services
    single_sign_on: SingleSignOn | None
    places: Mapping[str, str] = field(default_factory=dict)

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
        ValueError: The file of the provider or that of the places is malformed.
    """
    path = services.app.settings.api_folder / "single_sign_on.toml"
    settings = services.app.settings
    provider = (
        SingleSignOn(SingleSignOnSettings.load(path), settings.idle) if path.exists() else None
    )
    return Office(services, provider, _places(settings.api_folder / "places.toml"))


def _places(path: Path) -> dict[str, str]:
    """Read the names of places: one line each, `"H26.12" = "Chi nhánh số 12"`."""
    if not path.exists():
        return {}
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    if not all(isinstance(name, str) for name in found.values()):
        raise ValueError(f"{path}: a name of a place is no text")
    return found
