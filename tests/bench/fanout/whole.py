"""The whole engine measured: what an uplink's packet costs until it is mixed, and what a listener's joining costs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.audio.testsignal import Voice
from common.model.media import Sdp
from common.rtc.description import parse_description, write_description
from common.rtc.opus import OpusEncoder
from common.rtc.rtp import build_rtp
from common.rtc.sdp import DOWNLINK_SECTIONS
from common.rtc.sdp import SOUND as SOUND_SECTION
from common.rtc.sections import LegDescription, answer_section, sound_section
from tests.bench.fanout.cost import Cost
from tests.bench.fanout.crowd import Crowd
from tests.bench.fanout.enginehost import EngineHost, Request
from tests.bench.fanout.figures import us_per_packet
from tests.bench.fanout.guest import Guest, Remote, new_names
from tests.bench.fanout.load import SOUND
from tests.bench.fanout.measure import TAIL_S, WARM_S, total
from tests.bench.fanout.source import playing

VOICE_PACKETS = 250
OPEN_TIMEOUT_S = 15.0
AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Uplinks:
    """`us_per_packet` is what packets add to the cost of an idle engine and hall, core and media process together."""

    uplinks: int
    packets: int
    us_per_packet: float | None
    us_per_packet_core: float | None
    idle_percent: float
    percent: float


@dataclass(frozen=True, slots=True)
class Joining:
    """What one listener more costs, core and media process together."""

    listeners: int
    cpu_ms: float
    memory_kb: float


async def measure_uplinks(host: EngineHost, crowd: Crowd, count: int, seconds: float) -> Uplinks:
    """Let guests speak into the engine. Raises: CrowdError, MediaError, TimeoutError."""
    speakers = [await _speaker(host, crowd, f"speaker-{number}") for number in range(count)]
    await asyncio.to_thread(crowd.open, speakers, OPEN_TIMEOUT_S)
    await asyncio.to_thread(crowd.run, WARM_S)
    pids = host.pids
    idle = await _spent(pids, crowd, seconds)
    payloads = voice_packets(VOICE_PACKETS)

    def speak(number: int, _: float) -> None:
        payload, timestamp = payloads[number % len(payloads)], number * SOUND.timestamps_per_tick & 0xFFFFFFFF
        for ssrc, speaker in enumerate(speakers, 1):
            speaker.speak(build_rtp(SOUND.payload_type, False, number & 0xFFFF, timestamp, ssrc, payload))

    with playing(speak, SOUND.tick_s) as source:
        await asyncio.to_thread(crowd.run, WARM_S)
        before = source.sent
        busy = await _spent(pids, crowd, seconds)
        packets = (source.sent - before) * count
    return judged(count, packets, idle, busy)


def judged(count: int, packets: int, idle: Sequence[Cost], busy: Sequence[Cost]) -> Uplinks:
    """Take the idle cost from the busy one, process by process; the first is the core."""
    shares = [one.cpu_s / one.at_mono_s for one in idle]
    added_s = [one.cpu_s - share * one.at_mono_s for one, share in zip(busy, shares, strict=True)]
    return Uplinks(
        uplinks=count,
        packets=packets,
        us_per_packet=us_per_packet(sum(added_s), packets),
        us_per_packet_core=us_per_packet(added_s[0], packets),
        idle_percent=100 * sum(shares),
        percent=100 * sum(one.cpu_s / one.at_mono_s for one in busy),
    )


async def measure_joining(host: EngineHost, crowd: Crowd, count: int) -> Joining:
    """Let guests listen by offer and answer, as participants do. Raises: CrowdError, MediaError, TimeoutError."""
    await _join(host, crowd, range(1))
    pids = host.pids
    before = total(pids)
    for start in range(1, count + 1, AT_ONCE):
        await _join(host, crowd, range(start, min(start + AT_ONCE, count + 1)))
    await asyncio.to_thread(crowd.run, TAIL_S)
    spent = total(pids).since(before)
    idle = await _spent(pids, crowd, WARM_S)
    resting_s = sum(one.cpu_s / one.at_mono_s for one in idle) * spent.at_mono_s
    return Joining(count, max(0.0, 1e3 * (spent.cpu_s - resting_s)) / count, spent.memory_kb / count)


def voice_packets(count: int) -> list[bytes]:
    """Encode a voice."""
    voice, encoder = Voice(1), OpusEncoder()
    return [packet for packet in (encoder.encode(voice.read()) for _ in range(2 * count)) if packet is not None]


async def _spent(pids: Sequence[int], crowd: Crowd, seconds: float) -> tuple[Cost, ...]:
    before = [total([pid]) for pid in pids]
    await asyncio.to_thread(crowd.run, seconds)
    return tuple(total([pid]).since(one) for pid, one in zip(pids, before, strict=True))


async def _join(host: EngineHost, crowd: Crowd, numbers: range) -> None:
    legs = [f"listener-{number}" for number in numbers]
    guests, answers = [], []
    for leg, offer in zip(legs, await host.ask([Request("downlink", leg) for leg in legs]), strict=True):
        offered = parse_description(Sdp(offer), DOWNLINK_SECTIONS)
        guest = crowd.add(remote_of(offered))
        sections = tuple(answer_section(section, None) for section in offered.sections)
        answer = _described(crowd, (guest.ice_name, guest.ice_password), replace(offered, sections=sections))
        answers.append(Request("answer", leg, answer))
        guests.append(guest)
    await host.ask(answers)
    await asyncio.to_thread(crowd.open, guests, OPEN_TIMEOUT_S)


async def _speaker(host: EngineHost, crowd: Crowd, leg: str) -> Guest:
    names = new_names()
    ssrc = len(crowd.guests) + 1
    wanted = LegDescription("", "", False, (), "active", (), (sound_section("0", "sendonly", ssrc),))
    (answer,) = await host.ask([Request("uplink", leg, _described(crowd, names, wanted))])
    return crowd.add(remote_of(parse_description(Sdp(answer), (SOUND_SECTION,))), names)


def _described(crowd: Crowd, names: tuple[str, str], wanted: LegDescription) -> Sdp:
    """Say our end: the sections wanted, who begins, our names."""
    name, password = names
    prints = (crowd.certificate.fingerprint,)
    ours = replace(wanted, ice_name=name, ice_password=password, fingerprints=prints, is_lite=False)
    return write_description(replace(ours, setup="active", candidates=()))


def remote_of(described: LegDescription) -> Remote:
    """Read where a server is, by its first IPv4 candidate."""
    host, port = next((w[4], int(w[5])) for w in map(str.split, described.candidates) if "." in w[4])
    return Remote(host, port, described.ice_name, described.ice_password, described.fingerprints, described.is_lite)
