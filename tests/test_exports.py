"""Every module says what it offers, and offers what it says."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from tests.packages import PACKAGES


def modules() -> list[str]:
    """Names of all modules of the product; commands and migrations are left out."""
    found = []
    for package in PACKAGES:
        root = importlib.import_module(package)
        found += [
            info.name
            for info in pkgutil.walk_packages(root.__path__, f"{package}.")
            if not info.ispkg
            and not info.name.endswith("__main__")
            and ".migrations" not in info.name
        ]
    return found


@pytest.mark.parametrize("name", modules())
def test_all_names_exist(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__all__
    for exported in module.__all__:
        assert hasattr(module, exported), exported
