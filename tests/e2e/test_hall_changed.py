"""The hall's device is changed in the middle of a meeting: JACK's clients as two mixers, delegates who hear and speak.

The old mixer's hall says 400 Hz, the new one's 2.4 kHz, and who is far away says 1 kHz.
"""

import asyncio
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from common.control.joinlink import parse_join_link
from common.model.errors import ConferenceError, ErrorCode
from common.model.units import SAMPLE_RATE_HZ
from common.protocol.chronicle import AskJournal, JournalPage
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done
from common.protocol.operator import ChangeHall, Devices, HallChanged, Health, ListDevices
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.recordings import Recording
from room_console.rehearsal.staff import StaffLink
from tests.helpers.control import until
from tests.helpers.jackpeer import JackPeer
from tests.helpers.meetingrig import START_TIMEOUT_S, MeetingRig, meeting
from tests.helpers.soundservers import jack_server

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.timeout(180)]

OLD, NEW = (f"portaudio:JACK Audio Connection Kit:{desk}" for desk in ("old-desk", "new-desk"))
NOT_THERE = "portaudio:JACK Audio Connection Kit:third-desk"
HALL = f'device = "{OLD}"\ninputs = 1\noutputs = 2\nslots = 1\ncamera = "none"\n'
OLD_HZ, NEW_HZ, FAR_HZ = 400, 2_400, 1_000
LOUDSPEAKERS, INTERPRETERS = 1, 2
WINDOW_S, STEP_S = 0.01, 0.0025
HEARD = {OLD_HZ: 0.08, NEW_HZ: 0.08, FAR_HZ: 0.03}
"""Amplitude from which a tone counts as heard: a third of what is said, and a fifth."""
NEAR_S, STEADY_S = 0.25, 0.5
AROUND_S = 3.0
RECORDED_S = 90.0


def said(frequency_hz: int) -> NDArray[np.float32]:
    """Return a second of a tone that may be repeated without a seam."""
    turn = 2 * np.pi * frequency_hz * np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    return (0.25 * np.sin(turn)).astype(np.float32)


def heard_at(heard: Recording, frequency_hz: int, from_mono_s: float, to_mono_s: float) -> NDArray[np.float64]:
    """Return the instants at which a tone is heard, each the middle of a window of 10 ms."""
    sound = heard.between(from_mono_s, to_mono_s)
    first_mono_s = max(from_mono_s, heard.started_mono_s)
    length, step = round(WINDOW_S * SAMPLE_RATE_HZ), round(STEP_S * SAMPLE_RATE_HZ)
    starts = np.arange(0, len(sound) - length, step)
    wave = np.exp(-2j * np.pi * frequency_hz * np.arange(length) / SAMPLE_RATE_HZ) * np.hanning(length)
    amplitudes = np.array([4 * abs(np.dot(sound[at : at + length], wave)) / length for at in starts])
    return first_mono_s + starts[amplitudes > HEARD[frequency_hz]] / SAMPLE_RATE_HZ + WINDOW_S / 2


def steadily(instants: NDArray[np.float64]) -> tuple[float, float]:
    """Return from when to when a tone was heard; a click is none: three quarters of half a second are."""
    many = round(0.75 * STEADY_S / STEP_S)
    is_steady = instants[many:] - instants[:-many] < STEADY_S
    return float(instants[:-many][is_steady][0]), float(instants[many:][is_steady][-1])


def longest_pause_ms(instants: NDArray[np.float64]) -> float:
    """Measure the longest time in which a tone was not heard, between its first and its last instant."""
    return 1_000.0 * float(np.diff(instants).max())


class Operator:
    """What the console tells an operator."""

    def __init__(self) -> None:
        self.health: Health | None = None
        self.changed: list[HallChanged] = []

    def take(self, message: ConsoleMessage) -> None:
        """Note health, and changes of the hall."""
        if isinstance(message, Health):
            self.health = message
        elif isinstance(message, HallChanged):
            self.changed.append(message)

    def has(self, device: str) -> bool:
        """Tell whether the hall runs by this device."""
        return self.health is not None and self.health.hall_is_running and self.health.hall_device == device


async def attached(rig: MeetingRig, operator: Operator) -> StaffLink:
    """Make the operator's link; the console must have laid it out."""
    text = await asyncio.to_thread((rig.state / OPERATOR_LINK).read_text)
    link = StaffLink(parse_join_link(text))
    link.on_message = operator.take  # type: ignore[method-assign]
    return link


