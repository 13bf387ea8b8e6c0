"""What was told of late, in order: from it everyone is brought up to the revision that counts now."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final

from common.model.ids import ParticipantId, Revision
from common.model.people import Presence, Role
from common.protocol.codec import encode
from common.protocol.revision import joined
from common.protocol.view import (
    Change,
    Changes,
    FloorChanged,
    OwnChanged,
    ParticipantChanged,
    ParticipantRemoved,
    PresencesChanged,
)
from room_console.core.meeting.effects import Everyone, Own, Tell
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.views import may_see

KEPT_CHANGES: Final = 10_000
"""More than 3,000 people registered at once make."""
_REVISION: Final = attrgetter("revision")


class _Split:
    """What is new, for everyone and not: of the latter, who sees what is found once for all of a role."""

    def __init__(self, new: Sequence[Tell]) -> None:
        self.common = [tell for tell in new if isinstance(tell.audience, Everyone)]
        self.special = [tell for tell in new if not isinstance(tell.audience, Everyone)]
        self._owners = {tell.audience.participant for tell in self.special if isinstance(tell.audience, Own)}
        self._of_role: dict[Role, tuple[int, ...]] = {}

    def seen_by(self, state: MeetingState, who: ParticipantId) -> tuple[int, ...]:
        """Return which of the special ones `who` sees."""
        person = state.people.get(who) if self.special else None
        if person is None:
            return ()
        if who in self._owners:
            return self._numbers(state, who)
        if (known := self._of_role.get(person.role)) is None:
            known = self._of_role[person.role] = self._numbers(state, who)
        return known

    def _numbers(self, state: MeetingState, who: ParticipantId) -> tuple[int, ...]:
        return tuple(n for n, tell in enumerate(self.special) if may_see(state, tell.audience, who))


class _Encodings:
    """What is new at one revision, encoded once for all who stand at the same one before it."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        self.split: dict[Revision, _Split] = {}
        self.encoded: dict[tuple[Revision, tuple[int, ...]], bytes | None] = {}


class Told:
    """The changes of late, and since when each has the role they have. Thread: the core's loop."""

    def __init__(self, start: Revision, roles: Mapping[ParticipantId, Role]) -> None:
        """`roles` are those that everyone had at `start`."""
        self.revision = start
        """The newest that may be told."""
        self._kept: list[Tell] = []
        self._complete_after = start
        self._roles = dict(roles)
        self._role_since: dict[ParticipantId, Revision] = {}
        self._newest = self._ripe = _Encodings(start)

    @property
    def ripe_revision(self) -> Revision:
        """The one up to which those who can wait are told."""
        return self._ripe.revision

    def ripen(self) -> None:
        """Let those who can wait be told all that there is now."""
        self._ripe = self._newest

    def add(self, tells: Sequence[Tell], revision: Revision) -> None:
        """Note what may be told from now on."""
        self.revision = revision
        self._newest = _Encodings(revision)
        self._kept += tells
        self._note_roles(tells)
        if len(self._kept) > 2 * KEPT_CHANGES:
            del self._kept[:-KEPT_CHANGES]
            self._complete_after = self._kept[0].revision

    def is_enough(self, who: ParticipantId, seen: Revision) -> bool:
        """Tell whether what is kept makes the view whole that `who` had at `seen`.

        It does not where changes are forgotten, or where `who` has another role since: then old things are seen anew.
        """
        is_in_role = self._role_since.get(who, Revision(0)) <= seen
        return is_in_role and self.is_complete_after(seen) and seen <= self.revision

    def is_complete_after(self, seen: Revision) -> bool:
        """Tell whether nothing of what came after `seen` is forgotten."""
        return self._complete_after <= seen

    def nothing(self) -> bytes:
        """Return encoded `Changes` that say that nothing is new."""
        return encode(Changes(self.revision, ()))

    def since(
        self, state: MeetingState, who: ParticipantId, seen: Revision, is_ripe_enough: bool = False
    ) -> bytes | None:
        """Return encoded `Changes` with all that `who` may see after `seen`; None where there is nothing.

        They lead to the newest revision, or to the one that is ripe.
        """
        upto = self._ripe if is_ripe_enough else self._newest
        if (split := upto.split.get(seen)) is None:
            split = upto.split[seen] = _Split(self._between(seen, upto.revision))
        own = split.seen_by(state, who)
        key = (seen, own)
        if key not in upto.encoded:
            common, special = split.common, split.special
            seen_by = sorted([*common, *(special[n] for n in own)], key=_REVISION) if own else common
            upto.encoded[key] = encode(Changes(upto.revision, newest(seen_by))) if seen_by else None
        return upto.encoded[key]

    def _between(self, seen: Revision, upto: Revision) -> list[Tell]:
        first, end = (bisect_right(self._kept, revision, key=_REVISION) for revision in (seen, upto))
        return self._kept[first:end]

    def _note_roles(self, tells: Iterable[Tell]) -> None:
        for tell in tells:
            if not isinstance(tell.change, ParticipantChanged):
                continue
            view = tell.change.participant
            if self._roles.get(view.participant) is not view.role:
                self._roles[view.participant] = view.role
                self._role_since[view.participant] = tell.revision


def newest(tells: Iterable[Tell]) -> tuple[Change, ...]:
    """Leave out what a later one says anew: each change gives its value whole. Presences come last, in one."""
    last: dict[object, Change] = {}
    presences: dict[ParticipantId, Presence] = {}
    for tell in tells:
        change, key = tell.change, _subject(tell.change)
        match change:
            case PresencesChanged():
                presences |= change.presences
                continue
            case FloorChanged() if isinstance(before := last.get(key), FloorChanged):
                change = joined(before, change)
            case ParticipantChanged() | ParticipantRemoved():
                presences.pop(ParticipantId(str(key)), None)
        last.pop(key, None)
        last[key] = change
    return (*last.values(), PresencesChanged(presences)) if presences else tuple(last.values())


def _subject(change: Change) -> object:
    """Name what a change gives the value of."""
    match change:
        case ParticipantChanged():
            return change.participant.participant
        case ParticipantRemoved():
            return change.participant
        case OwnChanged():
            return OwnChanged, change.own.participant
        case _:
            return type(change)
