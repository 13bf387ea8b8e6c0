"""A speaker who has been let in and sends garbage under good keys: the engine goes on, and the others are heard."""

import asyncio
import random
import time
from functools import partial

import pytest

from common.model.ids import LegId
from common.model.media import Sdp
from common.rtc.description import parse_description, write_description
from common.rtc.rtp import build_rtp
from common.rtc.sdp import UPLINK_SECTIONS
from common.rtc.sections import LegDescription, picture_section, sound_section
from room_console.core.media.engine import UplinkHeard
from tests.bench.fanout.crowd import Crowd
from tests.bench.fanout.guest import Guest, new_names
from tests.bench.fanout.whole import remote_of
from tests.helpers.garbage import garbage
from tests.helpers.media import Ear, Rig, beside, play, running, share_of, tone, until

pytestmark = pytest.mark.flaky(reruns=2)

HOST = "127.0.0.1"
HONEST, HOSTILE = LegId("honest"), LegId("hostile")
SOUND_SSRC, PICTURE_SSRC = 11, 12
TONE_HZ = 500.0
SECONDS = 3.0
BURST, PAUSE_S = 10, 0.01
SHARE = 0.95


async def let_in(rig: Rig, crowd: Crowd) -> Guest:
    """Open an uplink with sound and picture for a guest."""
    name, password = names = new_names()
    sections = (sound_section("0", "sendonly", SOUND_SSRC), picture_section("1", "sendonly", PICTURE_SSRC))
    fingerprints = (crowd.certificate.fingerprint,)
    offer = write_description(LegDescription(name, password, False, fingerprints, "active", (), sections))
    answer = await rig.open_uplink(HOSTILE, offer, Ear())
    described = parse_description(Sdp(answer), UPLINK_SECTIONS)
    guest = crowd.add(remote_of(described), names)
    await asyncio.to_thread(crowd.open, [guest], 10.0)
    return guest


def misbehave(guest: Guest, seconds: float, seed: int) -> int:
    """Send garbage under the guest's own keys; return how many packets."""
    dice, junk = random.Random(seed), garbage(seed)
    sequence = sent = 0
    assert guest.pair is not None
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        for _ in range(BURST):
            body = next(junk)[:1000]
            source, payload_type = dice.choice([(SOUND_SSRC, 111), (PICTURE_SSRC, 102), (99, 7)])
            sequence = (sequence + dice.choice([1, 1, 2, 300])) & 0xFFFF
            guest.speak(build_rtp(payload_type, dice.random() < 0.3, sequence, dice.getrandbits(32), source, body))
            report = bytes((0x80 | dice.getrandbits(5), dice.randrange(200, 208))) + body.ljust(8)
            guest.socket.send(guest.pair.protect_rtcp(report))
            sent += 2
        time.sleep(PAUSE_S)
    return sent


def is_heard(sink: Ear) -> bool:
    """Tell whether the newest half second is the tone."""
    sound = sink.samples(0.5)
    return len(sound) > 20_000 and share_of(sound, TONE_HZ) > SHARE


async def test_garbage_under_good_keys() -> None:
    crowd, sink = Crowd(HOST), Ear()
    async with running("embedded") as rig:
        speaker = await rig.speak(HONEST, sink)
        async with beside(play(60, also=lambda number: speaker.write(tone(TONE_HZ, number)))):
            await until(partial(is_heard, sink))
            guest = await let_in(rig, crowd)
            before = rig.engine.statistics(HONEST)
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.to_thread(crowd.run, SECONDS))
                attacking = group.create_task(asyncio.to_thread(misbehave, guest, SECONDS, 1))
            await until(partial(is_heard, sink))
            after = rig.engine.statistics(HONEST)
            assert rig.engine.statistics(HOSTILE).packets_received > 100
        await speaker.close()
    crowd.close()
    assert attacking.result() > 1000
    assert after.packets_received - before.packets_received > 0.8 * SECONDS / 0.02
    assert after.packets_lost == before.packets_lost
    assert UplinkHeard(HONEST) in rig.events
