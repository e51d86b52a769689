"""A finished file on disk that vanishes with the last reference to it.

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
    """A file that is read when it is needed; its name may be removed at once."""

    def __init__(self, path: Path) -> None:
        """Hold on to a file that nobody writes any more."""
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)
        with self.open() as file:
            self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.size = os.fstat(self._descriptor).st_size

    def open(self) -> BufferedReader:
        """Open the file for reading, from its start; the caller closes it."""
        file = os.fdopen(os.dup(self._descriptor), "rb")
        file.seek(0)
        return file

    def read(self) -> bytes:
        """Return the whole content."""
        with self.open() as file:
            return file.read()
