"""What must be done, as the rules decide: `console.py` carries it out in the order given."""

from dataclasses import dataclass

from common.model.ids import ParticipantId, Revision, SlotNumber
from common.model.patch import Patch
from common.protocol.view import Change
from room_console.core.meeting.events import Event


@dataclass(frozen=True, slots=True)
class Everyone:
    """Every participant."""


@dataclass(frozen=True, slots=True)
class Own:
    """This participant, and staff."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class Operators:
    """Those who run the hall."""


Audience = Everyone | Own | Operators


@dataclass(frozen=True, slots=True)
class Journal:
    """Keep the event on disk before anything that follows is told."""

    revision: Revision
    event: Event


@dataclass(frozen=True, slots=True)
class Tell:
    """Send the change to those of the audience who are attached."""

    audience: Audience
    revision: Revision
    change: Change


@dataclass(frozen=True, slots=True)
class AssignSlot:
    """Put the participant's uplink on the slot's send."""

    slot: SlotNumber
    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """Take whoever is there off the slot's send."""

    slot: SlotNumber


@dataclass(frozen=True, slots=True)
class SwitchDownlink:
    """Carry what `views.downlink_feeds` says now."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class ShowOnStage:
    """Show this speaker's picture, or the hall's for None."""

    participant: ParticipantId | None


@dataclass(frozen=True, slots=True)
class CloseUplink:
    """Close the participant's uplink, if there is one: they are neither on standby nor speaking."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class UsePatch:
    """Use this patch from the next block on."""

    patch: Patch


Effect = Journal | Tell | AssignSlot | FreeSlot | SwitchDownlink | ShowOnStage | CloseUplink | UsePatch
