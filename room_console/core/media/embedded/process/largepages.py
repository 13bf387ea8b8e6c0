"""Large pages for what every listener has: each tick walks over all of it (docs/decisions/0472)."""

import contextlib
import ctypes
import sys
from collections.abc import Callable
from typing import Final

PAGE_BYTES: Final = 2 * 1024 * 1024
STEP_BYTES: Final = 16 * PAGE_BYTES
"""By how much the heap grows at once; only what is used of it takes memory."""
_TOP_PAD: Final = -2
"""M_TOP_PAD of mallopt."""
_HUGE_PAGE: Final = 14
"""MADV_HUGEPAGE of madvise."""


class LargePages:
    """Asks Linux to keep the heap in large pages, as it grows; where there is no such call, nothing happens.

    For a process of one thread: what other threads allocate lies elsewhere.
    """

    def __init__(self) -> None:
        self._top: Callable[[], int] | None = None
        self._asked = 0
        if not sys.platform.startswith("linux"):
            return
        with contextlib.suppress(AttributeError):  # a C library of another make
            library = ctypes.CDLL(None)
            library.sbrk.restype = ctypes.c_void_p
            library.mallopt(_TOP_PAD, STEP_BYTES)
            self._advise = library.madvise
            self._top = lambda: library.sbrk(0) or 0
            self._asked = self._top()

    def look(self) -> int:
        """Ask for what the heap has grown by; return how many bytes that was. To be called often."""
        if self._top is None or (top := self._top()) <= self._asked:
            return 0
        start = self._asked // PAGE_BYTES * PAGE_BYTES
        self._advise(ctypes.c_void_p(start), ctypes.c_size_t(top - start), _HUGE_PAGE)
        grown, self._asked = top - self._asked, top
        return grown
