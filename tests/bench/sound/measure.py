"""One peer, measured: clean line, jitter and the way back from it, single losses, speech over lossy lines."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound import signals
from tests.bench.sound.analysis import chirp_delays, gap_ms, median, p95, recovery_s
from tests.bench.sound.peers.base import Peer
from tests.bench.sound.plan import JITTERY, Plan, lossy
from tests.bench.sound.rig import REMOTE, PeerFailedError, Rig
from tests.bench.sound.scoring import Row, Scores, keep, usual, worst_of
from tests.bench.sound.speech import Speech
from tests.bench.sound.stalls import Stall, since, still_ms, summary_of
from tests.bench.sound.types import Heard, Sound

BACK_WITHIN_MS = 10.0
DROP_S, DROP_AT_S, DROP_TONE_S = 8.0, 3.0, 5.0
NEAR_DROP_S = 1.0
QUIET_S = 0.1
STOPS = ("missed_cycles", "stalls", "stalled_ms")


@dataclass
class Course:
    """What is gathered under way."""

    rig: Rig
    peer: Peer
    plan: Plan
    rows: list[Row] = field(default_factory=list)
    sessions: list[dict[str, float]] = field(default_factory=list)
    """What the machine did in each."""
    look: list[Callable[[], None]] = field(default_factory=list)
    """What there is to find in what was heard, once nobody is measured any more."""

    async def say(self, sound: Sound, acts: Sequence[tuple[float, Callable[[], None]]] = ()) -> Heard:
        """Run a session."""
        heard = await self.rig.run(sound, acts)
        seconds = heard.sound.shape[1] / SAMPLE_RATE_HZ
        self.sessions.append(summary_of(seconds, heard.stalls, heard.missed_cycles))
        return heard


@dataclass(frozen=True, slots=True)
class Measured:
    """A peer's turn, over: everything was said and heard."""

    course: Course
    link_lateness_p99_ms: float

    def figures(self) -> dict[str, Any]:
        """Look at what was heard; return the figures, by direction and in all. Raises: PeerFailedError."""
        course = self.course
        for look in course.look:
            look()
        worst = worst_of(course.rows)
        if not worst["chirps"]:
            raise PeerFailedError("nothing was heard of it on the clean line")
        directions = zip(course.rig.directions, course.rows, strict=True)
        return {
            **worst,
            "directions": {direction.name: row for direction, row in directions},
            "device": course.peer.device,
            "rig": {
                **{key: round(sum(session[key] for session in course.sessions), 1) for key in STOPS},
                "link_lateness_p99_ms": self.link_lateness_p99_ms,
                "sessions": course.sessions,
            },
        }


async def measure(rig: Rig, peer: Peer, plan: Plan, speech: Speech) -> Measured:
    """Run the plan on a peer that is up."""
    course = Course(rig, peer, plan, [{} for _ in rig.directions])
    await asyncio.to_thread(rig.patch)
    await (all_in_one if plan.is_quick else at_length)(course, speech)
    return Measured(course, rig.link.statistics().lateness_p99_ms)


async def at_length(course: Course, speech: Speech) -> None:
    """Take a session for each question."""
    await course.say(signals.lead(speech.clips[0], course.plan.settle_s))
    await course.peer.settled(course.rig)
    await clean(course)
    await jitter(course)
    await drops(course)
    for key, losses in (("pesq", course.plan.losses), ("pesq_bursty", course.plan.bursty_losses)):
        for loss in losses:
            await quality(course, speech, key, loss)


async def all_in_one(course: Course, speech: Speech) -> None:
    """Ask in one session for the delay on the clean line, then for the quality at each loss; look at it later."""
    plan, link = course.plan, course.rig.link
    await course.say(signals.lead(speech.clips[0], plan.settle_s))
    await course.peer.settled(course.rig)
    parts, acts = [signals.lead(speech.clips[0], QUIET_S)], list[tuple[float, Callable[[], None]]]()
    chirped, spoken = signals.chirps(plan.clean_s), signals.utterances(speech.clips, plan.lead_s)
    chirps_at = len(parts[0])
    parts.append(chirped.sound)
    places = dict[int, int]()
    for loss in plan.losses:
        places[loss] = sum(len(part) for part in parts)
        acts.append((places[loss] / SAMPLE_RATE_HZ, partial(link.impair, REMOTE, lossy(loss, is_bursty=False))))
        parts.append(spoken.sound)
    heard = await course.say(np.concatenate(parts), acts)
    link.heal(REMOTE)

    def look() -> None:
        for row, sound in zip(course.rows, heard.sound, strict=True):
            row.update(_delays(chirped, sound[chirps_at : places[plan.losses[0]]], since(heard.stalls, chirps_at)))
            for loss, place in places.items():
                scores = Scores(plan)
                scores.take(spoken, sound[place:], since(heard.stalls, place), usual(row))
                keep(row, "pesq", loss, scores.figures())

    course.look.append(look)


