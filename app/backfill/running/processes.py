"""Process information from the kernel: memory, CPU time, parents and children."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["available_mib", "cpu_seconds", "resident_mib", "tree_of"]

_MIB = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")
_AFTER_NAME = ")"


def available_mib() -> int:
    """Return the memory in MiB that new work may use without swapping."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) >> 10
    return 0


def resident_mib(pid: int) -> int:
    """Return the resident memory of a process in MiB; 0 if it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * _PAGE // _MIB


def tree_of(pid: int) -> list[int]:
    """Return a process and all its living descendants."""
    found = [pid]
    for parent in found:
        for task in _listed(Path(f"/proc/{parent}/task")):
            try:
                children = (task / "children").read_text(encoding="ascii").split()
            except OSError:
                continue
            found += [int(child) for child in children]
    return found


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process, its descendants and the children that it has reaped."""
    return sum(_own_cpu_seconds(member) for member in tree_of(pid))


def _own_cpu_seconds(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    fields = status.rpartition(_AFTER_NAME)[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / _TICKS  # utime stime cutime cstime


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
