"""What a process gives up before it reads foreign bytes: files, network, other processes.

Landlock (Linux 5.13) takes the files, seccomp (3.5) the sockets and what looks into other
processes; neither needs root. A kernel may lack them: then a child has its limits and an empty
environment only, and `protections` says so.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Protections", "confine", "end_with_parent", "lower", "protections"]

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_PR_GET_SECCOMP = 21
_SIGKILL = 9
_SECCOMP_MODE_FILTER = 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
"""The same number on every architecture."""
_RULE_PATH_BENEATH = 1
_VERSION_FLAG = 1

_EXECUTE, _WRITE, _READ, _READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
_ALL_FILES = {1: 13, 2: 14, 3: 15, 4: 15}
"""Number of file rights that each version of Landlock knows; from 5 on there are 16."""
_NET_ALL = 0b11
_SCOPES = 0b11
"""Abstract sockets and signals stay among the confined."""
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_FILE, _TRUNCATE = (
    1 << 4,
    1 << 5,
    1 << 7,
    1 << 8,
    1 << 14,
)
_IN_FOLDER = (
    _READ | _READ_DIR | _WRITE | _TRUNCATE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE
)
"""No links: the caller opens what lies there."""
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | 1 << 15
"""The rights that apply to a file, not to a folder; the last one is ioctl."""

_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/opt")
_SETTINGS = (
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/alternatives",
    "/etc/ssl/openssl.cnf",
    "/var/cache/fontconfig",
)
_NETWORK_SETTINGS = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/ssl/certs",
    "/run/systemd/resolve",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")

_MACHINES: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41,
            "connect": 42,
            "bind": 49,
            "listen": 50,
            "ptrace": 101,
            "mount": 165,
            "process_vm_readv": 310,
            "process_vm_writev": 311,
            "keyctl": 250,
            "bpf": 321,
            "perf_event_open": 298,
            "userfaultfd": 323,
            "unshare": 272,
            "setns": 308,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "socket": 198,
            "connect": 203,
            "bind": 200,
            "listen": 201,
            "ptrace": 117,
            "mount": 40,
            "process_vm_readv": 270,
            "process_vm_writev": 271,
            "keyctl": 219,
            "bpf": 280,
            "perf_event_open": 241,
            "userfaultfd": 282,
            "unshare": 97,
            "setns": 268,
        },
    ),
}
_IO_URING = {"io_uring_setup": 425}
"""It would make sockets without the calls that are refused."""
_NEEDED_ONLINE = frozenset({"socket", "connect", "bind"})
_X32 = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


@dataclass(frozen=True, slots=True)
class Protections:
    """What the kernel offers for confining a process.

    Attributes:
        landlock: Version of Landlock; 0 where there is none.
        seccomp: Whether system calls can be filtered.
    """

    landlock: int
    seccomp: bool


def protections() -> Protections:
    """Ask the kernel what it offers; changes nothing."""
    version = _libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _VERSION_FLAG)
    filters = platform.machine() in _MACHINES and _prctl_is_known()
    return Protections(max(0, int(version)), filters)


def confine(folder: str, *, network: bool = False) -> None:
    """Take from this process, for ever, what reading a file does not need.

    Afterwards it reads the system's programs and Python's own files, writes into one folder, and
    without `network` opens no socket. Programs that it starts are bound likewise.

    Args:
        folder: The only folder in which it may write.
        network: Whether certificates' authorities are asked.
    """
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    found = protections()
    if found.landlock > 0:
        _restrict_files(folder, found.landlock, network=network)
    if found.seccomp:
        _refuse_calls(network=network)


def end_with_parent() -> None:
    """Let the kernel end this process when its parent ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def lower(limit: int, value: int) -> None:
    """Lower a kernel limit of this process; it is never raised again."""
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def _prctl_is_known() -> bool:
    return int(_libc.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0)) >= 0


def _restrict_files(folder: str, version: int, *, network: bool) -> None:
    files = (1 << _ALL_FILES.get(version, 16)) - 1
    net = _NET_ALL if version >= 4 and not network else 0
    scopes = _SCOPES if version >= 6 else 0
    wanted = struct.pack("=QQQ", files, net, scopes)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _libc.syscall(_LANDLOCK_CREATE, wanted, ctypes.c_size_t(size), 0)
    if rules < 0:
        return
    try:
        readable = (*_SYSTEM, *_SETTINGS, *_python(), *(_NETWORK_SETTINGS if network else ()))
        for path in readable:
            _allow(rules, path, (_EXECUTE | _READ | _READ_DIR) & files)
        for path in _DEVICES:
            _allow(rules, path, (_READ | _WRITE) & files)
        _allow(rules, folder, _IN_FOLDER & files)
        _libc.syscall(_LANDLOCK_RESTRICT, rules, 0)
    finally:
        os.close(rules)


def _python() -> Iterable[str]:
    """Yield where Python, the packages of this process and the programs lie."""
    yield from dict.fromkeys(
        (sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path), *os.get_exec_path())
    )


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
            return
        raise
    try:
        if not Path(path).is_dir():
            rights &= _OF_FILES
        rule = struct.pack("=Qi", rights, descriptor)
        _libc.syscall(_LANDLOCK_ADD, rules, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def _refuse_calls(*, network: bool) -> None:
    """Filter system calls: those of a list fail, and so does every call of another ABI."""
    machine, numbers = _MACHINES[platform.machine()]
    refused = {
        number
        for name, number in (numbers | _IO_URING).items()
        if not (network and name in _NEEDED_ONLINE)
    }
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    allowed, failing, killing = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
    steps = [
        (load, 0, 0, 4),
        (equal, 1, 0, machine),
        (give, 0, 0, killing),
        (load, 0, 0, 0),
        (at_least, 0, 1, _X32),
        (give, 0, 0, failing),
    ]
    for number in sorted(refused):
        steps += [(equal, 0, 1, number), (give, 0, 0, failing)]
    steps.append((give, 0, 0, allowed))
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
