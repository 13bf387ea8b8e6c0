"""The opening of a control link (RFC 6455, section 4.2), read before HTTP's own machinery is set up for it.

Only what asks for a control link, and asks rightly, is taken here; all else is HTTP's to answer.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from room_console.core.control.ndt7.upgrade import accepting, is_key

START: Final = b"GET /control"
END_OF_HEAD: Final = b"\r\n\r\n"
MAX_HEAD_BYTES: Final = 8_192


@dataclass(frozen=True, slots=True)
class Opening:
    """A request to open a link: of this meeting, or of the one that is here. `rest` came behind it."""

    meeting: str | None
    answer: bytes
    rest: bytes


def may_be_link(head: bytes) -> bool:
    """Tell whether these first bytes can still become a request for a control link."""
    return head.startswith(START) if len(head) >= len(START) else START.startswith(head)


def is_whole(head: bytes) -> bool:
    """Tell whether nothing more is to be waited for."""
    return END_OF_HEAD in head or len(head) > MAX_HEAD_BYTES


def read_opening(data: bytes) -> Opening | None:
    """Read the request; None where it is not one for a link, or not a right one."""
    head, end, rest = data.partition(END_OF_HEAD)
    try:
        line, *fields = head.decode("ascii").split("\r\n")
    except UnicodeDecodeError:
        return None
    words, headers = line.split(" "), _headers(fields)
    if not end or len(words) != 3 or words[2] != "HTTP/1.1" or headers is None or "host" not in headers:
        return None
    wants = "websocket" in _listed(headers, "upgrade") and "upgrade" in _listed(headers, "connection")
    key = headers.get("sec-websocket-key", "").encode()
    path = words[1].partition("?")[0].removeprefix("/control")
    if not wants or headers.get("sec-websocket-version") != "13" or not is_key(key) or "content-length" in headers:
        return None
    if path and (not path.startswith("/") or "/" in path[1:] or not path[1:]):
        return None
    answer = (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        f"Sec-WebSocket-Accept: {accepting(key)}\r\n\r\n"
    )
    return Opening(unquote(path[1:]) if path else None, answer.encode(), rest)


def _headers(fields: list[str]) -> dict[str, str] | None:
    """Return the fields by small names; None where one is not right or stands twice."""
    found: dict[str, str] = {}
    for text in fields:
        name, colon, value = text.partition(":")
        if not colon or not name or name != name.strip() or name.lower() in found:
            return None
        found[name.lower()] = value.strip()
    return found


def _listed(headers: dict[str, str], name: str) -> list[str]:
    return [part.strip().lower() for part in headers.get(name, "").split(",")]
