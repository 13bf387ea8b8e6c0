"""The opening of a WebSocket (RFC 6455, section 4.2) whose frames are counted as they come, not gathered.

aiohttp gathers each message whole, and a message of ndt7 may have 16 MiB.
"""

import base64
import binascii
import hashlib
from typing import Final

from aiohttp import hdrs, web

SUBPROTOCOL: Final = "net.measurementlab.ndt.v7"
_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES: Final = 16


def switching(request: web.Request) -> web.StreamResponse:
    """Make the answer that opens the WebSocket. Raises: web.HTTPBadRequest, web.HTTPUpgradeRequired."""
    if "websocket" not in _listed(request, hdrs.UPGRADE) or "upgrade" not in _listed(request, hdrs.CONNECTION):
        raise web.HTTPBadRequest(text="not a WebSocket")
    if request.headers.get(hdrs.SEC_WEBSOCKET_VERSION) != "13":
        raise web.HTTPUpgradeRequired(headers={hdrs.SEC_WEBSOCKET_VERSION: "13"})
    if SUBPROTOCOL not in _listed(request, hdrs.SEC_WEBSOCKET_PROTOCOL):
        raise web.HTTPBadRequest(text="not ndt7")
    key = request.headers.get(hdrs.SEC_WEBSOCKET_KEY, "").encode("utf-8", "surrogateescape")
    if not is_key(key):
        raise web.HTTPBadRequest(text="no key")
    response = web.StreamResponse(
        status=101,
        headers={
            hdrs.UPGRADE: "websocket",
            hdrs.CONNECTION: "upgrade",
            hdrs.SEC_WEBSOCKET_ACCEPT: accepting(key),
            hdrs.SEC_WEBSOCKET_PROTOCOL: SUBPROTOCOL,
        },
    )
    response.force_close()
    return response


def accepting(key: bytes) -> str:
    """Prove that a key was read."""
    return base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest()).decode("ascii")


def _listed(request: web.Request, name: str) -> list[str]:
    return [part.strip().lower() for value in request.headers.getall(name, []) for part in value.split(",")]


def is_key(key: bytes) -> bool:
    """Tell whether this can be the key of an opening."""
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except binascii.Error:
        return False
