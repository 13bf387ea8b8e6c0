"""Requests that wait for their answer on one link."""

import asyncio
from dataclasses import dataclass

from common.control.link import link_lost
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Refused


@dataclass(frozen=True, slots=True)
class _Waiting:
    answer: "asyncio.Future[ConsoleMessage]"
    deadline_s: float


class WaitingRequests:
    """Numbers requests and matches answers to them. Thread: the loop's."""

    def __init__(self) -> None:
        self._last_ref = 0
        self._waiting: dict[int, _Waiting] = {}

    def new_ref(self) -> int:
        """Return the next number."""
        self._last_ref += 1
        return self._last_ref

    async def wait_answer(self, ref: int, deadline_s: float) -> ConsoleMessage:
        """Wait for the answer to `ref`; cancelling forgets it.

        Raises: ConferenceError with the code of the refusal, `timeout`, or `unreachable` when the link is lost.
        """
        waiting = _Waiting(asyncio.get_running_loop().create_future(), deadline_s)
        self._waiting[ref] = waiting
        try:
            return await waiting.answer
        finally:
            self._waiting.pop(ref, None)

    def settle(self, ref: int, message: ConsoleMessage) -> bool:
        """Hand an answer to whom it belongs; return False when nobody waits for it."""
        waiting = self._waiting.pop(ref, None)
        if waiting is None:
            return False
        if isinstance(message, Refused):
            _fail(waiting, ConferenceError(message.code, message.detail, message.retry_after_s))
        elif not waiting.answer.done():
            waiting.answer.set_result(message)
        return True

    def expire(self, mono_s: float) -> None:
        """Fail those whose time is over."""
        for ref, waiting in list(self._waiting.items()):
            if mono_s >= waiting.deadline_s:
                del self._waiting[ref]
                _fail(waiting, ConferenceError(ErrorCode.TIMEOUT, "no answer from the console"))

    def fail_all(self) -> None:
        """Fail all: the link is lost, and nobody knows what became of them."""
        for waiting in self._waiting.values():
            _fail(waiting, link_lost("the link was lost before the answer"))
        self._waiting.clear()


def _fail(waiting: _Waiting, error: ConferenceError) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)
