"""When a path has died or the network has changed under it: decided from what was heard and from the own address."""

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from enum import Enum, auto

QUIET_S = 0.5
"""After this without anything authentic the other end is asked for a sign of life."""
PROBE_PERIOD_S = 0.15
LEAST_DEAD_S = 1.0
MOST_DEAD_S = 1.9
"""A path is given up after this at the latest, however long its round trips are."""
ROUND_TRIPS_TO_ANSWER = 3.0
CONSENT_PERIOD_S = 5.0
"""RFC 7675, section 5.1: this also keeps the way through address translators open."""
UNANSWERED_PERIOD_S = 0.5
UNANSWERED_S = 3.0
"""A path on which the other end is heard and never answers goes one way only; before long we would not be heard."""
RETRY_PERIOD_S = 1.0
BETTER_PERIOD_S = 30.0
"""How often a way around the relay is looked for."""
LOST_S = 30.0
"""A leg without any path for so long is given up (RFC 7675, section 5.1)."""
_ANY_PORT = 9


class Move(Enum):
    """What to do about a path."""

    STAY = auto()
    PROBE = auto()
    CLIMB = auto()
    """Look for a path from the best rung on."""
    CLIMB_BETTER = auto()
    """Look for a better one, and keep the present one meanwhile."""
    GIVE_UP = auto()


class PathWatch:
    """Watches one leg's path. Pure: instants are arguments. Thread: one."""

    def __init__(self, now_mono_s: float) -> None:
        self.round_trip_s: float | None = None
        self._heard_mono_s = now_mono_s
        self._asked_mono_s = now_mono_s
        self._unanswered_mono_s: float | None = None
        self._climbed_mono_s = now_mono_s
        self._sources: dict[str, str] = {}
        self._has_moved = False

    @property
    def dead_s(self) -> float:
        """After how much silence the path counts as dead."""
        answer_s = QUIET_S + ROUND_TRIPS_TO_ANSWER * (self.round_trip_s or 0.0)
        return min(MOST_DEAD_S, max(LEAST_DEAD_S, answer_s))

    def silence_s(self, now_mono_s: float) -> float:
        """Return for how long nothing has been heard."""
        return now_mono_s - self._heard_mono_s

    def heard(self, now_mono_s: float) -> None:
        """Something authentic has come from the other end."""
        self._heard_mono_s = now_mono_s

    def answered(self, now_mono_s: float, round_trip_s: float) -> None:
        """The other end has answered what it was asked."""
        self.heard(now_mono_s)
        self._unanswered_mono_s = None
        self.round_trip_s = round_trip_s

    def asked(self, now_mono_s: float) -> None:
        """The other end is asked for a sign of life now."""
        self._asked_mono_s = now_mono_s
        if self._unanswered_mono_s is None:
            self._unanswered_mono_s = now_mono_s

    def climbed(self, now_mono_s: float) -> None:
        """A path is being looked for from now on."""
        self._climbed_mono_s = now_mono_s
        self._unanswered_mono_s = None
        self._has_moved = False

    def sources(self, found: Mapping[str, str]) -> None:
        """Note the own addresses that lead to addresses of the other end; those without a route are not among them."""
        self._has_moved |= any(self._sources.get(target, own) != own for target, own in found.items())
        self._sources.update(found)

    def decide(self, now_mono_s: float, is_climbing: bool, is_relayed: bool) -> Move:
        """Say what to do now."""
        if self._has_moved:
            return Move.CLIMB
        silence_s = self.silence_s(now_mono_s)
        if silence_s >= LOST_S:
            return Move.GIVE_UP
        since_climb_s = now_mono_s - self._climbed_mono_s
        if not is_climbing:
            is_dead = silence_s >= self.dead_s or self._unanswered_s(now_mono_s) >= UNANSWERED_S
            if is_dead and since_climb_s >= RETRY_PERIOD_S:
                return Move.CLIMB
            if is_relayed and since_climb_s >= BETTER_PERIOD_S:
                return Move.CLIMB_BETTER
        return Move.PROBE if now_mono_s - self._asked_mono_s >= self._period_s(now_mono_s) else Move.STAY

    def _period_s(self, now_mono_s: float) -> float:
        """Return how long after a question the next one is due."""
        if self.silence_s(now_mono_s) >= QUIET_S:
            return PROBE_PERIOD_S
        return CONSENT_PERIOD_S if self._unanswered_mono_s is None else UNANSWERED_PERIOD_S

    def _unanswered_s(self, now_mono_s: float) -> float:
        """Return for how long the other end has not answered what it was asked."""
        return now_mono_s - self._unanswered_mono_s if self._unanswered_mono_s is not None else 0.0


def source_towards(host: str) -> str | None:
    """Name the own address from which datagrams to an address would leave; None where there is no route.

    A datagram socket that is connected sends nothing: the system only looks the route up.
    """
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((host, _ANY_PORT))
            return str(probe.getsockname()[0])
    except (OSError, ValueError):
        return None


def route_targets(candidates: Sequence[str]) -> tuple[str, ...]:
    """Name the addresses that routes are looked up for: of candidates, given as in SDP, the first IPv4 and IPv6 one."""
    addresses = [words[4] for line in candidates if len(words := line.split()) > 4]
    first = {":" in address: address for address in reversed(addresses)}
    return tuple(first[is_six] for is_six in sorted(first))
