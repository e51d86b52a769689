"""A finished file on disk that disappears with the last reference to it.

Papers of hundreds of pages are larger than the memory that a counter should need for them.
"""

from __future__ import annotations

import hashlib
import os
import weakref
from io import BufferedReader
from pathlib import Path

__all__ = ["SignedFile"]


class SignedFile:
    """A file that is read on demand; its directory entry may be removed at once."""

    def __init__(self, path: Path) -> None:
        """Keep a reference to a file that is no longer written."""
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)
        with self.open() as file:
            self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.size = os.fstat(self._descriptor).st_size

    def open(self) -> BufferedReader:
        """Open the file for reading from its start; the caller closes it."""
        file = os.fdopen(os.dup(self._descriptor), "rb")
        file.seek(0)
        return file

    def read(self) -> bytes:
        """Return the whole content."""
        with self.open() as file:
            return file.read()
