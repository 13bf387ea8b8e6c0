"""How each participant's media runs, from the counters of both ends."""

from dataclasses import dataclass, field
from typing import cast

import pytest

from common.model.checks import Fitness
from common.model.ids import LegId, ParticipantId
from common.model.media import LegStatistics, LinkQuality, MediaPath
from common.model.voice import MicrophoneState, VoiceProcessing
from common.protocol.checks import LiveFitness
from common.protocol.media import ReportLink, ReportVoice
from common.protocol.operator import LegReport, LinkReport
from room_console.core.legs import LegDesk
from room_console.core.lines import Lines

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")


@dataclass
class Legs:
    """Who has which leg."""

    up: set[ParticipantId] = field(default_factory=set)
    down: set[ParticipantId] = field(default_factory=set)
    thin: set[ParticipantId] = field(default_factory=set)

    def uplink(self, participant: ParticipantId) -> LegId | None:
        """Return a leg, or none."""
        return LegId("up") if participant in self.up else None

    def downlink(self, participant: ParticipantId) -> LegId | None:
        """Return a leg, or none."""
        return LegId("down") if participant in self.down else None

    def has_thin_line(self, participant: ParticipantId) -> bool:
        """Tell whether their downlink's line is thin."""
        return participant in self.thin


def changed(lines: Lines, legs: Legs, *, everything: bool = False) -> dict[ParticipantId, LinkReport]:
    """Ask what is new."""
    return lines.changed(cast(LegDesk, legs), everything=everything)


def report(received: int, lost: int, jitter_ms: float = 2.0, round_trip_ms: float | None = 20.0) -> ReportLink:
    """Make a participant's report."""
    return ReportLink(
        received=received, lost=lost, concealed=lost, late=0, jitter_ms=jitter_ms, round_trip_ms=round_trip_ms
    )


def test_loss_is_that_since_the_last_report() -> None:
    lines, legs = Lines(), Legs(down={ANNA})
    lines.take(ANNA, report(1000, 0))
    assert changed(lines, legs)[ANNA].loss == 0.0
    lines.take(ANNA, report(1090, 10))
    assert changed(lines, legs)[ANNA].loss == pytest.approx(0.1)
    lines.take(ANNA, report(1190, 10))
    assert changed(lines, legs)[ANNA].loss == 0.0


def test_counters_that_fell_back_belong_to_a_new_leg() -> None:
    lines, legs = Lines(), Legs(down={ANNA})
    lines.take(ANNA, report(5000, 400))
    lines.take(ANNA, report(98, 2))
    assert changed(lines, legs)[ANNA].loss == pytest.approx(0.02)


def test_only_what_changed_is_told_unless_all_is_asked_for() -> None:
    lines, legs = Lines(), Legs(down={ANNA})
    lines.take(ANNA, report(100, 0))
    assert set(changed(lines, legs)) == {ANNA}
    assert changed(lines, legs) == {}
    assert set(changed(lines, legs, everything=True)) == {ANNA}
    legs.up.add(ANNA)
    assert changed(lines, legs)[ANNA].has_uplink


def test_the_worse_end_counts() -> None:
    lines, legs = Lines(), Legs(up={ANNA}, down={ANNA})
    lines.take(ANNA, report(100, 0, jitter_ms=1.0, round_trip_ms=None))
    lines.take_uplinks({ANNA: LegStatistics(packets_received=80, packets_lost=20, jitter_ms=30.0, round_trip_ms=200.0)})
    found = changed(lines, legs)[ANNA]
    assert (found.loss, found.jitter_ms, found.round_trip_ms) == (0.2, 30.0, 200.0)
    assert found.quality is not LinkQuality.GOOD


def test_an_uplink_that_ended_says_nothing_more() -> None:
    lines, legs = Lines(), Legs(up={ANNA})
    lines.take_uplinks({ANNA: LegStatistics(packets_received=50, packets_lost=50)})
    assert changed(lines, legs)[ANNA].loss == 0.5
    legs.up.clear()
    lines.take_uplinks({})
    assert changed(lines, legs)[ANNA] == LinkReport(LinkQuality.UNKNOWN, 0.0, 0.0, None, False, False)
    assert changed(lines, legs) == {}


