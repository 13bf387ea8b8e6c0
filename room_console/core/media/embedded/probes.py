"""The core's side of the probes: which keys the media process answers, and where it does."""

from collections import deque
from collections.abc import Callable

from common.model.addresses import host_port
from common.rtc.probe import MOST_KEYS
from room_console.core.media.embedded.wire import AllowProbe, Ready


class ProbeKeys:
    """Keeps the keys for a media process that is replaced; of more than MOST_KEYS the oldest are forgotten."""

    def __init__(self, send: Callable[[AllowProbe], None]) -> None:
        self._send = send
        self._allowed: deque[AllowProbe] = deque(maxlen=MOST_KEYS)

    def allow(self, key: bytes, until_mono_s: float) -> None:
        """Let this key be answered until then."""
        allowed = AllowProbe(key, until_mono_s)
        self._allowed.append(allowed)
        self._send(allowed)

    def declare(self) -> None:
        """Tell a new process what there is: it drops what has ended."""
        for allowed in self._allowed:
            self._send(allowed)


def addresses_of(ready: Ready) -> tuple[str, ...]:
    """List where the process listens, as `host:port`, IPv6 in brackets."""
    return tuple(host_port(*candidate.split()[4:6]) for candidate in ready.candidates)
