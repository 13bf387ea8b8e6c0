"""What stands on the stage beside the picture: who speaks and how long, or which meeting this is."""

from dataclasses import dataclass

from common.model.floor import RequestStatus
from room_console.ui.state import ConsoleState
from room_console.ui.wording import clock, floor_seconds, who_is


@dataclass(frozen=True, slots=True)
class Caption:
    """`speaker` is empty when nobody speaks; `time` before they are heard."""

    title: str = ""
    symbol: str = ""
    speaker: str = ""
    name: str = ""
    time: str = ""
    is_sharing: bool = False
    """Whether somebody's screen is shown beside the speaker."""


def caption_of(state: ConsoleState, now_ms: int) -> Caption:
    """Say what the stage shows: the last granted who is on air, as on everybody's picture."""
    view = state.view
    if view is None:
        return Caption()
    details = view.details
    heard = [r for r in view.floor if r.status is RequestStatus.GRANTED and r.is_on_air]
    if not heard:
        return Caption(details.title, details.symbol, is_sharing=view.sharing is not None)
    speaker = max(heard, key=lambda r: r.on_air_at_ms or 0)
    delegation, name = who_is(view, speaker.participant)
    seconds = floor_seconds(speaker, now_ms)
    time = "" if seconds is None else clock(seconds)
    return Caption(details.title, details.symbol, delegation, name, time, view.sharing is not None)
