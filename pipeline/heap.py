"""Memory management of processes that read many pages."""

from __future__ import annotations

import ctypes

__all__ = ["give_back_free_memory"]


def give_back_free_memory() -> None:
    """Make glibc return free heap memory to the system.

    By itself glibc only returns memory at the end of the heap. Page images lie between small,
    long-lived objects and leave holes that do not fit the next page of a different size, so memory
    would grow with every page. (A lower `mmap` threshold helps, too, but then every array of a page
    costs page faults.) Does nothing with C libraries other than glibc.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
