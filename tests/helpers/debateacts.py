"""What may happen in a debate, by chance: each act is one input, or some that belong together."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from common.model.floor import DiscussionMode, RequestKind
from common.model.ids import RequestId
from common.model.patch import default_patch
from common.model.people import Attendance, Role
from room_console.core.meeting.inputs import (
    AttendanceSwapped,
    Dropped,
    FloorDenied,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorTaken,
    FloorWithdrawn,
    Joined,
    Left,
    MutedSet,
    NextGranted,
    PatchSet,
    PersonRegistered,
    PersonRemoved,
    RequestCorrected,
    RequestInscribed,
    RequestMoved,
    Restarted,
    RulesSet,
    SpeakerSetAside,
    UndoAsked,
    UplinkHeard,
    UplinkLost,
    VoiceBegan,
    VoiceEnded,
)
from room_console.core.meeting.programmeinputs import ItemCalled, SessionClosed, SessionOpened
from room_console.core.meeting.sharinginputs import SharingStopped, SharingWished
from room_console.core.meeting.timinginputs import SpeechLimitSet, Ticked, TimerPauseSet
from tests.helpers.debateinputs import (
    ANYBODY,
    CHAIR,
    DELEGATES,
    GROUPS,
    KINDS,
    LANGUAGES,
    OLGA,
    PEOPLE,
    STAFF,
    some_rules,
)
from tests.helpers.ruleddebate import RuledDebate

PLAIN_KINDS = (RequestKind.INTERVENTION, RequestKind.POINT_OF_ORDER, RequestKind.RESPONSE)

Act = Callable[[RuledDebate, Random], None]


def ask(debate: RuledDebate, chance: Random) -> None:
    """Ask for the floor, allowed or not."""
    debate.happen(
        FloorRequested(chance.choice(ANYBODY), chance.choice(KINDS), chance.choice(GROUPS), chance.choice(LANGUAGES))
    )


def ask_plainly(debate: RuledDebate, chance: Random) -> None:
    """Come and ask, as delegates mostly do."""
    by = chance.choice(DELEGATES)
    debate.happen(Joined(by))
    debate.happen(FloorRequested(by, chance.choice(PLAIN_KINDS)))


def inscribe(debate: RuledDebate, chance: Random) -> None:
    """Put somebody on the list."""
    by, who, kind = chance.choice(STAFF), chance.choice(ANYBODY), chance.choice(KINDS)
    debate.happen(RequestInscribed(by, who, kind, "", "", chance.random() < 0.5))


def correct(debate: RuledDebate, chance: Random) -> None:
    """Correct what a request says, if there is such a request; often by staff, who may take it back at once."""
    number = RequestId(chance.randint(0, 20))
    if (ordered := debate.meeting.state.speakers.ordered) and chance.random() < 0.5:
        by, number = chance.choice(STAFF), chance.choice(ordered).request
        debate.happen(RequestCorrected(by, number, chance.choice(GROUPS), chance.choice(LANGUAGES)))
        if chance.random() < 0.5:
            debate.happen(UndoAsked(by))
        return
    debate.happen(RequestCorrected(chance.choice(ANYBODY), number, chance.choice(GROUPS), "es"))


def change_ones_mind(debate: RuledDebate, chance: Random) -> None:
    """Withdraw, release, or take the floor."""
    kind = chance.choice((FloorWithdrawn, FloorReleased, FloorTaken))
    debate.happen(kind(chance.choice((CHAIR, chance.choice(ANYBODY)))))


def answer(debate: RuledDebate, chance: Random) -> None:
    """Grant or deny someone who waits."""
    if waiting := debate.waiting:
        kind = chance.choice((FloorGranted, FloorDenied))
        debate.happen(kind(chance.choice(STAFF), chance.choice(waiting).request))


def move(debate: RuledDebate, chance: Random) -> None:
    """Move someone who waits, also to where there is no place."""
    if waiting := debate.waiting:
        debate.happen(RequestMoved(chance.choice(STAFF), chance.choice(waiting).request, chance.randint(-1, 7)))


def take_back(debate: RuledDebate, chance: Random) -> None:
    """Take the floor from somebody."""
    if granted := debate.meeting.state.speakers.granted:
        kind = chance.choice((FloorRevoked, SpeakerSetAside))
        debate.happen(kind(chance.choice(STAFF), chance.choice(granted).request))


def conduct(debate: RuledDebate, chance: Random) -> None:
    """Call the next, undo, or close the session."""
    kind = chance.choice((NextGranted, NextGranted, UndoAsked, UndoAsked, SessionClosed))
    debate.happen(kind(chance.choice(STAFF)))


def rule_otherwise(debate: RuledDebate, chance: Random) -> None:
    """Change every rule."""
    debate.happen(RulesSet(chance.choice(STAFF), some_rules(chance)))


def choose_mode(debate: RuledDebate, chance: Random) -> None:
    """Change the mode alone."""
    mode = chance.choice(tuple(DiscussionMode))
    debate.happen(RulesSet(chance.choice(STAFF), replace(debate.meeting.state.rules, mode=mode)))


def proceed(debate: RuledDebate, chance: Random) -> None:
    """Call an item, or open a session."""
    by = chance.choice(STAFF)
    if chance.random() < 0.5:
        debate.happen(ItemCalled(by, chance.choice((None, "1", "2", "3"))))
    else:
        debate.happen(SessionOpened(by, chance.randint(1, 3)))


def sound(debate: RuledDebate, chance: Random) -> None:
    """Let someone be heard, or no longer."""
    kind = chance.choice((UplinkHeard, UplinkHeard, UplinkLost, VoiceBegan, VoiceBegan, VoiceEnded))
    debate.happen(kind(chance.choice(ANYBODY)))


def come_and_go(debate: RuledDebate, chance: Random) -> None:
    """Join, drop or leave."""
    debate.happen(chance.choice((Joined, Joined, Dropped, Left))(chance.choice(DELEGATES)))


def mute(debate: RuledDebate, chance: Random) -> None:
    """Mute oneself, or no longer."""
    debate.happen(MutedSet(chance.choice(DELEGATES), chance.random() < 0.5))


def alter(debate: RuledDebate, chance: Random) -> None:
    """Remove a delegate, make them an observer, swap their attendance, or bring them back."""
    who = chance.choice(DELEGATES)
    known = PEOPLE[DELEGATES.index(who)]
    match chance.randint(0, 7):
        case 0:
            debate.happen(PersonRemoved(who, OLGA))
        case 1:
            debate.happen(PersonRegistered(replace(known, role=Role.OBSERVER)))
        case 2 | 3:
            debate.happen(AttendanceSwapped(who, chance.choice(tuple(Attendance)), None))
        case _:
            debate.happen(PersonRegistered(known))
            debate.happen(Joined(who))


def change_the_hall(debate: RuledDebate, chance: Random) -> None:
    """Patch other slots, or start the console again from its journal."""
    if chance.random() < 0.5:
        debate.happen(PatchSet(OLGA, default_patch(16, 16, chance.randint(0, 4)), 16, 16))
        return
    debate.meeting = debate.replayed()
    debate.happen(Restarted())
    for who in DELEGATES:
        debate.happen(Joined(who))


def speak(debate: RuledDebate, chance: Random) -> None:
    """Ask, be called and be heard."""
    by = chance.choice(DELEGATES)
    debate.happen(Joined(by))
    debate.happen(FloorRequested(by, chance.choice(KINDS)))
    debate.happen(NextGranted(CHAIR))
    debate.happen(MutedSet(by, is_muted=False))
    debate.happen(UplinkHeard(by))


def queue(debate: RuledDebate, chance: Random) -> None:
    """Let some ask at once."""
    for who in chance.sample(DELEGATES, chance.randint(2, len(DELEGATES))):
        debate.happen(FloorRequested(who))


def watch_the_clock(debate: RuledDebate, chance: Random) -> None:
    """Let what is due happen; now and then stop somebody's time, let it go on, or give another."""
    by, granted = chance.choice(STAFF), debate.meeting.state.speakers.granted
    if granted and chance.random() < 0.5:
        number = chance.choice(granted).request
        if chance.random() < 0.5:
            debate.happen(TimerPauseSet(by, number, chance.random() < 0.5))
        else:
            debate.happen(SpeechLimitSet(by, number, chance.randint(-1, 9)))
    debate.happen(Ticked())


def share(debate: RuledDebate, chance: Random) -> None:
    """Show a screen, or end that of somebody."""
    debate.happen(chance.choice((SharingWished, SharingWished, SharingStopped))(chance.choice(ANYBODY)))


ACTS: tuple[Act, ...] = (
    ask,
    ask_plainly,
    inscribe,
    correct,
    change_ones_mind,
    answer,
    move,
    take_back,
    conduct,
    rule_otherwise,
    choose_mode,
    proceed,
    sound,
    come_and_go,
    mute,
    alter,
    change_the_hall,
    speak,
    queue,
    watch_the_clock,
    share,
)


def favourites(chance: Random) -> tuple[Act, ...]:
    """Return the acts of one debate: mostly all, else a few, which then happen often."""
    return ACTS if chance.random() < 0.5 else tuple(chance.sample(ACTS, chance.randint(3, len(ACTS))))
