"""What the floor button says in every state, as a delegate would read it."""

from dataclasses import replace

import pytest

from common.model.agenda import Format
from common.model.floor import RequestStatus
from common.model.media import LinkQuality
from common.model.meeting import Rules
from common.model.people import Role
from delegate_app.core.state import DelegateState, DeviceState, FloorPhase, MediaState, Phase
from delegate_app.ui.wording import (
    FloorAct,
    clock_of,
    farewell_of_floor,
    floor_words,
    place_sentence,
    quality_words,
    speaking,
)
from tests.gallery.madeup import NOW_MS, joined, meeting, muted, request, with_role, with_rules

GRANTED = request(4, RequestStatus.GRANTED)
ON_AIR = request(4, RequestStatus.GRANTED, is_on_air=True)


def cut_off(state: DelegateState) -> DelegateState:
    """Return the same state after the console has died with every leg."""
    return replace(state, phase=Phase.RECONNECTING, media=replace(state.media, has_uplink=False, has_downlink=False))


@pytest.mark.parametrize(
    ("state", "headline", "act", "tone"),
    [
        (joined("en"), "Request the floor", FloorAct.REQUEST, "accent"),
        (joined("en", (request(1), request(2), request(4))), "You are 3rd in the list", FloorAct.WITHDRAW, "plain"),
        (joined("en", (request(4, RequestStatus.ACCEPTED),)), "You are next: get ready", FloorAct.WITHDRAW, "warn"),
        (joined("en", (GRANTED,)), "You have the floor: not heard yet", FloorAct.RELEASE, "warn"),
        (joined("en", (ON_AIR,)), "ON AIR 02:41", FloorAct.RELEASE, "live"),
        (muted(joined("en", (GRANTED,))), "Your microphone is off", FloorAct.UNMUTE, "fail"),
        (muted(joined("en", (ON_AIR,))), "Your microphone is off", FloorAct.UNMUTE, "fail"),
        (with_rules(joined("en"), Rules(is_list_open=False)), "The list of speakers is closed", None, "plain"),
        (replace(joined("en"), phase=Phase.RECONNECTING), "Reconnecting", None, "plain"),
        (replace(joined("en", (ON_AIR,)), phase=Phase.RECONNECTING), "ON AIR 02:41", None, "warn"),
        (cut_off(joined("en", (ON_AIR,))), "Nobody hears you now", None, "fail"),
        (cut_off(joined("en", (request(1), request(4)))), "You are 2nd in the list", None, "warn"),
    ],
)
def test_button_is_the_state(state: DelegateState, headline: str, act: FloorAct | None, tone: str) -> None:
    words = floor_words(state, NOW_MS)
    assert words is not None
    assert (words.headline, words.act, words.tone) == (headline, act, tone)


def test_who_is_not_in_the_hall_is_told_that_they_listen() -> None:
    state = joined("en")
    assert state.view is not None
    in_the_hall = replace(state.view, details=replace(state.view.details, format=Format.PHYSICAL))
    held = replace(state, view=in_the_hall)
    words = floor_words(held, NOW_MS)
    assert words is not None
    assert (words.headline, words.act, held.may_request) == ("This session is held in the hall", None, False)


def test_who_is_heard_off_air_is_told_so_and_nobody_else_is() -> None:
    standby = joined("en", (request(4, RequestStatus.ACCEPTED),))
    heard = with_rules(standby, Rules(is_standby_heard=True))
    details = [words.detail for state in (heard, standby, muted(heard)) if (words := floor_words(state, NOW_MS))]
    assert ["technician can hear you now" in detail for detail in details] == [True, False, False]


def test_observer_has_no_button() -> None:
    assert floor_words(with_role(joined("en"), Role.OBSERVER), NOW_MS) is None


def test_without_a_microphone_the_button_says_so() -> None:
    words = floor_words(replace(joined("en"), devices=DeviceState()), NOW_MS)
    assert words is not None
    assert "microphone" in words.detail


def test_screen_reader_is_not_told_the_seconds() -> None:
    words = floor_words(joined("en", (ON_AIR,)), NOW_MS)
    assert words is not None
    assert words.spoken == "On air"


@pytest.mark.parametrize(
    ("place", "ordinal"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"), (112, "112th")],
)
def test_places_are_counted_as_english_does(place: int, ordinal: str) -> None:
    assert place_sentence(place) == f"You are {ordinal} in the list"


@pytest.mark.parametrize(
    ("quality", "bars"),
    [(LinkQuality.GOOD, 4), (LinkQuality.FAIR, 2), (LinkQuality.BAD, 1), (LinkQuality.UNKNOWN, 0)],
)
def test_quality_has_bars_and_words(quality: LinkQuality, bars: int) -> None:
    shown = quality_words(replace(joined("en"), media=MediaState(quality=quality)))
    assert shown[0] == bars
    assert shown[1]


def test_lost_link_is_no_connection_whatever_was_measured() -> None:
    assert quality_words(replace(joined("en"), phase=Phase.RECONNECTING))[1] == "No connection"


def test_who_is_on_air_stands_before_who_is_only_granted() -> None:
    view = meeting("en", (request(1, RequestStatus.GRANTED), ON_AIR, request(2)))
    assert [r.request for r in speaking(view)] == [4, 1]


@pytest.mark.parametrize(
    ("before", "was_own_doing", "part"),
    [
        (FloorPhase.ON_AIR, False, "taken the floor back"),
        (FloorPhase.WAITING, False, "no longer in the list"),
        (FloorPhase.WAITING, True, ""),
        (FloorPhase.NONE, False, ""),
    ],
)
def test_end_of_a_request_is_explained_unless_it_was_meant(before: FloorPhase, was_own_doing: bool, part: str) -> None:
    said = farewell_of_floor(before, was_own_doing)
    assert part in said
    assert bool(said) == bool(part)


def test_the_clock_goes_on_where_the_console_was_away_as_in_the_list() -> None:
    aired_again = replace(ON_AIR, on_air_at_ms=NOW_MS - 4_000, spoken_ms=125_000, running_since_ms=NOW_MS - 4_000)
    assert clock_of(joined("en", (aired_again,)), NOW_MS) == "2:09"
