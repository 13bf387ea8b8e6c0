"""The meeting as told: a snapshot, then numbered changes."""

import msgspec

from common.model.floor import FloorRequest
from common.model.ids import ChannelNumber, ParticipantId, RequestId, Revision
from common.model.meeting import MeetingDetails, MeetingView, OwnState, ParticipantView, Rules, Undoable
from common.model.patch import Patch
from common.model.people import Presence
from common.protocol.envelope import Message


class Roster(Message, frozen=True, tag="roster"):
    """Console to client: everyone as of `revision`, the same for all; a `Snapshot` that builds on it follows."""

    revision: Revision
    participants: tuple[ParticipantView, ...]


class Snapshot(Message, frozen=True, tag="snapshot"):
    """Console to client: all that this client may see, as of `revision`.

    With `roster`, the revision of the `Roster` just sent, `view.participants` holds only those who are new or have
    changed since, and `removed` those who are gone.
    """

    revision: Revision
    view: MeetingView
    roster: Revision | None = None
    removed: tuple[ParticipantId, ...] = ()


class ChangeBase(msgspec.Struct, frozen=True, tag_field="change"):
    """Base of the changes: each says the new value whole, so applying one twice does no harm."""


class ParticipantChanged(ChangeBase, frozen=True, tag="participant"):
    """Someone was registered, or what is known of them corrected."""

    participant: ParticipantView


class PresencesChanged(ChangeBase, frozen=True, tag="presences"):
    """People joined, dropped, left: those of a short while together."""

    presences: dict[ParticipantId, Presence]


class ParticipantRemoved(ChangeBase, frozen=True, tag="participant_removed"):
    """Someone was taken off the list of participants."""

    participant: ParticipantId


class FloorChanged(ChangeBase, frozen=True, tag="floor"):
    """The list of speakers: all of `order`, and of its requests those that are new or have changed."""

    order: tuple[RequestId, ...]
    requests: tuple[FloorRequest, ...]


class RulesChanged(ChangeBase, frozen=True, tag="rules"):
    """The limit of open microphones, standby, the list opened or closed."""

    rules: Rules


class DetailsChanged(ChangeBase, frozen=True, tag="details"):
    """Symbol, title, format, channels, time zone, sessions or agenda."""

    details: MeetingDetails


class CourseChanged(ChangeBase, frozen=True, tag="course"):
    """A session was opened or closed, an item called: the open one and the debated one, by their numbers."""

    current_session: int | None
    current_item: str | None


class OwnChanged(ChangeBase, frozen=True, tag="own"):
    """Told to its owner and to staff: channel, original level, mute."""

    own: OwnState


class PatchChanged(ChangeBase, frozen=True, tag="patch"):
    """Told to operators."""

    patch: Patch


class InterpretationChanged(ChangeBase, frozen=True, tag="interpretation"):
    """Told to staff and interpreters: the booths, in order, that can't interpret who speaks now."""

    cannot_interpret: tuple[ChannelNumber, ...]


class UndoableChanged(ChangeBase, frozen=True, tag="undoable"):
    """Told to chair and staff: what can be taken back with one key, None for nothing."""

    undoable: Undoable | None


class SharingChanged(ChangeBase, frozen=True, tag="sharing"):
    """Who shows their screen to all, None for nobody."""

    sharing: ParticipantId | None


Change = (
    ParticipantChanged
    | PresencesChanged
    | ParticipantRemoved
    | FloorChanged
    | RulesChanged
    | DetailsChanged
    | CourseChanged
    | OwnChanged
    | PatchChanged
    | InterpretationChanged
    | UndoableChanged
    | SharingChanged
)


class Changes(Message, frozen=True, tag="changes"):
    """Console to client: the view becomes that of `revision`. Numbers may be skipped: not every change is for all."""

    revision: Revision
    changes: tuple[Change, ...]
