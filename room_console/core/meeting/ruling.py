"""Which rules of the floor can be."""

from collections.abc import Iterator
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import MAX_LIMIT_S, RequestKind, SpeechTimers
from common.model.meeting import Rules
from common.model.names import clean_line
from room_console.core.meeting.headcount import delegation_key
from room_console.core.meeting.persons import name_fault
from room_console.core.meeting.speakers import MAX_STANDBY

MAX_NOTICE_S: Final = 3600
"""Of the amber light and of the grace."""
MAX_DELEGATIONS: Final = 100
"""With a time of their own: everyone in the meeting is told of them."""


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
    for fault in timer_faults(rules.timers):
        raise ConferenceError(ErrorCode.MALFORMED, fault)


def timer_faults(timers: SpeechTimers) -> Iterator[str]:
    """Say what can't be of speaking times."""
    tables = (timers.by_kind_s, timers.by_delegation_s, timers.by_category_s)
    limits = (timers.speech_s, timers.group_s, *(limit_s for table in tables for limit_s in table.values()))
    if not all(0 <= limit_s <= MAX_LIMIT_S for limit_s in limits):
        yield f"a speech lasts 0 to {MAX_LIMIT_S} s"
    if not (0 <= timers.amber_s <= MAX_NOTICE_S and 0 <= timers.grace_s <= MAX_NOTICE_S):
        yield f"amber and grace are 0 to {MAX_NOTICE_S} s"
    names = [delegation_key(name) for name in timers.by_delegation_s]
    if len(names) > MAX_DELEGATIONS or len(set(names)) < len(names):
        yield f"more than {MAX_DELEGATIONS} delegations have a time of their own, or one has two"
    if any(name != clean_line(name) or name_fault(name) for name in timers.by_delegation_s):
        yield "a time is for no name of a delegation"
