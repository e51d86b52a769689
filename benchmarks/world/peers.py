"""Where the other programs are: packages in an environment of their own, Tesseract on PATH."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

__all__ = ["PEERS", "PeerMissingError", "peers_python", "program"]

PEERS: Final = Path(__file__).parents[2] / ".venv-peers"
_PINNED: Final = Path(__file__).with_name("peers.txt")
_STAMP: Final = "installed.txt"


class PeerMissingError(Exception):
    """A program is not installed, and cannot be installed from here."""


def peers_python(home: Path = PEERS) -> Path:
    """Return the Python of the peers' environment, which is made first where it is missing.

    Args:
        home: The environment; nothing of the product is in it.

    Raises:
        PeerMissingError: The packages cannot be installed, e.g. without a network.
    """
    python, stamp, pinned = home / "bin" / "python", home / _STAMP, _PINNED.read_bytes()
    if stamp.is_file() and stamp.read_bytes() == pinned:
        return python
    commands: list[list[str]] = [
        [sys.executable, "-m", "venv", "--clear", str(home)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--requirement", str(_PINNED)],
    ]  # fmt: skip
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            told = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            raise PeerMissingError(f"{_PINNED.name} could not be installed: {told[-1]}")
    stamp.write_bytes(pinned)
    return python


def program(name: str, package: str) -> str:
    """Return the path of a program.

    Args:
        name: Of the program.
        package: What brings it on Debian.

    Raises:
        PeerMissingError: It is not on PATH.
    """
    found = shutil.which(name)
    if found is None:
        raise PeerMissingError(f"{name} is not installed (Debian: {package})")
    return found
