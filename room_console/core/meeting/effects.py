"""What must be done, as the rules decide: `console.py` carries it out in the order given.

Who is on which slot, on the stage, and who may have an uplink is no effect: `views` and `Speakers` declare it, and
`routing` and `legs` follow (docs/decisions/0018).
"""

from dataclasses import dataclass

from common.model.ids import ParticipantId, Revision
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


@dataclass(frozen=True, slots=True)
class Staff:
    """Chair, secretariat and operators."""


@dataclass(frozen=True, slots=True)
class AtBooths:
    """Staff and interpreters."""


Audience = Everyone | Own | Operators | Staff | AtBooths


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
class SwitchDownlink:
    """Carry what `views.downlink_feeds` says now."""

    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class UsePatch:
    """Use this patch from the next block on."""

    patch: Patch


Effect = Journal | Tell | SwitchDownlink | UsePatch
