"""How the files of tests are shared out among the processes of a run (pytest-xdist)."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

__all__ = ["FilesScheduling"]

_ONE_PROCESS = ("tests/web/", "tests/flows/")
"""All that lies here shares what is dear to start: a browser and an installation with its reading
process, for which the tests wait more than they compute; a Prefect server."""


class FilesScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
    """A file at a time, so that what its tests share is made once; some folders as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((folder for folder in _ONE_PROCESS if file.startswith(folder)), file)
