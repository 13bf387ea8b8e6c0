"""A plain asyncio loop in a thread of its own, for media beside a window or beside the core."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

_log = logging.getLogger(__name__)

T = TypeVar("T")

STOP_TIMEOUT_S = 5.0


class LoopRunner:
    """Owns one thread and its loop.

    A SelectorEventLoop on every system: the Proactor of Windows stops receiving UDP after an ICMP error.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.loop: asyncio.AbstractEventLoop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._main, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; call once, from any thread."""
        self._thread.start()

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the loop; from any thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    async def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Await, on the caller's loop, a coroutine that runs on this one. Cancelling cancels it there."""
        return await asyncio.wrap_future(self.submit(coroutine))

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function on the loop, soon; from any thread."""
        self.loop.call_soon_threadsafe(function, *arguments)

    async def carry_out(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function on the loop and wait until it has returned; on the caller's loop."""

        async def called() -> None:
            function(*arguments)

        await self.run(called())

    def stop(self) -> None:
        """Stop the loop and join the thread, 5 s at most; from any other thread. Tasks left are cancelled."""
        if self._thread.ident is None:
            self.loop.close()
        if not self._thread.is_alive():
            return
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(STOP_TIMEOUT_S)
        if self._thread.is_alive():
            _log.error("x thread %s did not stop within %.0f s", self.name, STOP_TIMEOUT_S)

    def _main(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
            left = asyncio.all_tasks(self.loop)
            for task in left:
                task.cancel()
            self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
        finally:
            asyncio.set_event_loop(None)
            self.loop.close()
