"""What a speaker's packet costs the console: `python -m tests.bench.uplink [--quick] [--json FILE]`.

Processor time for each packet of 20 ms, from the protected datagram to the hall's mix: opened, handed over as the media
process does, parsed, counted, played out, decoded, mixed; the system's calls are left out. What the hall takes
with its microphones open and nobody speaking from afar is taken off. Each figure is the least of several rounds, in a
loop that does nothing else; at the pace of speech, where other work has had the processor's caches, it is more.

`judging` is what measuring the voice takes beside that, in the worker thread of `room_console.core.livefitness`.
`floor_us` is what libsrtp and libopus take for the same packets, nothing around them. `bending_us` is what a packet
takes more while its rate is bent, by so many ppm, to bring the delay where it belongs or to follow the sender's clock;
in the loop above no packet needs it.
"""

import argparse
import itertools
import json
import platform
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
import numpy as np

from common.audio.format import Block
from common.audio.varispeed import Varispeed
from common.model.ids import FeedId, LegId, SlotNumber
from common.model.patch import default_patch
from common.model.units import BLOCK_S, BLOCK_SAMPLES, PACKET_SAMPLES
from common.rtc.rtp import build_rtp
from common.rtc.sections import OPUS_PAYLOAD_TYPE, sound_section
from common.rtc.sound.decoding import make_decoder
from common.rtc.srtp import SrtpKeys, SrtpPair, supported_profiles
from room_console.core.hall.bridge import HallBridge
from room_console.core.hall.silent import SilentHall
from room_console.core.hall.taps import UplinkTap
from room_console.core.media.embedded.frames import FrameReader, encode
from room_console.core.media.embedded.legs import Uplink
from room_console.core.media.embedded.wire import RtpArrived
from tests.bench.hall import Nowhere, WoundClock
from tests.helpers.soundline import voice_packets

SPEAKERS = (1, 4, 8)
SLOTS, PORTS = 4, 16
ROOM_TONE = 1e-4
SETTLING_PACKETS = 600
ROUND_PACKETS = 20
"""Short, so that on a busy machine some rounds are left alone."""
ROUNDS, QUICK_ROUNDS = 150, 40
BENT_PPM = (100.0, 400.0)


class OpenHall(SilentHall):
    """A hall whose microphones are open: a little noise."""

    def __init__(self, clock: WoundClock) -> None:
        super().__init__(PORTS, PORTS, clock)
        self._noise = np.random.default_rng(1).normal(0.0, ROOM_TONE, (BLOCK_SAMPLES, PORTS)).astype(np.float32)

    def read(self) -> Block | None:
        return self._noise if super().read() is not None else None


