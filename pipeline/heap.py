"""Memory of a process that reads page after page."""

from __future__ import annotations

import ctypes

__all__ = ["give_back_free_memory"]


def give_back_free_memory() -> None:
    """Have glibc give what lies free on the heap back to the system.

    By itself it only gives back what lies at the heap's end. Pictures of pages lie between small
    things that stay and leave holes that the next page, of another size, does not fit, so that
    memory would grow with every page. (A lower bound for `mmap` helps, too, but then every array
    of a page costs page faults.) Other C libraries than glibc are left alone.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
