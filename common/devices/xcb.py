"""What is on an X11 display, by libxcb: its screens and windows. Errors come as answers; nothing ends the process."""

import ctypes
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from common.model.errors import ErrorCode, MediaError

MAX_WINDOWS: Final = 64
MAX_WORDS: Final = 1024
"""Of a property, in 4 bytes."""
_HEAD_BYTES: Final = 32
_MONITOR: Final = struct.Struct("=IBBHhhHHII")
Area = tuple[int, int, int, int]
"""x, y, width, height."""


class _Cookie(ctypes.Structure):
    _fields_ = [("sequence", ctypes.c_uint)]


class _Screens(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int)]


@dataclass(frozen=True, slots=True)
class Display:
    """What is there. Windows are their numbers with their titles."""

    screens: tuple[Area, ...]
    windows: tuple[tuple[int, str], ...]


def look() -> Display:
    """Look at the display of the environment. Raises: MediaError(`device`)."""
    try:
        connection = Connection()
    except OSError as error:
        raise MediaError(ErrorCode.DEVICE, f"X11: {error}") from error
    try:
        return Display(connection.screens(), tuple(connection.windows()))
    finally:
        connection.close()


class Connection:
    """A connection to the display of the environment. Thread: one at a time."""

    def __init__(self) -> None:
        """Raises: OSError where there is no libxcb or no display."""
        self._xcb = ctypes.CDLL("libxcb.so.1")
        self._libc = ctypes.CDLL(None)
        self._xcb.xcb_connect.restype = self._xcb.xcb_get_setup.restype = ctypes.c_void_p
        self._xcb.xcb_setup_roots_iterator.restype = _Screens
        self._at = ctypes.c_void_p(self._xcb.xcb_connect(None, None))
        if self._xcb.xcb_connection_has_error(self._at):
            self.close()
            raise OSError("no display answers")
        roots = self._xcb.xcb_setup_roots_iterator(ctypes.c_void_p(self._xcb.xcb_get_setup(self._at)))
        self._root, *rest = struct.unpack("=5I2H", ctypes.string_at(roots.data, 24))
        self._size: tuple[int, int] = (rest[-2], rest[-1])

    def close(self) -> None:
        """End it."""
        self._xcb.xcb_disconnect(self._at)

    def screens(self) -> tuple[Area, ...]:
        """List the monitors; the whole display where it has no word for them."""
        try:
            randr = ctypes.CDLL("libxcb-randr.so.0")
        except OSError:
            return ((0, 0, *self._size),)
        answer = self._ask(randr, "randr_get_monitors", ctypes.c_uint32(self._root), ctypes.c_uint8(1))
        return tuple(_monitors(answer)) or ((0, 0, *self._size),)

    def windows(self) -> Iterator[tuple[int, str]]:
        """List the windows that the window manager knows, with their titles."""
        listed = self._property(self._root, "_NET_CLIENT_LIST")
        for (window,) in list(struct.iter_unpack("=I", listed[: len(listed) // 4 * 4]))[:MAX_WINDOWS]:
            name = self._property(window, "_NET_WM_NAME") or self._property(window, "WM_NAME")
            if title := name.decode("utf-8", "replace").strip("\0 "):
                yield window, title

    def _property(self, window: int, name: str) -> bytes:
        atom = self._ask(self._xcb, "intern_atom", ctypes.c_uint8(0), ctypes.c_uint16(len(name)), name.encode())
        if len(atom) < 12:
            return b""
        (number,) = struct.unpack_from("=I", atom, 8)
        arguments = (ctypes.c_uint8(0), *map(ctypes.c_uint32, (window, number, 0, 0, MAX_WORDS)))
        answer = self._ask(self._xcb, "get_property", *arguments)
        if len(answer) < _HEAD_BYTES:
            return b""
        length, width = struct.unpack_from("=I", answer, 16)[0], answer[1] // 8
        return answer[_HEAD_BYTES : _HEAD_BYTES + length * width]

    def _ask(self, library: Any, name: str, *arguments: Any) -> bytes:
        """Send a request and return the whole answer; nothing for an error."""
        send, receive = getattr(library, f"xcb_{name}"), getattr(library, f"xcb_{name}_reply")
        send.restype, receive.restype = _Cookie, ctypes.c_void_p
        found = receive(self._at, send(self._at, *arguments), None)
        if not found:
            return b""
        (words,) = struct.unpack("=I", ctypes.string_at(found + 4, 4))
        answer = ctypes.string_at(found, _HEAD_BYTES + 4 * words)
        self._libc.free(ctypes.c_void_p(found))
        return answer


def _monitors(answer: bytes) -> Iterator[Area]:
    """Read a GetMonitors reply (RandR 1.5)."""
    at = _HEAD_BYTES
    while at + _MONITOR.size <= len(answer):
        _, _, _, outputs, x, y, width, height, _, _ = _MONITOR.unpack_from(answer, at)
        yield x, y, width, height
        at += _MONITOR.size + 4 * outputs
