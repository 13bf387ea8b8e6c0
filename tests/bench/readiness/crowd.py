"""Twenty delegates check their network at once while one speaks: does the hall hear it? Real processes, one machine.

The speaker hisses, in which a gap shows, and says a chirp every 0.6 s, which shows its delay. First nobody
checks; then all do, by the app's own network check, as fast as the console lets them.

`python -m tests.bench.readiness.crowd LINK ...` is the crowd: a check for each link, a line of JSON for each result.
"""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from common.audio.level import from_db
from common.audio.wav import write_wav
from common.control.joinlink import JoinLink, parse_join_link
from common.model.checks import CheckName, CheckResult
from common.model.ids import ParticipantId
from common.model.units import SAMPLE_RATE_HZ
from common.protocol.codec import ConsoleMessage
from common.protocol.operator import Health, LinkReports
from delegate_app.core.checks.network import NetworkCheck
from room_console.core.opening import OPERATOR_LINK
from room_console.rehearsal.children import Child
from room_console.rehearsal.recordings import MOST_DELAY_S, Recording
from room_console.rehearsal.staff import StaffLink
from tests.bench.sound.analysis import gap_ms, median
from tests.bench.sound.signals import CHIRP_PERIOD_S, chirps
from tests.helpers.control import until
from tests.helpers.halltape import HALL, sent
from tests.helpers.meetingrig import MeetingRig, meeting

DELEGATES: Final = 20
SPEAKER: Final = "speaker"
SETTLE_S: Final = 6.0
"""From the start of the speaker's process to the first chirp that counts."""
ALONE_S, QUICK_ALONE_S = 30.0, 6.0
CROWD_S, QUICK_CROWD_S = 300.0, 16.0
"""The longest that the crowd may take; in a quick run the first of them are measured and the others wait."""
LOOP_S: Final = 10 * CHIRP_PERIOD_S
HISS_DBFS: Final = -40.0
"""So far under the chirps that these are found as well as without it."""
SEED: Final = 7
_CROWD_NICENESS: Final = 10
"""The delegates' own computers are not the console's: here they share its cores, and stand back."""


class Said(NamedTuple):
    """A chirp: when it was said, and how long it took to the hall."""

    at_mono_s: float
    delay_ms: float


class Times(NamedTuple):
    """When nobody checked, and when the crowd did."""

    alone_mono_s: float
    crowd_mono_s: float
    end_mono_s: float


class Told(NamedTuple):
    """What the console said of one second."""

    at_mono_s: float
    late_ms: float
    cpu_share: float
    lost: float
    concealed: float


class Watch(StaffLink):
    """The technician's window: each second how late the hall's blocks are, and what of the speaker's was made up."""

    def __init__(self, link: JoinLink) -> None:
        super().__init__(link)
        self._told: list[Told] = []

    def on_message(self, message: ConsoleMessage) -> None:
        """Note the console's health, and how the speaker's uplink arrives."""
        if isinstance(message, Health):
            self._told.append(Told(time.monotonic(), message.media_lateness_ms, message.cpu_share, 0.0, 0.0))
        elif isinstance(message, LinkReports) and self._told:
            report = message.reports.get(ParticipantId(SPEAKER))
            if report is not None and report.uplink is not None:
                self._told[-1] = self._told[-1]._replace(lost=report.uplink.loss, concealed=report.uplink.concealed)

    def between(self, from_mono_s: float, to_mono_s: float) -> dict[str, float | None]:
        """Sum up some seconds."""
        told = [one for one in self._told if from_mono_s < one.at_mono_s <= to_mono_s]
        return {
            "lateness_p95_ms": median([one.late_ms for one in told]),
            "most_lateness_p95_ms": max((one.late_ms for one in told), default=None),
            "core_cpu_share": median([one.cpu_share for one in told]),
            "most_lost_percent": max((round(100 * one.lost, 2) for one in told), default=None),
            "most_concealed_percent": max((round(100 * one.concealed, 2) for one in told), default=None),
        }


def crowd(is_quick: bool) -> dict[str, object]:
    """Measure what a crowd that checks does to a speaker's sound."""
    with tempfile.TemporaryDirectory(prefix="hemicycle-crowd-") as folder:
        return asyncio.run(measure(Path(folder), is_quick))


