"""Transports, where Python's own versions differ."""

import asyncio
import contextlib


def abort_transport(transport: asyncio.Transport) -> None:
    """Drop a connection at once; nothing happens when it is closing already.

    Up to Python 3.11.2 a TLS transport that was closed twice raises AttributeError here.
    """
    with contextlib.suppress(AttributeError):
        transport.abort()
