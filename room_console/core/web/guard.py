"""What stands before every page that takes something: limits of size and time, of origin, and keys."""

import asyncio
from typing import Final
from urllib.parse import parse_qs

from aiohttp import web

from room_console.core.control.door import origin_of

MOST_FORM_BYTES: Final = 16_384
MOST_FIELDS: Final = 40
BODY_TIMEOUT_S: Final = 8.0
"""Below what the door gives a stranger; who was promoted may be given more."""
FORM_TYPE: Final = "application/x-www-form-urlencoded"


def address_of(request: web.Request) -> str:
    """Return what counts as the address of who asks; behind IPv6 a whole network of 64 bits."""
    return origin_of(request.remote or "")


async def read_body(request: web.Request, most_bytes: int, timeout_s: float = BODY_TIMEOUT_S) -> bytes:
    """Read a body that must not be larger than this, whatever its header says, nor slower.

    Raises: web.HTTPRequestEntityTooLarge, web.HTTPRequestTimeout, web.HTTPBadRequest (compressed: it could be a bomb).
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise web.HTTPBadRequest(text="a compressed body is not taken")
    if (request.content_length or 0) > most_bytes:
        raise web.HTTPRequestEntityTooLarge(most_bytes, request.content_length or 0)
    body = bytearray()
    try:
        async with asyncio.timeout(timeout_s):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most_bytes:
                    raise web.HTTPRequestEntityTooLarge(most_bytes, len(body))
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    return bytes(body)


async def read_form(request: web.Request, most_bytes: int = MOST_FORM_BYTES) -> dict[str, str]:
    """Read a form that a page of ours sent; of a field given twice the first.

    Raises: web.HTTPForbidden for another site's form, web.HTTPUnsupportedMediaType, web.HTTPBadRequest, and as
    `read_body`.
    """
    require_same_origin(request)
    if request.content_type != FORM_TYPE:
        raise web.HTTPUnsupportedMediaType
    try:
        text = (await read_body(request, most_bytes)).decode()
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise web.HTTPBadRequest(text="not a form") from error
    return {name: values[0] for name, values in fields.items()}


def require_same_origin(request: web.Request) -> None:
    """Take nothing that another site's page makes a browser send. Raises: web.HTTPForbidden."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    is_foreign = site not in (None, "same-origin", "none")
    if is_foreign or (origin not in (None, "null") and origin.partition("://")[2] != request.host):
        raise web.HTTPForbidden(text="not from here")


def bearer(request: web.Request) -> str:
    """Return the key of the header `Authorization` (RFC 6750, section 2.1). Raises: web.HTTPUnauthorized."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
    return key.strip()
