"""Wishes on their way to the delegate: refusals are shown, and of many the latest counts."""

from collections.abc import Callable, Coroutine
from typing import Any

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode


class Wishes:
    """Runs verbs as tasks and tells what became of them. Thread: the loop's."""

    def __init__(self, on_refused: Callable[[ErrorCode], None], on_done: Callable[[], None]) -> None:
        self.tasks = TaskOwner("wishes")
        self._on_refused = on_refused
        self._on_done = on_done

    def run(self, verb: Coroutine[Any, Any, None], name: str) -> None:
        """Start a verb."""
        spawn(self.wait(verb), name=name, owner=self.tasks)

    async def wait(self, verb: Coroutine[Any, Any, None]) -> None:
        """Carry a verb out; a refusal is told, anything else is a bug and dies with its task."""
        try:
            await verb
        except ConferenceError as error:
            self._on_refused(error.code)
        else:
            self._on_done()


class LatestWish:
    """Sends one value after the other, and of those that come meanwhile only the last: for sliders."""

    def __init__(self, wishes: Wishes, verb: Callable[[float], Coroutine[Any, Any, None]], name: str) -> None:
        self._wishes = wishes
        self._verb = verb
        self._name = name
        self._wanted: float | None = None
        self._is_running = False

    def want(self, value: float) -> None:
        """Want this value from now on."""
        self._wanted = value
        if not self._is_running:
            self._is_running = True
            spawn(self._send(), name=self._name, owner=self._wishes.tasks)

    async def _send(self) -> None:
        try:
            while (value := self._wanted) is not None:
                self._wanted = None
                await self._wishes.wait(self._verb(value))
        finally:
            self._is_running = False
