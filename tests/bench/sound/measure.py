"""One peer, measured: clean line, jitter and the way back from it, single losses, speech over lossy lines."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound import signals
from tests.bench.sound.analysis import chirp_delays, cut_out, gap_ms, median, p95, recovery_s
from tests.bench.sound.peers.base import Peer
from tests.bench.sound.plan import JITTERY, Plan, lossy
from tests.bench.sound.quality import pesq_score, visqol_score
from tests.bench.sound.rig import REMOTE, PeerFailedError, Rig
from tests.bench.sound.speech import Speech
from tests.bench.sound.types import Heard, Sound

BACK_WITHIN_MS = 10.0
DROP_S, DROP_AT_S, DROP_TONE_S = 8.0, 3.0, 5.0
NEAR_DROP_S = 1.0
QUIET_S = 0.1

Row = dict[str, Any]


@dataclass
class Course:
    """What is gathered under way."""

    rig: Rig
    peer: Peer
    plan: Plan
    rows: list[Row] = field(default_factory=list)
    missed_cycles: int = 0
    look: list[Callable[[], None]] = field(default_factory=list)
    """What there is to find in what was heard, once nobody is measured any more."""

    async def say(self, sound: Sound, acts: Sequence[tuple[float, Callable[[], None]]] = ()) -> Heard:
        """Run a session."""
        heard = await self.rig.run(sound, acts)
        self.missed_cycles += heard.missed_cycles
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
            "rig": {"missed_cycles": course.missed_cycles, "link_lateness_p99_ms": self.link_lateness_p99_ms},
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
            row.update(_delays(chirped, sound[chirps_at : places[plan.losses[0]]]))
            for loss, place in places.items():
                _keep_scores(row, "pesq", loss, _scores(spoken, sound[place:], usual(row), False))

    course.look.append(look)


async def clean(course: Course) -> None:
    """Measure the delay on a clean line."""
    said = signals.chirps(course.plan.clean_s)
    heard = await course.say(said.sound)
    for row, sound in zip(course.rows, heard.sound, strict=True):
        row.update(_delays(said, sound))


async def jitter(course: Course) -> None:
    """Measure the delay under jitter, and how long it takes to come back when the jitter ends."""
    plan, link = course.plan, course.rig.link
    said = signals.chirps(plan.jitter_s + plan.recover_s)
    acts = [(0.0, lambda: link.impair(REMOTE, JITTERY)), (plan.jitter_s, lambda: link.heal(REMOTE))]
    heard = await course.say(said.sound, acts)
    for row, sound in zip(course.rows, heard.sound, strict=True):
        delays = chirp_delays(said.places, sound)
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
    for _ in range(course.plan.drops):
        heard = await course.say(sound, [(DROP_AT_S, lambda: _drop_one(course))])
        for number, row in enumerate(heard.sound):
            first = [delay.delay_ms for delay in chirp_delays(before.places, row[: len(before.sound)])]
            last = [delay.delay_ms for delay in chirp_delays(after.places, row[starts:])]
            around = row[int((DROP_AT_S - 0.2) * SAMPLE_RATE_HZ) : int((DROP_AT_S + NEAR_DROP_S) * SAMPLE_RATE_HZ)]
            gaps[number].append(gap_ms(around))
            if first and last:
                added[number].append((median(last) or 0.0) - (median(first) or 0.0))
    for number, row_ in enumerate(course.rows):
        row_ |= {"one_packet_lost": {"gap_ms": median(gaps[number]), "added_delay_ms": median(added[number])}}


async def quality(course: Course, speech: Speech, key: str, loss: int) -> None:
    """Say the clips over a line that loses, and score what was heard."""
    course.rig.link.impair(REMOTE, lossy(loss, is_bursty=key != "pesq"))
    said = signals.utterances(speech.clips, course.plan.lead_s)
    heard = await course.say(said.sound)
    course.rig.link.heal(REMOTE)
    begun = heard.started_mono_s + course.plan.lead_s
    reports = course.peer.reports(course.rig, begun, heard.started_mono_s + len(said.sound) / SAMPLE_RATE_HZ)
    for direction, row in zip(course.rig.directions, course.rows, strict=True):
        _keep_scores(row, key, loss, reports.get(direction.name, {}))
    for row, sound in zip(course.rows, heard.sound, strict=True):
        scores = await asyncio.to_thread(_scores, said, sound, usual(row), course.plan.has_visqol)
        _keep_scores(row, key, loss, scores)


def _delays(said: signals.Chirps, heard: Sound) -> Row:
    delays = [delay.delay_ms for delay in chirp_delays(said.places, heard)]
    return {"mouth_to_ear_ms": median(delays), "mouth_to_ear_p95_ms": p95(delays), "chirps": len(delays)}


def _keep_scores(row: Row, key: str, loss: int, scores: Mapping[str, Any]) -> None:
    for name, value in scores.items():
        row.setdefault(name if key == "pesq" else f"{name}_bursty", {})[str(loss)] = value


def usual(row: Row) -> float:
    """Return a direction's delay on the clean line, ms."""
    found = row.get("mouth_to_ear_ms")
    return 0.0 if found is None else float(found)


def worst_of(rows: Sequence[Row]) -> Row:
    """Return what holds in every direction: the longer delay, the lower score; None where one direction has none."""
    first = rows[0]
    worst: Row = {}
    for key, value in first.items():
        others = [row.get(key) for row in rows]
        if isinstance(value, Mapping):
            worst[key] = _worst_of_each(key, [other or {} for other in others])
        else:
            worst[key] = _worst(key, others)
    return worst


def _worst_of_each(key: str, rows: Sequence[Mapping[str, Any]]) -> Row:
    return {name: _worst(key, [row.get(name) for row in rows]) for name in rows[0]}


def _worst(key: str, values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return min(known) if key.startswith(("pesq", "visqol", "reached")) or key == "chirps" else max(known)


def _scores(said: signals.Utterances, heard: Sound, usual_ms: float, has_visqol: bool) -> Row:
    """Return the mean score of all clips, and their median delay."""
    cuts = [cut_out(clip.sound, place, heard, usual_ms) for place, clip in said.places]
    scorers = {"pesq": pesq_score} | ({"visqol": visqol_score} if has_visqol else {})
    scores: Row = {}
    for name, score in scorers.items():
        known = [value for cut in cuts if (value := score(cut.said, cut.heard)) is not None]
        if known:
            scores[name] = round(sum(known) / len(known), 2)
    return scores | {"speech_delay_ms": median([delay for cut in cuts for delay in cut.delays_ms])}


def _drop_one(course: Course) -> None:
    course.rig.link.drop_next(REMOTE, "down", least_bytes=course.peer.voice_bytes)
    course.rig.link.drop_next(REMOTE, "up", least_bytes=course.peer.voice_bytes)
