"""Which rules of the floor can be."""

from collections.abc import Iterator
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import MAX_LIMIT_S, RequestKind, SpeechTimers
from common.model.meeting import Rules
from room_console.core.meeting.speakers import MAX_STANDBY

MAX_NOTICE_S: Final = 3600
"""Of the amber light and of the grace."""


def check_rules(rules: Rules, most: int) -> None:
    """Let pass rules that can be kept where `most` microphones may be open.

    Raises: ConferenceError(`limit`, `malformed`).
    """
    if not 1 <= rules.max_open_mics <= most:
        raise ConferenceError(ErrorCode.LIMIT, f"open microphones: 1 to {most}")
    if not 0 <= rules.standby <= MAX_STANDBY:
        raise ConferenceError(ErrorCode.LIMIT, f"standby: 0 to {MAX_STANDBY}")
    if not rules.precedence:
        raise ConferenceError(ErrorCode.MALFORMED, "no kind of request may be asked for")
    for kinds in (rules.precedence, rules.when_closed, rules.members_only):
        if RequestKind.CHAIR in kinds or len(set(kinds)) != len(kinds):
            raise ConferenceError(ErrorCode.MALFORMED, "a kind stands twice, or is the chair's")
    for fault in _timer_faults(rules.timers):
        raise ConferenceError(ErrorCode.MALFORMED, fault)


def _timer_faults(timers: SpeechTimers) -> Iterator[str]:
    limits = (timers.speech_s, timers.group_s, *timers.by_kind_s.values(), *timers.by_category_s.values())
    if not all(0 <= limit_s <= MAX_LIMIT_S for limit_s in limits):
        yield f"a speech lasts 0 to {MAX_LIMIT_S} s"
    if not (0 <= timers.amber_s <= MAX_NOTICE_S and 0 <= timers.grace_s <= MAX_NOTICE_S):
        yield f"amber and grace are 0 to {MAX_NOTICE_S} s"
