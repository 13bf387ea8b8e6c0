"""Bounded queues that state their loss: a control queue is full or loses nothing, a mailbox keeps the newest."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class ControlQueue(Generic[T]):
    """An ordered queue for one reader. It never drops one of many: full, it says so, and its owner closes the link.

    Iterate it to read; the iteration ends when the queue is closed and empty. Thread: the loop's.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._items: deque[T] = deque()
        self._is_closed = False
        self._wake = asyncio.Event()

    def __len__(self) -> int:
        return len(self._items)

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing more is taken."""
        return self._is_closed

    def put_nowait(self, item: T) -> bool:
        """Append `item`; return False, having changed nothing, when the queue is full or closed."""
        if self._is_closed or len(self._items) >= self.capacity:
            return False
        self._items.append(item)
        self._wake.set()
        return True

    def close(self, last: T | None = None) -> None:
        """Take no more; `last` still goes in, whatever the capacity. What is queued can be read."""
        if self._is_closed:
            return
        if last is not None:
            self._items.append(last)
        self._is_closed = True
        self._wake.set()

    def clear(self) -> int:
        """Throw away what is queued; return how many."""
        lost = len(self._items)
        self._items.clear()
        return lost

    def __aiter__(self) -> "ControlQueue[T]":
        return self

    async def __anext__(self) -> T:
        while not self._items:
            if self._is_closed:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        return self._items.popleft()


class LatestMailbox(Generic[T]):
    """Keeps the newest item of each kind; `replaced` counts those that were never taken. Thread: the loop's."""

    def __init__(self) -> None:
        self.replaced = 0
        self._items: dict[str, T] = {}

    def put(self, kind: str, item: T) -> bool:
        """Keep `item`; return whether there was none of its kind."""
        is_first = kind not in self._items
        self.replaced += not is_first
        self._items[kind] = item
        return is_first

    def take(self, kind: str) -> T:
        """Remove and return the newest of `kind`. Raises: KeyError."""
        return self._items.pop(kind)
