"""The network check as the rest of the app sees it: one call that ends in results, whatever the network does."""

import asyncio
from collections.abc import Callable

from common.aio.looprunner import LoopRunner
from common.control.joinlink import JoinLink
from common.model.checks import CheckResult
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from delegate_app.core.checks.network.checklink import Ask
from delegate_app.core.checks.network.course import Course
from delegate_app.core.checks.network.ledger import Ledger, NetworkProgress
from delegate_app.core.checks.network.reaching import SYSTEM, Surroundings

STOP_S = 4.0
"""How long a run that is cancelled may take to let go of the network."""


class NetworkCheck:
    """Checks the way to one console; can be run again. Thread: the client's loop.

    The measuring itself has a thread of its own: a window that draws would spoil every figure.
    """

    def __init__(self, link: JoinLink, request: Ask | None, surroundings: Surroundings = SYSTEM) -> None:
        """Ask for measuring by `request`; without it by a link for checks alone."""
        self.ahead_s: float | None = None
        """This computer's clock less the console's, once a run has found it."""
        self._link = link
        self._request = request
        self._surroundings = surroundings

    async def run(self, on_progress: Callable[[NetworkProgress], None]) -> tuple[CheckResult, ...]:
        """Check everything, in 30 s at most unless others are measured first; a result for each check.

        `on_progress` is called on the caller's loop, not after the end. Cancelled at any instant it lets go of
        everything, within STOP_S.
        """
        home = asyncio.get_running_loop()
        is_over = False

        def tell(progress: NetworkProgress) -> None:
            if not is_over:
                on_progress(progress)

        def tell_at_home(progress: NetworkProgress) -> None:
            home.call_soon_threadsafe(tell, progress)

        ledger = Ledger(tell_at_home)
        course = Course(self._link, self._ask_from(home), ledger, self._surroundings)
        runner = LoopRunner("network check")
        runner.start()
        try:
            results = await _run_apart(runner, course)
            self.ahead_s = course.pulse.ahead_s if course.pulse else None
            return results
        finally:
            is_over = True
            await asyncio.to_thread(runner.stop)

    def _ask_from(self, home: asyncio.AbstractEventLoop) -> Ask | None:
        request = self._request
        if request is None:
            return None

        async def at_home(message: Request) -> ConsoleMessage:
            return await request(message)

        async def ask(message: Request) -> ConsoleMessage:
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(at_home(message), home))

        return ask


async def _run_apart(runner: LoopRunner, course: Course) -> tuple[CheckResult, ...]:
    """Run a course on its loop; cancelled, wait there until it has let go of everything."""
    apart = _Apart(course)
    ending = asyncio.wrap_future(runner.submit(apart.run()))
    try:
        return await asyncio.shield(ending)
    except asyncio.CancelledError:
        runner.call(apart.cancel)
        await asyncio.wait({ending}, timeout=STOP_S)
        raise


class _Apart:
    """A course as a task of another loop. Thread: that loop's."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._task: asyncio.Task[object] | None = None
        self._is_cancelled = False

    async def run(self) -> tuple[CheckResult, ...]:
        """Run it, unless it was cancelled before it began."""
        if self._is_cancelled:
            raise asyncio.CancelledError
        self._task = asyncio.current_task()
        return await self._course.run()

    def cancel(self) -> None:
        """Cancel it, begun or not."""
        self._is_cancelled = True
        if self._task is not None:
            self._task.cancel()
