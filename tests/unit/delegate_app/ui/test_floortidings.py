"""What is read out of the floor: each change that concerns the delegate once, and not each move of the list."""

from dataclasses import replace

from common.model.floor import FloorRequest, RequestKind, RequestStatus, SpeechTimers
from common.model.meeting import Rules
from delegate_app.core.state import DelegateState, Phase
from delegate_app.ui.floortidings import FloorTidings
from tests.gallery.madeup import NOW_MS, joined, muted, request, setting_by, with_rules

GRANTED, ACCEPTED = RequestStatus.GRANTED, RequestStatus.ACCEPTED
ON_AIR = request(4, GRANTED, is_on_air=True)


def read(*states: DelegateState) -> list[str]:
    """Return what is read out from the second state on; an urgent sentence ends in `!`."""
    tidings = FloorTidings()
    tidings.of(states[0], NOW_MS)
    return [t.text + "!" * t.is_urgent for state in states[1:] for t in tidings.of(state, NOW_MS)]


def listed(*floor: FloorRequest) -> DelegateState:
    return joined("en", floor)


def test_from_the_list_to_the_air_and_off_it() -> None:
    said = read(
        listed(),
        listed(request(2), request(4)),
        listed(request(4, ACCEPTED)),
        listed(request(4, GRANTED)),
        listed(ON_AIR),
        listed(),
    )
    assert said == [
        "You are 2nd in the list",
        "You are next: get ready!",
        "You have the floor: not heard yet!",
        "You are on air: your microphone is open!",
        "You are off air!",
    ]


def test_microphone_that_is_switched_or_lost_with_the_floor_is_said() -> None:
    on_air = listed(ON_AIR)
    assert read(on_air, muted(on_air), on_air) == ["Your microphone is off!", "Your microphone is open!"]
    gone = replace(on_air, devices=replace(on_air.devices, microphone=None, lost_places=("microphone",)))
    assert read(on_air, gone, gone) == ["Your microphone is gone!"]
    assert read(listed(request(4)), muted(listed(request(4)))) == [], "without the floor nobody hears it"


def test_only_the_first_place_is_said_of_those_that_one_moves_through() -> None:
    ahead = [request(2), request(3), request(5)]
    said = read(*(listed(*ahead[:n], request(4)) for n in (3, 2, 1, 0)))
    assert said == ["You are next in the list"]


def test_place_is_not_said_anew_to_who_is_moved_back() -> None:
    assert read(listed(request(4), request(2)), listed(request(2), request(4))) == []


def test_lights_are_said_once_each() -> None:
    def left(seconds: int) -> DelegateState:
        mine = replace(ON_AIR, limit_s=180, running_since_ms=NOW_MS - (180 - seconds) * 1000)
        return with_rules(listed(mine), Rules(timers=SpeechTimers(amber_s=60)))

    assert read(left(90), left(60), left(59), left(0), left(-5)) == ["One minute left", "Your time is up!"]
    assert read(left(90), left(31)) == ["30 seconds left"]


def test_fault_takes_off_the_air_and_keeps_the_place() -> None:
    said = read(listed(ON_AIR), listed(replace(request(4), has_fault=True)))
    assert said == ["You are off air!", "A technical fault: you keep your place", "You are 1st in the list"]


def test_list_is_closed_and_opened_again_but_not_to_who_speaks() -> None:
    closed = Rules(is_list_open=False)
    said = read(listed(), with_rules(listed(), closed), listed())
    assert said == ["The list of speakers is closed", "The list of speakers is open again"]
    assert read(listed(ON_AIR), with_rules(listed(ON_AIR), closed)) == []


def test_request_that_is_set_by_keeps_its_place() -> None:
    point = replace(request(4), kind=RequestKind.POINT_OF_ORDER)
    said = read(listed(request(4)), setting_by(listed(point), request(4)))
    assert said == ["Your first request keeps its place"]


def test_nothing_is_said_while_the_connection_is_lost() -> None:
    assert read(listed(request(4)), replace(listed(request(4, GRANTED)), phase=Phase.RECONNECTING)) == []
