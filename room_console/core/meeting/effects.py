"""What must be done, as the rules decide: `console.py` carries it out in the order given.

Who is on which slot, on the stage, and who may have an uplink is no effect: `views` and `Speakers` declare it, and
`routing` and `legs` follow (docs/decisions/0018).
"""

import msgspec

from common.model.ids import ParticipantId, Revision
from common.model.patch import Patch
from common.protocol.view import Change
from room_console.core.meeting.events import Event


class Everyone(msgspec.Struct, frozen=True):
    """Every participant."""


class Own(msgspec.Struct, frozen=True):
    """This participant, and staff."""

    participant: ParticipantId


class Operators(msgspec.Struct, frozen=True):
    """Those who run the hall."""


class Staff(msgspec.Struct, frozen=True):
    """Chair, secretariat and operators."""


class AtBooths(msgspec.Struct, frozen=True):
    """Staff and interpreters."""


Audience = Everyone | Own | Operators | Staff | AtBooths


class Journal(msgspec.Struct, frozen=True):
    """Keep the event on disk before anything that follows is told."""

    revision: Revision
    event: Event


class Tell(msgspec.Struct, frozen=True):
    """Send the change to those of the audience who are attached."""

    audience: Audience
    revision: Revision
    change: Change


class SwitchDownlink(msgspec.Struct, frozen=True):
    """Carry what `views.downlink_feeds` says now."""

    participant: ParticipantId


class UsePatch(msgspec.Struct, frozen=True):
    """Use this patch from the next block on: the one that was laid, in a virtual session without the hall."""

    patch: Patch


Effect = Journal | Tell | SwitchDownlink | UsePatch
