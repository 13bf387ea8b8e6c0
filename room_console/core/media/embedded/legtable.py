"""Which legs there are, by name and by the number that the media process knows; each has a time in which to come up."""

import asyncio
from collections.abc import Callable, Iterator

from common.model.errors import ErrorCode, MediaError
from common.model.ids import LegId
from room_console.core.media.embedded.legs import Downlink, Uplink

Leg = Uplink | Downlink


class LegTable:
    """Thread: the media loop's. `on_expired` is told of a leg that did not come up in time and is still there."""

    def __init__(self, open_timeout_s: float, on_expired: Callable[[LegId, Leg], None]) -> None:
        self._open_timeout_s = open_timeout_s
        self._on_expired = on_expired
        self._legs: dict[LegId, Leg] = {}
        self._uplinks: dict[LegId, Uplink] = {}
        """Those of `_legs`: they are asked for with every block, and listeners may be thousands."""
        self._names: dict[int, LegId] = {}
        self._timers: dict[LegId, asyncio.TimerHandle] = {}

    def __iter__(self) -> Iterator[tuple[LegId, Leg]]:
        return iter(tuple(self._legs.items()))

    def __len__(self) -> int:
        return len(self._legs)

    def add(self, leg: LegId, made: Leg) -> None:
        """Enter a leg, which is not there yet."""
        self._legs[leg], self._names[made.number] = made, leg
        if isinstance(made, Uplink):
            self._uplinks[leg] = made
        self._timers[leg] = asyncio.get_running_loop().call_later(self._open_timeout_s, self._expire, leg, made)

    def remove(self, leg: LegId) -> Leg | None:
        """Take a leg out; None where it is not there."""
        if (found := self._legs.pop(leg, None)) is not None:
            del self._names[found.number]
            self._uplinks.pop(leg, None)
            self._timers.pop(leg).cancel()
        return found

    def rise(self, number: int) -> tuple[LegId, Leg] | None:
        """Note that a leg is up; None where it was already, or is gone."""
        leg = self._names.get(number)
        if leg is None or self._legs[leg].is_up:
            return None
        found = self._legs[leg]
        found.is_up = True
        self._timers[leg].cancel()
        return leg, found

    def get(self, leg: LegId) -> Leg:
        """Return a leg. Raises: MediaError(`not_found`)."""
        if (found := self._legs.get(leg)) is None:
            raise MediaError(ErrorCode.NOT_FOUND, f"leg {leg}")
        return found

    def downlink(self, leg: LegId) -> Downlink:
        """Return a downlink. Raises: MediaError(`not_found`)."""
        if not isinstance(found := self._legs.get(leg), Downlink):
            raise MediaError(ErrorCode.NOT_FOUND, f"downlink {leg}")
        return found

    def uplink(self, leg: LegId) -> Uplink:
        """Return an uplink. Raises: MediaError(`not_found`)."""
        if (found := self._uplinks.get(leg)) is None:
            raise MediaError(ErrorCode.NOT_FOUND, f"uplink {leg}")
        return found

    def numbered(self, number: int) -> tuple[LegId, Leg] | None:
        """Look up a leg by its number; one that has ended here may still be spoken of."""
        leg = self._names.get(number)
        return (leg, self._legs[leg]) if leg is not None else None

    def uplinks(self) -> list[Uplink]:
        """List the speakers'."""
        return list(self._uplinks.values())

    def _expire(self, leg: LegId, made: Leg) -> None:
        if self._legs.get(leg) is made and not made.is_up:
            self._on_expired(leg, made)