async def change(link: StaffLink, device: str) -> float:
    """Change the hall's device, both ways; return how long it took, s."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    answer = await link.client.request(ChangeHall(input=device, output=device))
    assert isinstance(answer, Done)
    return loop.time() - began_s


async def test_the_hall_goes_over_to_another_mixer_while_the_far_side_hears_on_and_a_new_core_opens_it_again(
    tmp_path: Path,
) -> None:
    with jack_server() as server:
        name = server.environment["JACK_DEFAULT_SERVER"]
        ways = [LOUDSPEAKERS, INTERPRETERS]
        old_desk = JackPeer(name, {1: said(OLD_HZ)}, ways, RECORDED_S, "old-desk")
        new_desk = JackPeer(name, {1: said(NEW_HZ)}, ways, RECORDED_S, "new-desk")
        rig = MeetingRig(tmp_path, ("anna", "carla"), HALL, server.environment)
        operator = Operator()
        with old_desk, new_desk:
            async with meeting(rig):
                rig.enter("anna")
                rig.enter("carla", "--audio-in", f"tone:{FAR_HZ}", "--request-floor", "--speak-seconds", "60")
                async with await attached(rig, operator) as link:
                    await until(lambda: operator.has(OLD), START_TIMEOUT_S)
                    listed = await link.client.request(ListDevices())
                    assert isinstance(listed, Devices)
                    assert {OLD, NEW, "none"} <= {device.name for device in listed.audio}
                    await until(lambda: len(_far(old_desk)) > 400, START_TIMEOUT_S)
                    await asyncio.sleep(AROUND_S)
                    with pytest.raises(ConferenceError) as refused:
                        await change(link, NOT_THERE)
                    assert refused.value.code is ErrorCode.DEVICE
                    took_s = await change(link, NEW)
                    await asyncio.sleep(AROUND_S)
                    await until(lambda: operator.has(NEW), 5.0)
                    journal = await link.client.request(AskJournal())
            figures = _figures(rig.heard("anna"), old_desk, new_desk) | {"took_s": took_s}
            sys.stdout.write(json.dumps(figures) + "\n")
            assert figures["far_side_pause_ms"] < 100.0, figures
            assert figures["hall_gap_far_away_ms"] < 150.0, figures
            assert figures["hall_gap_loudspeakers_ms"] < 150.0, figures
            assert [(c.input, c.output) for c in operator.changed] == [(NEW, NEW)]
            assert isinstance(journal, JournalPage)
            assert ("hall_device_changed", "operator") in [(line.deed, line.by) for line in journal.lines]
            await _assert_it_is_opened_again(rig, new_desk)


def _far(desk: JackPeer) -> NDArray[np.float64]:
    """Return the instants of the last 2 s at which a desk's loudspeakers play who is far away."""
    heard = desk.heard(LOUDSPEAKERS)
    end_mono_s = heard.started_mono_s + len(heard.sound) / SAMPLE_RATE_HZ
    return heard_at(heard, FAR_HZ, end_mono_s - 2.0, end_mono_s)


def _figures(anna: Recording, old_desk: JackPeer, new_desk: JackPeer) -> dict[str, float]:
    """Measure what was missed of whom: far away, and in the hall, whose two mixers have one clock."""
    end_mono_s = anna.started_mono_s + RECORDED_S
    _, left_mono_s = steadily(heard_at(anna, OLD_HZ, anna.started_mono_s, end_mono_s))
    over_mono_s, _ = steadily(heard_at(anna, NEW_HZ, anna.started_mono_s, end_mono_s))
    speaker = heard_at(anna, FAR_HZ, over_mono_s - NEAR_S, over_mono_s + NEAR_S)
    old_played, new_played = (
        heard_at(desk.heard(LOUDSPEAKERS), FAR_HZ, desk.started_mono_s, desk.started_mono_s + RECORDED_S)
        for desk in (old_desk, new_desk)
    )
    return {
        "far_side_pause_ms": longest_pause_ms(speaker),
        "hall_gap_far_away_ms": 1_000.0 * (over_mono_s - left_mono_s),
        "hall_gap_loudspeakers_ms": 1_000.0 * float(new_played[0] - old_played[-1]),
    }


async def _assert_it_is_opened_again(rig: MeetingRig, desk: JackPeer) -> None:
    """Start the core once more on the same configuration and state: it opens the device that was chosen."""
    (rig.state / OPERATOR_LINK).unlink()
    core = rig.child(
        "again", "room_console", "core", "--config", str(rig.folder / "console.toml"), "--state", str(rig.state)
    )
    operator = Operator()
    try:
        await until((rig.state / OPERATOR_LINK).exists, START_TIMEOUT_S)
        async with await attached(rig, operator):
            await until(lambda: operator.has(NEW), 10.0)
            heard = desk.heard(INTERPRETERS)
            now_mono_s = heard.started_mono_s + len(heard.sound) / SAMPLE_RATE_HZ
            await asyncio.sleep(1.0)
            assert len(heard_at(desk.heard(INTERPRETERS), NEW_HZ, now_mono_s, now_mono_s + 1.0)) > 300
    finally:
        await core.stop()