class NoPictures:
    """Nobody looks."""

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a picture."""


class Speaker:
    """A speaker's packets on their way, and the core's end of the leg."""

    def __init__(self, number: int, clock: WoundClock) -> None:
        sending, self.receiving = srtp_pairs()
        section = sound_section("0", "recvonly", number + 1)
        self.uplink = Uplink(
            LegId(f"leg-{number}"),
            number,
            (section,),
            NoPictures(),
            send=lambda message: None,
            tell=lambda event: None,
            mono_s=clock,
        )
        self._number, self._clock, self._frames, self._protect = number, clock, FrameReader(), sending.protect_rtp
        self._payloads = voice_packets()

    def say(self, first: int, count: int) -> list[bytes]:
        """Return protected datagrams."""
        return [self._protect(self._packet(number)) for number in range(first, first + count)]

    def take(self, datagram: bytes) -> None:
        """Do what media process and core do with one that came."""
        packet = self.receiving.unprotect_rtp(datagram)
        for message in self._frames.feed(encode(RtpArrived(self._number, self._clock(), packet))):
            assert isinstance(message, RtpArrived)
            self.uplink.take(message)

    def _packet(self, number: int) -> bytes:
        payload, timestamp = self._payloads[number % len(self._payloads)], number * PACKET_SAMPLES & 0xFFFFFFFF
        return build_rtp(OPUS_PAYLOAD_TYPE, False, number & 0xFFFF, timestamp, self._number + 1, payload)


class Console:
    """The bridge with so many uplinks, of which the first are mixed."""

    def __init__(self, count: int) -> None:
        self.clock = WoundClock()
        writers: dict[FeedId, Nowhere] = {}
        patch = default_patch(PORTS, PORTS, SLOTS)
        self.bridge = HallBridge(OpenHall(self.clock), patch, lambda f: writers.setdefault(f, Nowhere()), self.clock)
        self.bridge.start()
        self.speakers = [Speaker(number, self.clock) for number in range(count)]
        self.taps = [UplinkTap() for _ in self.speakers]
        for number, (speaker, tap) in enumerate(zip(self.speakers, self.taps, strict=True), start=1):
            self.bridge.uplinks.open(tap, speaker.uplink.sound, speaker.uplink.sound.mended)
            if number <= SLOTS:
                self.bridge.connect_slot(SlotNumber(number), tap)
        self._sent = 0
        self.judging_s = 0.0

    def run(self, packets: int) -> float:
        """Let packets of each speaker come; return the seconds of processor that took."""
        said = [speaker.say(self._sent, packets) for speaker in self.speakers]
        self._sent += packets
        started_s = time.thread_time()
        for number in range(packets):
            for speaker, datagrams in zip(self.speakers, said, strict=True):
                speaker.take(datagrams[number])
            for _ in range(PACKET_SAMPLES // BLOCK_SAMPLES):
                self.clock.now_s += BLOCK_S
                self.bridge.pump()
                for speaker in self.speakers:
                    speaker.uplink.tick(self.clock.now_s)
        spent_s = time.thread_time() - started_s
        for tap in self.taps:
            tap.judge.measure()
        self.judging_s += time.thread_time() - started_s - spent_s
        return spent_s


def srtp_pairs() -> tuple[SrtpPair, SrtpPair]:
    """Make both ends of a leg."""
    profile = supported_profiles()[0]
    one, other = (bytes((n,)) * (profile.key_bytes + profile.salt_bytes) for n in (1, 2))
    return SrtpPair(SrtpKeys(profile, one, other)), SrtpPair(SrtpKeys(profile, other, one))


def of_uplinks(rounds: int) -> dict[str, float]:
    """Return what a packet adds, by the number of speakers, us; by turns, so that a disturbance hits all."""
    consoles = {count: Console(count) for count in (0, *SPEAKERS)}
    for console in consoles.values():
        console.run(SETTLING_PACKETS)
    taken_s = {count: min(consoles[count].run(ROUND_PACKETS) for _ in range(rounds)) for count in consoles}
    added = {count: (taken_s[count] - taken_s[0]) / (ROUND_PACKETS * count) * 1e6 for count in SPEAKERS}
    return {str(count): round(us, 1) for count, us in added.items()} | {
        "judging": round(consoles[1].judging_s / (SETTLING_PACKETS + rounds * ROUND_PACKETS) * 1e6, 1),
        "hall_alone_us_a_block": round(taken_s[0] / (2 * ROUND_PACKETS) * 1e6, 1),
    }


def of_libraries(rounds: int) -> dict[str, float]:
    """Return what libsrtp and libopus take for a packet, us."""
    speaker, decoder, payloads = Speaker(0, WoundClock()), make_decoder(), voice_packets()
    datagrams, packets = iter(speaker.say(0, rounds * ROUND_PACKETS)), itertools.cycle(payloads)
    return {
        "unprotect": least_us(lambda: speaker.receiving.unprotect_rtp(next(datagrams)), rounds),
        "decode": least_us(lambda: decoder.decode(next(packets)), rounds),
    }


def of_bending(rounds: int) -> dict[str, float]:
    """Return what a packet's samples take to be resampled, by the rate in ppm, us more than passing them on."""
    sound = np.random.default_rng(1).normal(0.0, 0.1, PACKET_SAMPLES).astype(np.float32)
    taken_us = {}
    for ppm in (0.0, *BENT_PPM):
        taken_us[ppm] = least_us(partial(Varispeed().convert, sound, ppm), rounds)
    return {f"{ppm:.0f}": round(taken_us[ppm] - taken_us[0.0], 1) for ppm in BENT_PPM}


def least_us(act: Callable[[], object], rounds: int) -> float:
    """Time `act` in rounds."""
    taken_s = []
    for _ in range(rounds):
        started_s = time.thread_time()
        for _ in range(ROUND_PACKETS):
            act()
        taken_s.append(time.thread_time() - started_s)
    return round(min(taken_s) / ROUND_PACKETS * 1e6, 1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.uplink")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    result = {
        "us_a_packet": of_uplinks(rounds),
        "floor_us": of_libraries(rounds),
        "bending_us": of_bending(rounds),
        "machine": platform.machine(),
    }
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
