"""One run: a console with its store on disk and its door open, and another process that brings people in."""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from common.aio.realtime import favour_sound
from common.model.people import Role
from common.protocol.people import ApiKeyMade, MakeApiKey
from tests.helpers.consolekit import OLGA, ConsoleKit, console_kit, settings
from tests.helpers.peoplefile import people_csv

TICK_S, IDLE_S = 0.001, 1.0
POST_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    people: int
    active: int
    repeats: int


@dataclass(slots=True)
class Lateness:
    """By how much the loop was late, and what of it the loop itself took of the processor, ms.

    The second is the same whatever else runs on the machine; it leaves out waiting for the interpreter.
    """

    all_ms: list[float] = field(default_factory=list)
    held_ms: list[float] = field(default_factory=list)

    async def watch(self) -> None:
        """Wake every millisecond until cancelled."""
        while True:
            due_s, held_s = time.perf_counter() + TICK_S, time.thread_time()
            await asyncio.sleep(TICK_S)
            self.held_ms.append((time.thread_time() - held_s) * 1000)
            self.all_ms.append((time.perf_counter() - due_s) * 1000)

    def figures(self) -> dict[str, float]:
        """Return the worst and the 99th percentile, and how often it was over 5 ms."""
        ordered, held = sorted(self.all_ms), sorted(self.held_ms)
        return {
            "p99": round(ordered[int(len(ordered) * 0.99)], 2),
            "worst": round(ordered[-1], 2),
            "over_5_ms": sum(ms > 5 for ms in ordered),
            "ticks": len(ordered),
            "held_p99": round(held[int(len(held) * 0.99)], 2),
            "held_worst": round(held[-1], 2),
        }


async def measure(plan: Plan) -> dict[str, Any]:
    """Import, import again, change one; return the figures."""
    favour_sound()
    file = people_csv(plan.people, plan.active)
    changed = file.replace(b"person.7@", b"other.7@")
    taken: tuple[list[float], list[float], list[float]] = ([], [], [])
    spent_s: list[float] = []
    lateness, idle = Lateness(), Lateness()
    for _ in range(plan.repeats):
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / f"{number}.csv" for number in range(3)]
            for path, data in zip(files, (file, file, changed), strict=True):
                path.write_bytes(data)
            async with (
                console_kit(Path(folder) / "state", settings({OLGA: Role.OPERATOR})) as kit,
                _client(kit) as post,
            ):
                async with _watched(idle):
                    await asyncio.sleep(IDLE_S)
                before = kit.conductor.meeting.revision
                async with _watched(lateness):
                    for number, path in enumerate(files):
                        cpu_s = time.process_time()
                        answer = await post(path)
                        if number == 0:
                            spent_s.append(time.process_time() - cpu_s)
                        taken[number].append(answer["seconds"])
                        _check(plan, number, answer, kit.conductor.meeting.revision - before)
                assert kit.state.headcount.active == plan.active
    first_s, again_s, change_s = taken
    return {
        "people": plan.people,
        "active": plan.active,
        "file_bytes": len(file),
        "import_s": {"median": round(median(first_s), 3), "worst": round(max(first_s), 3)},
        "import_cpu_s": round(median(spent_s), 3),
        "same_again_s": {"median": round(median(again_s), 3), "worst": round(max(again_s), 3), "changes": 0},
        "one_changed_s": {"median": round(median(change_s), 3), "worst": round(max(change_s), 3)},
        "loop_late_ms": lateness.figures(),
        "idle_late_ms": idle.figures(),
    }


def _check(plan: Plan, number: int, answer: dict[str, Any], events: int) -> None:
    """Check what an import did: all new, then nothing, then one change."""
    if number == 0:
        assert answer["new"] == plan.people, answer["faults"]
    elif number == 1:
        assert (answer["same"], answer["new"], answer["changed"]) == (plan.people, 0, [])
    else:
        assert answer["changed"] == ["Anna Keller 7"]
    assert events == plan.people + (number == 2)


def table(figures: dict[str, Any]) -> str:
    """Write the figures for a reader."""
    late = figures["loop_late_ms"]
    lines = [f"{figures['people']} people, {figures['active']} active, {figures['file_bytes']} bytes of CSV over HTTPS"]
    for name, words in (
        ("import_s", "all new, on disk"),
        ("same_again_s", "the same again, nothing changes"),
        ("one_changed_s", "one of them changed"),
    ):
        lines.append(f"  {words:<34} median {figures[name]['median']:.3f} s, worst {figures[name]['worst']:.3f} s")
    lines.append(f"  processor time of the first, the console's own: {figures['import_cpu_s']:.3f} s")
    lines.append(
        f"  the core's loop was late by        p99 {late['p99']} ms, worst {late['worst']} ms,"
        f" over 5 ms {late['over_5_ms']} times of {late['ticks']};"
        f" it took itself p99 {late['held_p99']} ms, worst {late['held_worst']} ms"
    )
    idle = figures["idle_late_ms"]
    lines.append(
        f"  with nothing to do                 p99 {idle['p99']} ms, worst {idle['worst']} ms,"
        f" over 5 ms {idle['over_5_ms']} times of {idle['ticks']}"
    )
    return "\n".join(lines)


@contextlib.asynccontextmanager
async def _watched(lateness: Lateness) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(lateness.watch())
        yield
        task.cancel()


@contextlib.asynccontextmanager
async def _client(kit: ConsoleKit) -> AsyncIterator[Callable[[Path], Awaitable[dict[str, Any]]]]:
    """Yield what has a process of its own post a file, and returns what came of it."""
    operator = await kit.attach(OLGA)
    made = await kit.desk.handle(operator, MakeApiKey(ref=1, label="bench"))
    assert isinstance(made, ApiKeyMade)
    kit.audience.remove(operator)
    url = f"https://127.0.0.1:{kit.console.address.port}/api/people"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.people.client",
        url,
        made.key,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    wishes, told = process.stdin, process.stdout

    async def post(file: Path) -> dict[str, Any]:
        wishes.write(f"{file}\n".encode())
        async with asyncio.timeout(POST_TIMEOUT_S):
            answer: dict[str, Any] = json.loads(await told.readline())
        assert answer["status"] == 200, answer["faults"]
        return answer

    try:
        yield post
    finally:
        wishes.close()
        await process.wait()
