"""Who was told what: the clients attached, and the changes of late for those who come back."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from common.model.ids import ParticipantId, Revision
from common.model.people import Role
from common.protocol.codec import encode
from common.protocol.envelope import Message
from common.protocol.revision import joined
from common.protocol.view import Changes, FloorChanged, OwnChanged, ParticipantChanged
from room_console.core.control.gateway import Connection
from room_console.core.meeting.effects import Everyone, Tell
from room_console.core.meeting.permissions import STAFF
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.views import may_see

KEPT_CHANGES = 4_000


class Audience:
    """The clients attached, one a participant. Thread: the core's loop."""

    def __init__(self, start: Revision, roles: Mapping[ParticipantId, Role] | None = None) -> None:
        """`roles` are those that everyone had at `start`."""
        self._clients: dict[ParticipantId, Connection] = {}
        self._kept: deque[Tell] = deque(maxlen=KEPT_CHANGES)
        self._complete_after = start
        self._roles = dict(roles or {})
        self._role_since: dict[ParticipantId, Revision] = {}

    def __len__(self) -> int:
        return len(self._clients)

    def get(self, participant: ParticipantId) -> Connection | None:
        """Return the participant's link, if there is one."""
        return self._clients.get(participant)

    def add(self, connection: Connection) -> Connection | None:
        """Take a client; return the older one that it replaces."""
        older = self._clients.get(connection.participant)
        self._clients[connection.participant] = connection
        return older if older is not connection else None

    def remove(self, connection: Connection) -> bool:
        """Forget a client; false if another has replaced it already."""
        if self._clients.get(connection.participant) is not connection:
            return False
        del self._clients[connection.participant]
        return True

    def staff(self, roles: frozenset[Role] = STAFF) -> Iterator[Connection]:
        """Yield the links of those roles."""
        return (c for c in self._clients.values() if c.role in roles)

    def everyone(self) -> tuple[Connection, ...]:
        """Return the links of all."""
        return tuple(self._clients.values())

    def tell(self, state: MeetingState, tells: Sequence[Tell], revision: Revision) -> None:
        """Send each client those changes that it may see, each distinct set encoded once."""
        if not tells:
            return
        tells = _newest(tells)
        self._note_roles(tells)
        overflows = len(self._kept) + len(tells) > KEPT_CHANGES
        self._kept.extend(tells)
        if overflows:
            self._complete_after = self._kept[0].revision
        encoded: dict[tuple[int, ...], bytes] = {}
        common = [n for n, t in enumerate(tells) if isinstance(t.audience, Everyone)]
        special = [n for n, t in enumerate(tells) if not isinstance(t.audience, Everyone)]
        for client in self._clients.values():
            own = [n for n in special if may_see(state, tells[n].audience, client.participant)]
            key = tuple(sorted(common + own)) if own else tuple(common)
            if not key:
                continue
            if key not in encoded:
                encoded[key] = encode(Changes(revision, tuple(tells[n].change for n in key)))
            client.send_encoded(encoded[key])

    def tell_staff(self, kind: str, message: Message, roles: frozenset[Role] = STAFF) -> None:
        """Send staff a message of which only the newest counts."""
        clients = list(self.staff(roles))
        if clients:
            data = encode(message)
            for client in clients:
                client.send_latest(kind, data)

    def send_staff(self, message: Message) -> None:
        """Send staff a message of which each counts."""
        clients = list(self.staff())
        if clients:
            data = encode(message)
            for client in clients:
                client.send_encoded(data)

    def since(self, state: MeetingState, who: ParticipantId, seen: Revision, now: Revision) -> Changes | None:
        """Return what `who` has missed after `seen`, or None where that does not make their view whole.

        It does not where changes are forgotten, or where `who` has another role since: then old things are seen anew.
        """
        if not max(self._complete_after, self._role_since.get(who, Revision(0))) <= seen <= now:
            return None
        missed = [t.change for t in self._kept if t.revision > seen and may_see(state, t.audience, who)]
        return Changes(now, tuple(missed))

    def _note_roles(self, tells: Sequence[Tell]) -> None:
        for tell in tells:
            if not isinstance(tell.change, ParticipantChanged):
                continue
            view = tell.change.participant
            if self._roles.get(view.participant) is not view.role:
                self._roles[view.participant] = view.role
                self._role_since[view.participant] = tell.revision


def _newest(tells: Sequence[Tell]) -> list[Tell]:
    """Leave out what a later one of the same batch says anew: each change gives its value whole."""
    last: dict[object, Tell] = {}
    for tell in tells:
        change = tell.change
        match change:
            case FloorChanged():
                subject: object = None
                if (before := last.get((FloorChanged, None))) is not None:
                    assert isinstance(before.change, FloorChanged)
                    tell = replace(tell, change=joined(before.change, change))  # noqa: PLW2901
            case ParticipantChanged():
                subject = change.participant.participant
            case OwnChanged():
                subject = change.own.participant
            case _:
                subject = None
        key = (type(change), subject)
        last.pop(key, None)
        last[key] = tell
    return list(last.values())
