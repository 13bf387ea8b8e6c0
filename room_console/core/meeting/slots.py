"""Slots: the places of remote speakers on the desk, and the patch that lays them out."""

from dataclasses import replace
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import SlotNumber
from common.model.patch import Patch, faults
from common.model.people import Action
from room_console.core.meeting.events import Event, PatchApplied, RulesAdopted
from room_console.core.meeting.inputs import PatchSet
from room_console.core.meeting.permissions import require
from room_console.core.meeting.state import MeetingState

MAX_SLOT: Final = 64
"""Highest number of a slot: as many as the largest desks have inputs."""


def free_slot(state: MeetingState) -> SlotNumber | None:
    """Find the lowest slot that nobody speaks on."""
    if state.patch is None:
        return None
    taken = state.speakers.slots()
    return min((slot for slot in state.patch.slots if slot not in taken), default=None)


def most_open_mics(patch: Patch | None) -> int:
    """Return the highest limit of open microphones: the number of slots, or 1 before there is a patch."""
    return len(patch.slots) if patch is not None else 1


def decide(state: MeetingState, wish: PatchSet) -> list[Event]:
    """Decide on a new patch; the limit of open microphones comes down to its slots.

    Raises: ConferenceError(`not_found`, `not_allowed`, `patch_invalid`).
    """
    require(state, wish.by, Action.OPERATE)
    found = _faults(state, wish)
    if found:
        raise ConferenceError(ErrorCode.PATCH_INVALID, "; ".join(found))
    if wish.patch == state.patch:
        return []
    most = most_open_mics(wish.patch)
    if state.rules.max_open_mics <= most:
        return [PatchApplied(wish.patch, wish.by)]
    return [PatchApplied(wish.patch, wish.by), RulesAdopted(replace(state.rules, max_open_mics=most))]


def _faults(state: MeetingState, wish: PatchSet) -> list[str]:
    slots = wish.patch.slots
    found = faults(wish.patch, wish.inputs, wish.outputs)
    found += [f"slot {n} is not one of 1 to {MAX_SLOT}" for n in slots if not 1 <= n <= MAX_SLOT]
    found += [f"slot {n} is in use" for n in sorted(state.speakers.slots()) if n not in slots]
    return found
