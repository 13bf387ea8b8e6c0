"""A connection is dropped whatever Python makes of it."""

import asyncio
from typing import cast

from room_console.core.control.transports import abort_transport


class Transport:
    """A transport that remembers, and fails as Python 3.11.2's does once it was closed twice."""

    def __init__(self, is_gone: bool) -> None:
        self.is_gone = is_gone
        self.aborts = 0

    def abort(self) -> None:
        """Drop it."""
        if self.is_gone:
            raise AttributeError("'NoneType' object has no attribute '_abort'")
        self.aborts += 1


def test_a_living_transport_is_aborted() -> None:
    transport = Transport(is_gone=False)
    abort_transport(cast(asyncio.Transport, transport))
    assert transport.aborts == 1


def test_one_that_is_gone_already_does_no_harm() -> None:
    transport = Transport(is_gone=True)
    abort_transport(cast(asyncio.Transport, transport))
    assert transport.aborts == 0
