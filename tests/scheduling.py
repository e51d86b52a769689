"""How the files of tests are shared out among the processes of a run (pytest-xdist)."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

__all__ = ["FilesScheduling"]

_ONE_PROCESS = "tests/web/"
"""All that lies here shares a browser and an installation with its reading process. They wait for
each other more than they compute, so a second pair of them would gain nothing."""


class FilesScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
    """A file at a time, so that what its tests share is made once; the pages in one process."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return _ONE_PROCESS if file.startswith(_ONE_PROCESS) else file
