"""What a newcomer is told: everyone, encoded once for many, and what has changed since."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, Final, TypeVar

import msgspec

from common.aio.tasks import TaskOwner, spawn
from common.model.ids import ParticipantId, Revision
from common.model.meeting import MeetingView, ParticipantView
from common.protocol.codec import encode
from common.protocol.packing import pack
from common.protocol.view import ParticipantChanged, ParticipantRemoved, PresencesChanged, Roster, Snapshot
from room_console.core.meeting.effects import Tell
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.views import view_for

SHARED_FROM: Final = 200
"""Fewer people are told whole in the snapshot: that costs less than to remember."""
MOST_CHANGED: Final = 128
"""People told anew beside the roster before the next one is encoded."""

_FIELDS: Final = tuple(field.name for field in fields(MeetingView))
_SHARED: Final = frozenset(_FIELDS) - {"participants", "own"}
"""Values that stay the same object until they change, so that one encoding serves many."""
_encoder: Final = msgspec.json.Encoder()
Key = TypeVar("Key", bound=str)


class _Encoded:
    """A roster as it is sent, plain and packed."""

    def __init__(self, revision: Revision, people: tuple[ParticipantView, ...]) -> None:
        self.revision = revision
        self.known = frozenset(person.participant for person in people)
        self.plain = encode(Roster(revision, people))
        self.packed = pack(self.plain)


class Snapshots:
    """Encodes the whole of a meeting for those who come. Thread: the core's loop."""

    def __init__(self) -> None:
        self._roster: _Encoded | None = None
        self._changed: set[ParticipantId] = set()
        """Since the roster that is used."""
        self._changed_meanwhile: set[ParticipantId] = set()
        """Since the roster that is being encoded."""
        self._parts: dict[str, tuple[object, msgspec.Raw]] = {}
        self._people: dict[ParticipantId, tuple[object, msgspec.Raw]] = {}
        """Those who have changed, each encoded once for all newcomers."""
        self._tasks = TaskOwner("snapshots")

    async def stop(self) -> None:
        """End."""
        await self._tasks.cancel_all()

    def note(self, state: MeetingState, tells: Iterable[Tell], revision: Revision) -> None:
        """Note who has changed; a new roster is encoded when too many have."""
        changed = [who for tell in tells for who in _people_of(tell)]
        self._changed.update(changed)
        self._changed_meanwhile.update(changed)
        if len(state.participants) < SHARED_FROM or len(self._tasks):
            return
        if self._roster is None or len(self._changed) > MOST_CHANGED:
            self._changed_meanwhile.clear()
            people = tuple(state.participants.values())
            spawn(self._renew(revision, people), name="roster", owner=self._tasks)

    def tell(
        self,
        state: MeetingState,
        who: ParticipantId,
        revision: Revision,
        takes_packed: bool,
        send: Callable[[bytes], None],
    ) -> None:
        """Send what makes the view of `who` whole as of `revision`."""
        roster, people = self._roster, state.participants
        if roster is None or len(people) < SHARED_FROM:
            send(encode(Snapshot(revision, view_for(state, who))))
            return
        send(roster.packed if takes_packed else roster.plain)
        changed = {each: people[each] for each in self._changed if each in people}
        removed = tuple(each for each in self._changed if each not in people and each in roster.known)
        send(self._encode(Snapshot(revision, view_for(state, who, changed), roster.revision, removed)))

    async def _renew(self, revision: Revision, people: tuple[ParticipantView, ...]) -> None:
        self._roster = await asyncio.to_thread(_Encoded, revision, people)
        self._changed, self._changed_meanwhile = self._changed_meanwhile, set()
        self._people.clear()

    def _encode(self, snapshot: Snapshot) -> bytes:
        """Encode as the codec does, each part that many share once."""
        whole: dict[str, Any] = {"type": "snapshot"}
        whole |= {name: getattr(snapshot, name) for name in snapshot.__struct_fields__}
        whole["view"] = {name: self._part(name, getattr(snapshot.view, name)) for name in _FIELDS}
        whole["view"]["participants"] = {
            who: _shared(self._people, who, person) for who, person in snapshot.view.participants.items()
        }
        return _encoder.encode(whole)

    def _part(self, name: str, value: object) -> object:
        return _shared(self._parts, name, value) if name in _SHARED else value


def _shared(known: dict[Key, tuple[object, msgspec.Raw]], key: Key, value: object) -> msgspec.Raw:
    """Return an encoding, that of before where the value is the same object."""
    found = known.get(key)
    if found is None or found[0] is not value:
        found = known[key] = (value, msgspec.Raw(_encoder.encode(value)))
    return found[1]


def _people_of(tell: Tell) -> Iterable[ParticipantId]:
    match tell.change:
        case ParticipantChanged(participant=view):
            return (view.participant,)
        case ParticipantRemoved(participant=gone):
            return (gone,)
        case PresencesChanged(presences=presences):
            return presences
        case _:
            return ()
