"""A view kept up to date by numbered changes: the same function at both ends."""

from dataclasses import replace
from typing import assert_never

from common.model.meeting import MeetingView
from common.protocol.view import (
    Change,
    DetailsChanged,
    FloorChanged,
    OwnChanged,
    ParticipantChanged,
    ParticipantRemoved,
    PatchChanged,
    RulesChanged,
)


def apply_change(view: MeetingView, change: Change) -> MeetingView:  # noqa: PLR0911
    """Return `view` with `change` made; the given view stays as it was."""
    match change:
        case ParticipantChanged(participant=who):
            return replace(view, participants={**view.participants, who.participant: who})
        case ParticipantRemoved(participant=gone):
            return replace(view, participants={k: v for k, v in view.participants.items() if k != gone})
        case FloorChanged(floor=requests):
            return replace(view, floor=requests)
        case RulesChanged(rules=rules):
            return replace(view, rules=rules)
        case DetailsChanged(details=details):
            return replace(view, details=details)
        case OwnChanged(own=own):
            return replace(view, own={**view.own, own.participant: own})
        case PatchChanged(patch=patch):
            return replace(view, patch=patch)
        case _:
            assert_never(change)
