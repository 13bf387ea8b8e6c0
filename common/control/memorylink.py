"""A control link without a network: two ends in one process."""

from common.aio.queues import ControlQueue
from common.control.link import link_lost

CAPACITY = 1024


class MemoryLink:
    """One end of a pair. A full direction ends the link, as a slow peer would."""

    def __init__(self, inward: ControlQueue[bytes], outward: ControlQueue[bytes]) -> None:
        self._inward = inward
        self._outward = outward

    async def send(self, data: bytes) -> None:
        """Hand a message to the other end. Raises: ConferenceError(`unreachable`)."""
        if not self._outward.put_nowait(data):
            self.abort()
            raise link_lost()

    def send_now(self, *messages: bytes) -> bool:
        """Send messages, if there is room for all; return whether there was."""
        if self._outward.is_closed or len(self._outward) + len(messages) > self._outward.capacity:
            return False
        return all(self._outward.put_nowait(data) for data in messages)

    async def receive(self) -> bytes:
        """Return the next message. Raises: ConferenceError(`unreachable`)."""
        async for data in self._inward:
            return data
        raise link_lost()

    async def close(self) -> None:
        """Close both directions; the other end still reads what is on its way."""
        self._outward.close()
        self._inward.clear()
        self._inward.close()

    def abort(self) -> None:
        """Close both directions and lose what is on its way."""
        for queue in (self._inward, self._outward):
            queue.clear()
            queue.close()


def memory_pair(capacity: int = CAPACITY) -> tuple[MemoryLink, MemoryLink]:
    """Make both ends of a link; `capacity` is in messages, each way."""
    there: ControlQueue[bytes] = ControlQueue(capacity)
    back: ControlQueue[bytes] = ControlQueue(capacity)
    return MemoryLink(back, there), MemoryLink(there, back)
