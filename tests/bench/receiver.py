"""What receiving sound costs: `python -m tests.bench.receiver [--quick] [--json FILE]`.

CPU time for each packet of 20 ms: put, two reads, and all they do but decoding, which is given apart. Each figure is
the median of rounds of 50 packets, by the thread's own clock. `clean` is a sender on the reader's clock, `drift` one
100 ppm away, `lossy` one whose every 20th packet is lost and repaired from its copy.
"""

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from common.audio.stretch import lengthen, shorten
from common.audio.testsignal import Voice
from common.audio.varispeed import Varispeed
from common.model.units import BLOCK_S, PACKET_SAMPLES
from common.rtc.rtp import Rtp
from common.rtc.sound import SoundReceiver
from common.rtc.sound.decoding import make_decoder
from tests.helpers.soundline import SSRC, voice_packets

ROUND = 50
ROUNDS, QUICK_ROUNDS = 400, 60
SETTLING_PACKETS = 1600


def median_us(act: Callable[[int], None], rounds: int, first: int = 0) -> float:
    """Time `act` on numbers that go on."""
    taken: list[float] = []
    for start in range(first, first + rounds * ROUND, ROUND):
        before_s = time.thread_time()
        for number in range(start, start + ROUND):
            act(number)
        taken.append((time.thread_time() - before_s) / ROUND * 1e6)
    return statistics.median(taken)


class Driven:
    """A receiver given a packet and asked for two blocks, as time passes."""

    def __init__(self, sender_ppm: float = 0.0, lost_every: int = 0) -> None:
        self.now_s = 0.0
        self.receiver = SoundReceiver(None, lambda: self.now_s)
        self._packets = voice_packets()
        self._packet_s = 2 * BLOCK_S / (1 + sender_ppm * 1e-6)
        self._lost_every = lost_every

    def step(self, number: int) -> None:
        """Let 20 ms of the reader's clock pass, and what the sender sent in it come."""
        reads_s = number * 2 * BLOCK_S
        sent = round(reads_s / self._packet_s)
        if not (self._lost_every and sent % self._lost_every == 0):
            self.now_s = sent * self._packet_s
            payload = self._packets[sent % len(self._packets)]
            packet = Rtp(111, False, sent & 0xFFFF, sent * PACKET_SAMPLES & 0xFFFFFFFF, SSRC, payload)
            self.receiver.put(packet, self.now_s)
        for read in range(2):
            self.now_s = reads_s + 0.004 + read * BLOCK_S
            self.receiver.read()


def measure(rounds: int) -> dict[str, float | str]:
    """Time everything."""
    packets, decoder = voice_packets(), make_decoder()
    result: dict[str, float | str] = {"machine": platform.machine(), "packets": rounds * ROUND}
    decode_us = median_us(lambda n: void(decoder.decode(packets[n % len(packets)])), rounds)
    result["decode_us"] = decode_us
    for name, driven in (("clean", Driven()), ("drift", Driven(100.0)), ("lossy", Driven(lost_every=20))):
        for number in range(SETTLING_PACKETS):
            driven.step(number)
        total_us = median_us(driven.step, rounds, SETTLING_PACKETS)
        result[f"{name}_us"] = total_us
        result[f"{name}_without_decoding_us"] = total_us - decode_us
    piece = Voice(1).take(PACKET_SAMPLES * 10)[-PACKET_SAMPLES:, 0]
    varispeed = Varispeed()
    result["varispeed_us"] = median_us(lambda _: void(varispeed.convert(piece, 100.0)), rounds)
    result["shorten_us"] = median_us(lambda _: void(shorten(piece, 480)), rounds)
    result["lengthen_us"] = median_us(lambda _: void(lengthen(piece, 480)), rounds)
    return result


def void(_: object) -> None:
    """Take a result that nobody wants."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench.receiver")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    result = measure(QUICK_ROUNDS if options.quick else ROUNDS)
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
