"""The door gives a stranger's connection some seconds; whoever has shown a right of their own is none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Welcome:
    """How the control server takes the sender of a request for more than a stranger."""

    take: Callable[[web.Request], None]


WELCOME: Final = web.AppKey("welcome", Welcome)


def promote(request: web.Request) -> None:
    """Take the sender of a request for more than a stranger: after a ticket or key of theirs was found good.

    Raises: web.HTTPServiceUnavailable where the connection has gone.
    """
    request.app[WELCOME].take(request)
