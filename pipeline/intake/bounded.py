"""Decodes the pages of a file in a separate process under kernel resource limits.

Hostile files attack decoders. Here a decoder can at most crash: the calling process survives, keeps
its memory and gets an error that names the reason.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

from pipeline.errors import DamagedFileError, InputError, RenderTimeoutError, TooLargeError
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.pages import PageImage, page_images
from pipeline.intake.receive import Received

__all__ = ["bounded_page_images"]

_GRACE = 5.0
"""Seconds that the process is given to end."""
_SPOOL_FACTOR = 2
"""Maximum size of a file that the decoder may write, in multiples of its input, plus one page."""
_BYTES_PER_PIXEL = 4

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["pipeline.intake.pages"])
_starting = threading.Lock()


def bounded_page_images(file: Received, limits: Limits = DEFAULT_LIMITS) -> Iterator[PageImage]:
    """Yield the pages of a file in order, like `pipeline.intake.pages.page_images`.

    The decoder is at most one page ahead of the caller. Only the time that the caller waits counts
    towards the limit, not the time that it spends on a page.

    Raises:
        InputError: As `page_images`; also `DamagedFileError` if the decoder crashed,
            `TooLargeError` if it exceeded the memory limit, `RenderTimeoutError` if it took too
            long.
    """
    with (
        tempfile.TemporaryDirectory(prefix="motlan-") as folder,
        _decoder(file, limits, folder) as (pages, process),
    ):
        left = limits.file_seconds
        while True:
            begun = time.monotonic()
            page = _next(pages, process, file, left)
            if page is None:
                return
            left += limits.page_seconds - (time.monotonic() - begun)
            yield page


@contextmanager
def _decoder(
    file: Received, limits: Limits, folder: str
) -> Iterator[tuple[Connection, BaseProcess]]:
    receiving, sending = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_decode, args=(sending, file, limits, folder), daemon=True)
    with _without_program():
        process.start()
    sending.close()
    try:
        yield receiving, process
    finally:
        receiving.close()
        _kill(process)
        process.join()


@contextmanager
def _without_program() -> Iterator[None]:
    """Keep the new process from importing the parent's main module: seconds per file."""
    with _starting:
        program = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = program


def _kill(process: BaseProcess) -> None:
    """Kill the decoder together with the tools that it started."""
    with suppress(ProcessLookupError, TypeError):  # it has ended or has no process group yet
        os.killpg(process.pid, signal.SIGKILL)  # type: ignore[arg-type]
    process.kill()


def _next(
    pages: Connection, process: BaseProcess, file: Received, seconds: float
) -> PageImage | None:
    """Receive the next page; None at the end."""
    if not pages.poll(max(0.0, seconds)):
        raise RenderTimeoutError("decoding", source=file.name)
    try:
        answer: PageImage | InputError | None = pages.recv()
    except EOFError:
        process.join(_GRACE)
        raise DamagedFileError("decoder-died", source=file.name) from None
    if isinstance(answer, InputError):
        raise answer
    return answer


def _decode(sending: Connection, file: Received, limits: Limits, folder: str) -> None:
    """Run in the child process: send the pages, then None, or an error."""
    os.setpgid(0, 0)
    tempfile.tempdir = folder  # removed by the parent, however this process ends
    try:
        _bind(len(file.data), limits)
        for page in page_images(file, limits):
            sending.send(page)
            _more_time(limits)
        sending.send(None)
    except InputError as error:
        sending.send(error)
    except MemoryError:
        sending.send(TooLargeError("memory", source=file.name))
    except Exception as error:  # a hostile file can make decoders raise anything
        reason = type(error).__name__
        sending.send(DamagedFileError("undecodable", reason=reason, source=file.name))


def _bind(file_bytes: int, limits: Limits) -> None:
    status = Path("/proc/self/statm").read_text(encoding="ascii")
    used = int(status.split()[0]) * resource.getpagesize()
    _lower(resource.RLIMIT_AS, used + limits.decoder_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    drawn = limits.page_pixels * _BYTES_PER_PIXEL
    _lower(resource.RLIMIT_FSIZE, drawn + _SPOOL_FACTOR * file_bytes)
    _more_time(limits)


def _more_time(limits: Limits) -> None:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = int(spent.ru_utime + spent.ru_stime) + limits.decoder_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))
