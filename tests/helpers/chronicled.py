"""A debate whose journal is kept with its instants, as the store keeps it."""

from common.model.agenda import AgendaItem, Format, Session
from common.model.floor import RequestKind
from common.model.meeting import Rules
from room_console.core.meeting.effects import Journal
from room_console.core.meeting.events import Event
from room_console.core.meeting.inputs import (
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    Input,
    RequestInscribed,
    RulesSet,
    UplinkHeard,
    UplinkLost,
)
from room_console.core.meeting.programmeinputs import ItemCalled, ItemPut, MeetingNamed, SessionOpened, SessionPut
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, OLGA, START_MS, Room, a_room

SESSION = Session(1, "Opening", START_MS, START_MS + 3 * 3_600_000)


class Chronicle:
    """A room, and its journal with instants."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.entries: list[tuple[int, Event]] = [(START_MS, event) for _, event in room.journal]

    def after(self, seconds: float, *happened: Input) -> "Chronicle":
        """Let these happen, each so much later than what came before."""
        for each in happened:
            self.room.now_ms += round(seconds * 1000) - 1000
            self.room.when(each)
            self.entries += [(self.room.now_ms, e.event) for e in self.room.effects if isinstance(e, Journal)]
        return self


def a_debate() -> Chronicle:
    """Return a debate: Anna on item 1 for a group, her line lost for 10 s; Boris in the hall; Carla on no item."""
    made = Chronicle(a_room(mics=2))
    made.after(
        1,
        RulesSet(CHAIR, Rules(2)),
        MeetingNamed(OLGA, "S/1", "A meeting", Format.HYBRID, "Europe/Zurich"),
        SessionPut(OLGA, SESSION, None),
        ItemPut(OLGA, AgendaItem("1", "Opening"), None),
        SessionOpened(CHAIR, 1),
        ItemCalled(CHAIR, "1"),
        FloorRequested(ANNA, on_behalf_of="The Group", language="fr"),
        RequestInscribed(CHAIR, BORIS, RequestKind.RESPONSE, "=B", "en", is_in_hall=True),
    )
    anna, boris = made.room.request_of(ANNA), made.room.request_of(BORIS)
    made.after(1, FloorGranted(CHAIR, anna), UplinkHeard(ANNA))
    made.after(60, UplinkLost(ANNA)).after(10, UplinkHeard(ANNA)).after(30, FloorReleased(ANNA))
    made.after(1, FloorGranted(CHAIR, boris)).after(45, FloorRevoked(CHAIR, boris))
    made.after(1, ItemCalled(CHAIR, None), FloorRequested(CARLA))
    return made.after(1, FloorGranted(CHAIR, made.room.request_of(CARLA)), UplinkHeard(CARLA))