def test_who_dropped_is_told_once_more_and_then_forgotten() -> None:
    lines, legs = Lines(), Legs(down={ANNA, BORIS})
    lines.take(ANNA, report(100, 0))
    lines.take(BORIS, report(100, 0))
    assert set(changed(lines, legs)) == {ANNA, BORIS}
    lines.forget(ANNA)
    legs.down.discard(ANNA)
    assert set(changed(lines, legs)) == {ANNA}
    assert set(changed(lines, legs, everything=True)) == {BORIS}


def test_nothing_received_yet_is_no_loss() -> None:
    lines, legs = Lines(), Legs(down={ANNA})
    lines.take(ANNA, report(0, 0))
    assert changed(lines, legs)[ANNA].loss == 0.0


def test_a_lost_microphone_is_told_once_and_forgotten_with_the_link() -> None:
    lines, legs = Lines(), Legs(down={ANNA})
    lines.take(ANNA, report(100, 0))
    changed(lines, legs)
    lines.take_voice(ANNA, ReportVoice(microphone=MicrophoneState.LOST))
    assert lines.changed_of(ANNA, cast(LegDesk, legs))[ANNA].microphone is MicrophoneState.LOST
    assert lines.changed_of(ANNA, cast(LegDesk, legs)) == {}
    lines.forget(ANNA)
    assert changed(lines, legs)[ANNA].microphone is MicrophoneState.UNKNOWN


def test_processing_is_told_of_who_has_no_leg_yet() -> None:
    lines, legs = Lines(), Legs()
    processing = VoiceProcessing(removes_echo=True)
    lines.take_voice(ANNA, ReportVoice(processing=processing))
    assert changed(lines, legs)[ANNA].processing == processing
    assert changed(lines, legs, everything=True)[ANNA].processing == processing


def test_each_leg_is_told_with_its_repairs_its_delay_and_its_path() -> None:
    lines, legs = Lines(), Legs(up={ANNA}, down={ANNA})
    told = ReportLink(
        received=95,
        lost=5,
        concealed=1,
        late=0,
        jitter_ms=12.4,
        round_trip_ms=80.0,
        recovered_fec=4,
        recovered_nack=3,
        delay_ms=43.0,
        path=MediaPath.RELAY_UDP,
        uplink_path=MediaPath.RELAY_TLS,
    )
    lines.take(ANNA, told)
    lines.take_uplinks({ANNA: LegStatistics(packets_received=98, packets_lost=2, late=1, delay_ms=21.0)})
    found = changed(lines, legs)[ANNA]
    assert found.downlink == LegReport(0.08, 0.07, 0.01, 12, 45, 80, MediaPath.RELAY_UDP)
    assert found.uplink == LegReport(0.03, 0.0, 0.0, 0, 20, None, MediaPath.RELAY_TLS)
    assert found.loss == 0.08


def test_a_leg_that_is_not_open_is_not_told_of() -> None:
    lines, legs = Lines(), Legs(down={ANNA})
    lines.take(ANNA, report(100, 0))
    lines.take_uplinks({ANNA: LegStatistics(packets_received=100)})
    assert changed(lines, legs)[ANNA].uplink is None
    legs.down.clear()
    assert changed(lines, legs)[ANNA].downlink is None


def test_a_thin_line_is_told_as_long_as_it_is_thin() -> None:
    lines, legs = Lines(), Legs(down={ANNA})
    lines.take(ANNA, report(100, 0))
    assert not changed(lines, legs)[ANNA].is_line_thin
    legs.thin.add(ANNA)
    assert changed(lines, legs)[ANNA].is_line_thin
    assert changed(lines, legs) == {}
    legs.thin.clear()
    assert not changed(lines, legs)[ANNA].is_line_thin


def test_how_an_open_uplink_sounds_is_told_beside_its_line() -> None:
    fit = LiveFitness(Fitness.FIT, 12.0)
    lines, legs = Lines(lambda _, port: fit if port is not None else None), Legs(up={ANNA}, down={BORIS})
    lines.take_uplinks({ANNA: LegStatistics()})
    lines.take(BORIS, report(1000, 0))
    assert {who: told.fitness for who, told in changed(lines, legs).items()} == {ANNA: fit, BORIS: None}
    fit = LiveFitness(Fitness.CARE, 20.0)
    assert {who: told.fitness for who, told in changed(lines, legs).items()} == {ANNA: fit}