async def measure(folder: Path, is_quick: bool) -> dict[str, object]:
    """Hold the meeting, then read its tapes."""
    write_wav(folder / "speech.wav", speech()[:, None])
    names = tuple(f"delegate-{number}" for number in range(1, DELEGATES + 1))
    rig = MeetingRig(folder, (SPEAKER, *names), HALL)
    async with meeting(rig, "--rehearse", str(folder / "hall")):
        watch = Watch(await operator_link(rig))
        async with watch:
            rig.enter(SPEAKER, "--audio-in", str(folder / "speech.wav"), "--request-floor")
            await asyncio.sleep(SETTLE_S)
            alone_mono_s = time.monotonic()
            await asyncio.sleep(QUICK_ALONE_S if is_quick else ALONE_S)
            crowd_mono_s = time.monotonic()
            checking = rig.child("crowd", "tests.bench.readiness.crowd", *(rig.links[name] for name in names))
            await ended(checking, QUICK_CROWD_S if is_quick else CROWD_S)
            times = Times(alone_mono_s, crowd_mono_s, time.monotonic())
    found = figures(rig.spoken(SPEAKER), sent(folder / "hall"), times)
    told = {"console_alone": watch.between(alone_mono_s, crowd_mono_s)}
    told["console"] = watch.between(crowd_mono_s, times.end_mono_s)
    return {"delegates": DELEGATES, **found, **told, **results(checking.log)}


async def operator_link(rig: MeetingRig) -> JoinLink:
    """Read the link that the core has laid out; it has when the rig is open."""
    return parse_join_link(await asyncio.to_thread((rig.state / OPERATOR_LINK).read_text))


def speech() -> Any:
    """Return what the speaker says again and again; on a steady tone the codec's voice mode would overshoot."""
    hiss = np.random.default_rng(SEED).standard_normal(round(LOOP_S * SAMPLE_RATE_HZ)).astype(np.float32)
    return from_db(HISS_DBFS) * hiss + chirps(LOOP_S).sound


async def ended(child: Child, most_s: float) -> None:
    """Wait until a process ends, at most so long."""
    with contextlib.suppress(TimeoutError):
        await until(lambda: child.exit_code is not None, most_s)


def figures(spoken: Recording, heard: Recording, times: Times) -> dict[str, object]:
    """Compare the sound while the crowd checked with that before."""
    said = delays(spoken, heard)
    alone = [one.delay_ms for one in said if times.alone_mono_s <= one.at_mono_s < times.crowd_mono_s]
    among = [one.delay_ms for one in said if times.crowd_mono_s <= one.at_mono_s < times.end_mono_s - MOST_DELAY_S]
    if not alone or not among:
        raise ValueError(f"{len(alone)} and {len(among)} chirps were heard")
    usual_ms = float(np.median(alone))
    whole = round((times.end_mono_s - MOST_DELAY_S - times.crowd_mono_s) / CHIRP_PERIOD_S)
    return {
        "seconds": round(times.end_mono_s - times.crowd_mono_s, 1),
        "delay_alone_ms": round(usual_ms, 1),
        "delay_ms": round(float(np.median(among)), 1),
        "most_added_ms": round(max(among) - usual_ms, 1),
        "most_added_alone_ms": round(max(alone) - usual_ms, 1),
        "longest_gap_ms": gap_ms(heard.between(times.crowd_mono_s, times.end_mono_s)),
        "longest_gap_alone_ms": gap_ms(heard.between(times.alone_mono_s, times.crowd_mono_s)),
        "chirps_heard": len(among),
        "chirps_said": whole,
    }


def delays(spoken: Recording, heard: Recording) -> list[Said]:
    """Match each chirp heard with the one said last before it."""
    mouths, found = np.array(spoken.chirps()), []
    for ear_mono_s in heard.chirps():
        before = mouths[mouths <= ear_mono_s]
        if len(before) and ear_mono_s - before[-1] < CHIRP_PERIOD_S:
            found.append(Said(float(before[-1]), 1000.0 * float(ear_mono_s - before[-1])))
    return found


def results(log: Path) -> dict[str, object]:
    """Sum up what the crowd found."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    return {
        "checked": len(lines),
        "least_down_mbps": min((line["down_mbps"] for line in lines if line["down_mbps"]), default=None),
        "least_up_mbps": min((line["up_mbps"] for line in lines if line["up_mbps"]), default=None),
        "longest_check_s": max((line["took_s"] for line in lines), default=None),
    }


async def check(link: str) -> None:
    """Check once, and print what came of it."""
    begun_s = time.monotonic()
    found = {result.name: result for result in await NetworkCheck(parse_join_link(link), None).run(lambda _: None)}
    took_s = round(time.monotonic() - begun_s, 1)
    print(
        json.dumps(
            {"took_s": took_s, "down_mbps": _value(found[CheckName.DOWN]), "up_mbps": _value(found[CheckName.UP])}
        )
    )
    sys.stdout.flush()


async def check_all(links: Sequence[str]) -> None:
    """Let everyone check at once."""
    async with asyncio.TaskGroup() as group:
        for link in links:
            group.create_task(check(link))


def _value(result: CheckResult) -> float | None:
    return None if result.value is None else round(result.value, 2)


def main(links: Sequence[str]) -> None:
    """Be the crowd."""
    if hasattr(os, "nice"):
        os.nice(_CROWD_NICENESS)
    asyncio.run(check_all(links))


if __name__ == "__main__":
    main(sys.argv[1:])
