"""When a path counts as dead, and what is done then, on a clock that the test moves."""

import pytest

from common.rtc.roaming import (
    CONSENT_PERIOD_S,
    LOST_S,
    MOST_DEAD_S,
    PROBE_PERIOD_S,
    UNANSWERED_S,
    Move,
    PathWatch,
    route_targets,
    source_towards,
)

STEP_S = 0.05
FOUR, SIX = "10.0.0.1", "fd00::1"
FIRST, SECOND = {FOUR: "10.0.0.2"}, {FOUR: "10.0.0.3"}


class Leg:
    """A leg whose other end answers or not; it notes what was decided."""

    def __init__(self, round_trip_s: float | None = None) -> None:
        self.now_s = 100.0
        self.watch = PathWatch(self.now_s)
        self.watch.round_trip_s = round_trip_s
        self.watch.sources(FIRST)
        self.moves: list[tuple[float, Move]] = []
        self.hears, self.answers, self.is_climbing, self.is_relayed = True, True, False, False

    def run(self, seconds: float) -> list[Move]:
        """Let time pass; return what was decided beside staying."""
        begun_s, first = self.now_s, len(self.moves)
        while self.now_s < begun_s + seconds:
            self.now_s += STEP_S
            if self.hears:
                self.watch.heard(self.now_s)
            move = self.watch.decide(self.now_s, self.is_climbing, self.is_relayed)
            if move is not Move.STAY:
                self.moves.append((self.now_s - begun_s, move))
            if move is Move.PROBE:
                self.watch.asked(self.now_s)
                if self.answers:
                    self.watch.answered(self.now_s, self.watch.round_trip_s or 0.02)
            elif move in {Move.CLIMB, Move.CLIMB_BETTER}:
                self.watch.climbed(self.now_s)
        return [move for _, move in self.moves[first:]]

    def first(self, move: Move) -> float:
        """Return when something was first decided, since the beginning of the last run."""
        return next(at_s for at_s, decided in self.moves if decided is move)


def test_while_sound_comes_consent_is_asked_for_now_and_then() -> None:
    assert Leg().run(4 * CONSENT_PERIOD_S + 1) == [Move.PROBE] * 4


def test_another_own_address_is_acted_on_at_once() -> None:
    leg = Leg()
    leg.run(1)
    leg.watch.sources(SECOND)
    assert leg.run(STEP_S) == [Move.CLIMB]
    assert leg.run(1) == []


def test_no_route_for_a_while_is_no_other_address() -> None:
    leg = Leg()
    leg.watch.sources({})
    leg.watch.sources(FIRST)
    assert leg.run(1) == []


def test_another_address_of_the_other_kind_counts_as_well_and_a_first_one_does_not() -> None:
    leg = Leg()
    leg.watch.sources(FIRST | {SIX: "fd00::2"})
    assert leg.run(1) == []
    leg.watch.sources({SIX: "fd00::3"})
    assert leg.run(STEP_S) == [Move.CLIMB]


def test_a_change_is_acted_on_even_while_a_path_is_looked_for() -> None:
    leg = Leg()
    leg.is_climbing = True
    leg.watch.sources(SECOND)
    assert leg.run(STEP_S) == [Move.CLIMB]


@pytest.mark.parametrize("round_trip_s", [None, 0.02, 0.3, 2.0])
def test_silence_is_asked_after_and_then_acted_on_within_2_s(round_trip_s: float | None) -> None:
    leg = Leg(round_trip_s)
    leg.hears = leg.answers = False
    leg.run(2.5)
    assert 0.4 <= leg.first(Move.PROBE) <= 0.6
    assert leg.first(Move.PROBE) + 2 * PROBE_PERIOD_S < leg.first(Move.CLIMB) <= MOST_DEAD_S + STEP_S < 2.0


def test_a_long_line_has_the_time_to_answer() -> None:
    assert PathWatch(0.0).dead_s < Leg(0.3).watch.dead_s
    leg = Leg(0.3)
    leg.hears = False
    leg.run(60)
    assert Move.CLIMB not in {move for _, move in leg.moves}


def test_a_leg_that_nobody_talks_on_lives_by_its_questions() -> None:
    leg = Leg()
    leg.hears = False
    assert set(leg.run(60)) == {Move.PROBE}


def test_a_path_that_goes_one_way_only_is_left() -> None:
    leg = Leg()
    leg.run(CONSENT_PERIOD_S)
    leg.moves.clear()
    leg.answers = False
    leg.run(CONSENT_PERIOD_S + UNANSWERED_S + 1)
    assert leg.first(Move.CLIMB) <= CONSENT_PERIOD_S + UNANSWERED_S + 2 * STEP_S


def test_it_is_tried_again_each_second_and_given_up_after_half_a_minute() -> None:
    leg = Leg()
    leg.hears = leg.answers = False
    moves = leg.run(LOST_S + STEP_S)
    assert 25 <= moves.count(Move.CLIMB) <= 30
    assert moves[-1] is Move.GIVE_UP


def test_while_a_path_is_looked_for_no_other_is_begun() -> None:
    leg = Leg()
    leg.hears = leg.answers = False
    leg.is_climbing = True
    assert set(leg.run(10)) == {Move.PROBE}


def test_behind_a_relay_a_better_way_is_looked_for_twice_a_minute() -> None:
    leg = Leg()
    leg.is_relayed = True
    assert leg.run(65).count(Move.CLIMB_BETTER) == 2


def test_the_own_address_towards_loopback_is_loopback() -> None:
    assert source_towards("127.0.0.1") == "127.0.0.1"
    assert source_towards("no address") is None


def test_routes_are_looked_up_for_both_kinds_of_addresses() -> None:
    assert route_targets([]) == ()
    assert route_targets([f"1 1 udp 5 {SIX} 5000 typ host"]) == (SIX,)
    all_of_them = [
        f"{n} 1 udp 5 {address} 5000 typ host" for n, address in enumerate((SIX, FOUR, "fd00::7", "10.0.0.7"))
    ]
    assert route_targets(all_of_them) == (FOUR, SIX)
