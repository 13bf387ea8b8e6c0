"""Slots that take time: started as tasks of the object that has them."""

import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from common.aio.tasks import TaskOwner, spawn


class HasTasks(Protocol):
    """An object that owns its tasks, and cancels them when it ends."""

    tasks: TaskOwner


Owner = TypeVar("Owner", bound=HasTasks)
Arguments = ParamSpec("Arguments")


def async_slot(
    method: Callable[Concatenate[Owner, Arguments], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[Owner, Arguments], None]:
    """Turn an async method into a slot. What a signal says beyond the method's arguments is dropped.

    Thread: the loop's. An error that the method lets through is logged by the task's owner.
    """
    most = len(inspect.signature(method).parameters) - 1

    def slot(self: Owner, /, *arguments: Any, **options: Any) -> None:
        spawn(method(self, *arguments[:most], **options), name=method.__qualname__, owner=self.tasks)

    functools.update_wrapper(slot, method)
    return slot