async def clean(course: Course) -> None:
    """Measure the delay on a clean line."""
    said = signals.chirps(course.plan.clean_s)
    heard = await course.say(said.sound)
    for row, sound in zip(course.rows, heard.sound, strict=True):
        row.update(_delays(said, sound, heard.stalls))


async def jitter(course: Course) -> None:
    """Measure the delay under jitter, and how long it takes to come back when the jitter ends."""
    plan, link = course.plan, course.rig.link
    said = signals.chirps(plan.jitter_s + plan.recover_s)
    acts = [(0.0, lambda: link.impair(REMOTE, JITTERY)), (plan.jitter_s, lambda: link.heal(REMOTE))]
    heard = await course.say(said.sound, acts)
    for row, sound in zip(course.rows, heard.sound, strict=True):
        delays = chirp_delays(said.places, sound, heard.stalls)
        under = [delay.delay_ms for delay in delays if plan.jitter_s / 3 <= delay.said_s < plan.jitter_s]
        usual = row["mouth_to_ear_ms"]
        back = recovery_s(delays, plan.jitter_s, usual, BACK_WITHIN_MS) if usual is not None else None
        row |= {"jitter_30_ms": {"median_ms": median(under), "p95_ms": p95(under), "back_to_clean_s": back}}


async def drops(course: Course) -> None:
    """Lose exactly one packet in a tone: how long is it silent, and how much later does sound come afterwards?"""
    gaps: list[list[float]] = [[] for _ in course.rows]
    added: list[list[float]] = [[] for _ in course.rows]
    before = signals.chirps(DROP_AT_S - 1.0)
    after = signals.chirps(DROP_S - DROP_TONE_S)
    sound = np.concatenate((before.sound, signals.tone(DROP_TONE_S - DROP_AT_S + 1.0), after.sound))
    starts = len(sound) - len(after.sound)
    for _ in range(course.plan.drops * course.plan.tries):
        heard = await course.say(sound, [(DROP_AT_S, lambda: _drop_one(course))])
        if still_ms(heard.stalls, 0, len(sound)) > course.plan.most_stalled_ms:
            continue
        for number, row in enumerate(heard.sound):
            first = [delay.delay_ms for delay in chirp_delays(before.places, row[: len(before.sound)], heard.stalls)]
            last = [d.delay_ms for d in chirp_delays(after.places, row[starts:], since(heard.stalls, starts))]
            around = row[int((DROP_AT_S - 0.2) * SAMPLE_RATE_HZ) : int((DROP_AT_S + NEAR_DROP_S) * SAMPLE_RATE_HZ)]
            gaps[number].append(gap_ms(around))
            if first and last:
                added[number].append((median(last) or 0.0) - (median(first) or 0.0))
        if len(gaps[0]) == course.plan.drops:
            break
    for number, row_ in enumerate(course.rows):
        row_ |= {"one_packet_lost": {"gap_ms": median(gaps[number]), "added_delay_ms": median(added[number])}}


async def quality(course: Course, speech: Speech, key: str, loss: int) -> None:
    """Say the clips over a line that loses, those that a stall spoilt once more, and score what was heard."""
    plan, left = course.plan, speech.clips
    all_scores = [Scores(plan) for _ in course.rows]
    spans: list[tuple[float, float]] = []
    course.rig.link.impair(REMOTE, lossy(loss, is_bursty=key != "pesq"))
    for _ in range(plan.tries):
        said = signals.utterances(left, plan.lead_s)
        heard = await course.say(said.sound)
        begun_mono_s = heard.started_mono_s
        spans.append((begun_mono_s + plan.lead_s, begun_mono_s + len(said.sound) / SAMPLE_RATE_HZ))
        for row, sound, scores in zip(course.rows, heard.sound, all_scores, strict=True):
            left = await asyncio.to_thread(scores.take, said, sound, heard.stalls, usual(row))
        if not left:
            break
    course.rig.link.heal(REMOTE)
    reports = course.peer.reports(course.rig, spans[0][0], spans[-1][1])
    for direction, row, scores in zip(course.rig.directions, course.rows, all_scores, strict=True):
        keep(row, key, loss, {**reports.get(direction.name, {}), **scores.figures()})


def _delays(said: signals.Chirps, heard: Sound, stalls: Sequence[Stall]) -> Row:
    delays = [delay.delay_ms for delay in chirp_delays(said.places, heard, stalls)]
    return {"mouth_to_ear_ms": median(delays), "mouth_to_ear_p95_ms": p95(delays), "chirps": len(delays)}


def _drop_one(course: Course) -> None:
    course.rig.link.drop_next(REMOTE, "down", least_bytes=course.peer.voice_bytes)
    course.rig.link.drop_next(REMOTE, "up", least_bytes=course.peer.voice_bytes)
