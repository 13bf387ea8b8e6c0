"""Work that a process of its own can be given: good, hanging and failing."""

import time
from multiprocessing.connection import Connection
from typing import Any


def answer(link: "Connection[Any, Any]", what: str) -> None:
    """Send it back, and wait to be let go."""
    link.send(what)
    link.poll(None)


def hang(link: "Connection[Any, Any]") -> None:
    """Be a driver that never returns."""
    link.send("hanging")
    time.sleep(600)


def fail(link: "Connection[Any, Any]") -> None:
    """Be a driver that crashes."""
    raise RuntimeError("as a driver would")
