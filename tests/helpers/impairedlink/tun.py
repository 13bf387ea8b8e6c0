"""TUN devices in other network namespaces (Linux): plain IP packets by read and write, no Ethernet, no offloading."""

import ctypes
import fcntl
import os
import struct
from pathlib import Path

TUN_DEVICE = Path("/dev/net/tun")
NAMESPACES = Path("/run/netns")
LINE = "line0"
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000


def open_tun(namespace: str) -> int:
    """Make the device `line0` in a namespace; return its descriptor, non-blocking. The device ends with it; OSError."""
    own = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        _enter(NAMESPACES / namespace)
        try:
            descriptor = os.open(TUN_DEVICE, os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", LINE.encode(), IFF_TUN | IFF_NO_PI))
        finally:
            _set(own)
    finally:
        os.close(own)
    return descriptor


def _enter(namespace: Path) -> None:
    descriptor = os.open(namespace, os.O_RDONLY)
    try:
        _set(descriptor)
    finally:
        os.close(descriptor)


def _set(descriptor: int) -> None:
    """Move this thread to a network namespace."""
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
