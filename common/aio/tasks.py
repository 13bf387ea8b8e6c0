"""The one door for tasks: each has a name, an owner that keeps it alive, and a death that is noticed."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

_log = logging.getLogger(__name__)


class TaskOwner:
    """Keeps the tasks of one object and ends them with it.

    Thread: the loop's, for every method.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    async def cancel_all(self) -> None:
        """Cancel every task and wait for its end. Called from one of them, that one is left out."""
        tasks = [t for t in self._tasks if t is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Take over a task that was just made; `spawn` calls this."""
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("x task %s of %s died", task.get_name(), self.name, exc_info=error)


T = TypeVar("T")


def spawn(coroutine: Coroutine[Any, Any, T], name: str, owner: TaskOwner) -> "asyncio.Task[T]":
    """Start `coroutine` as a task of `owner`. An error that it raises is logged, once, when it ends."""
    task = asyncio.get_running_loop().create_task(coroutine, name=name)
    owner.adopt(task)
    return task
