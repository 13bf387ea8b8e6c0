"""The speech timer: what was spoken, what is left, and its light."""

from enum import StrEnum

from common.model.floor import FloorRequest, SpeechTimers


class Light(StrEnum):
    """How a speaker stands with their time."""

    NONE = "none"
    """Without limit."""
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def spoken_ms(request: FloorRequest, now_ms: int) -> int:
    """Return for how long a request has spoken at an instant."""
    since = request.running_since_ms
    return request.spoken_ms + (max(0, now_ms - since) if since is not None else 0)


def left_ms(request: FloorRequest, now_ms: int) -> int | None:
    """Return the time left, below 0 when it is overrun; None without limit."""
    return request.limit_s * 1000 - spoken_ms(request, now_ms) if request.limit_s else None


def light(request: FloorRequest, timers: SpeechTimers, now_ms: int) -> Light:
    """Return the colour of the timer."""
    left = left_ms(request, now_ms)
    if left is None:
        return Light.NONE
    if left <= 0:
        return Light.RED
    return Light.AMBER if left <= timers.amber_s * 1000 else Light.GREEN
