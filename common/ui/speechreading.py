"""What a speech clock says at an instant: figures, a word, a light; and when it says something else."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from common.model.floor import FloorRequest, SpeechTimers
from common.model.speechtime import Light, left_ms, light, spoken_ms

_A_SECOND_MS: Final = 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """`figure` is the time left, `+` and what is over, or without limit the time spoken."""

    figure: str = ""
    word: str = ""
    light: Light = Light.NONE
    is_standing: bool = False
    """The timer does not run."""

    @property
    def minutes(self) -> str:
        """The figure without its seconds."""
        return self.figure.rpartition(":")[0]


NO_READING: Final = Reading()


def reading(request: FloorRequest | None, timers: SpeechTimers, now_ms: int) -> Reading:
    """Return what is to be shown of a request; nothing of none. `now_ms` is the console's clock."""
    if request is None:
        return NO_READING
    left, is_standing = left_ms(request, now_ms), request.running_since_ms is None
    shown = light(request, timers, now_ms)
    return Reading(figure_of(request, now_ms), _word(shown, is_standing, left, request.limit_s), shown, is_standing)


def figure_of(request: FloorRequest, now_ms: int) -> str:
    """Return the figures: `4:05` left, `+0:12` over, or without limit the time spoken."""
    left = left_ms(request, now_ms)
    if left is None:
        return duration(spoken_ms(request, now_ms) // _A_SECOND_MS)
    if left > 0:
        return duration(-(-left // _A_SECOND_MS))
    return f"+{duration(-left // _A_SECOND_MS)}"


def ms_to_next(request: FloorRequest | None, now_ms: int) -> int | None:
    """Return in how many ms the figures change; None while the timer stands."""
    if request is None or request.running_since_ms is None:
        return None
    return _A_SECOND_MS - spoken_ms(request, now_ms) % _A_SECOND_MS


def duration(seconds: int) -> str:
    """Write a duration as minutes and seconds, with hours where there are some."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def limit_word(limit_s: int) -> str:
    """Say how much time one is given."""
    if not limit_s:
        return QCoreApplication.translate("SpeechClock", "no limit")
    return QCoreApplication.translate("SpeechClock", "of {limit}").format(limit=duration(limit_s))


def light_word(shown: Light) -> str:
    """Say a light."""
    return {
        Light.NONE: QCoreApplication.translate("SpeechClock", "no limit"),
        Light.GREEN: QCoreApplication.translate("SpeechClock", "time left"),
        Light.AMBER: QCoreApplication.translate("SpeechClock", "nearly over"),
        Light.RED: QCoreApplication.translate("SpeechClock", "time is over"),
    }[shown]


def _word(shown: Light, is_standing: bool, left: int | None, limit_s: int) -> str:
    if is_standing and shown is not Light.RED:
        return QCoreApplication.translate("SpeechClock", "stands")
    if left is not None and shown is Light.GREEN:
        return QCoreApplication.translate("SpeechClock", "left {of}").format(of=limit_word(limit_s))
    return light_word(shown)
