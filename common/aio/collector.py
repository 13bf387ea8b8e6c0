"""The collector of cycles stops every thread of the process while it looks through all objects: 0.1 s for 100,000."""

import contextlib
import gc
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_resting = 0


@contextlib.contextmanager
def resting_collector() -> Iterator[None]:
    """Keep it from running while very many objects are made that stay; then it looks through those no more.

    What is thrown away without cycles is freed as ever. Several may rest it at once; where it is off it stays off.
    Thread: any.
    """
    if not _rest():
        yield
        return
    try:
        yield
    finally:
        _resume()


def _rest() -> bool:
    global _resting  # noqa: PLW0603
    with _lock:
        if not _resting and not gc.isenabled():
            return False
        _resting += 1
        gc.disable()
        return True


def _resume() -> None:
    global _resting  # noqa: PLW0603
    with _lock:
        _resting -= 1
        if not _resting:
            gc.freeze()
            gc.enable()


def keep_from_now() -> None:
    """Have it look no more through what is there now, and stays: costs nothing, where a look costs 0.1 s and more.

    What is there is freed as ever, unless it holds itself in a cycle. Where it is off nothing changes. Thread: any.
    """
    with _lock:
        if gc.isenabled():
            gc.freeze()
