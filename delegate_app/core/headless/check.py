"""The checks without a window: every step in turn, as fast as it goes, with nobody to press a key."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import msgspec

from common.aio.realtime import favour_sound
from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_join_link
from common.model.checks import AREAS, CheckName, ReadinessReport, Verdict
from delegate_app.core.build import check_delegate
from delegate_app.core.checks.state import CheckState, Delivery, Step
from delegate_app.core.client import DelegateClient
from delegate_app.core.headless.process import on_end_signals
from delegate_app.core.state import DelegateState

DEVICES_WAIT_S = 5.0
PICTURE_WAIT_S = 5.0
DELIVERY_WAIT_S = 20.0


class CheckExit(IntEnum):
    """How `delegate_app check` ends."""

    PASS = 0
    WARN = 1
    FAIL = 2
    NOT_DONE = 3
    """Nothing was judged, or not kept: a wrong command line, no display, broken off, a file that can't be written."""


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the command line says. Without `audio_in` and `audio_out` this machine's devices are checked."""

    link: str | None = None
    audio_in: str | None = None
    audio_out: str | None = None
    camera: str | None = None
    json: Path | None = None
    text: Path | None = None


class HeadlessCheck:
    """Takes a delegate that is started through a whole run. Thread: the client's loop."""

    def __init__(self, client: DelegateClient, on_change: Callable[[CheckState], None]) -> None:
        self._client = client
        self._on_change = on_change
        self._changed = asyncio.Event()

    async def run(self, link: str | None) -> CheckState:
        """Run to the report and its delivery. Raises: UserError(`link_invalid`)."""
        unsubscribe = self._client.subscribe(self._note)
        checks = self._client.checks
        try:
            await checks.start(link)
            await self._until(_has_devices, DEVICES_WAIT_S)
            if self._client.state.devices.camera is not None:
                await checks.go(Step.CAMERA)
                await self._until(_has_picture, PICTURE_WAIT_S)
            await checks.go(Step.SILENCE)
            await self._hear()
            await checks.go(Step.NETWORK)
            await self._until(lambda s: not s.checks.network.is_running)
            await checks.finish()
            await self._until(lambda s: s.checks.delivery is not Delivery.SENDING, DELIVERY_WAIT_S)
            return checks.state
        finally:
            unsubscribe()

    async def _hear(self) -> None:
        checks = self._client.checks
        await checks.record()
        await self._until(lambda s: not s.checks.is_recording)
        if checks.state.has_recording and self._client.state.devices.headphone is not None:
            await checks.play()
            await self._until(lambda s: not s.checks.is_playing)

    def _note(self, state: DelegateState) -> None:
        self._changed.set()
        self._on_change(state.checks)

    async def _until(self, is_so: Callable[[DelegateState], bool], most_s: float | None = None) -> None:
        """Wait for a state; where it does not come in time, go on without it."""
        try:
            async with asyncio.timeout(most_s):
                while not is_so(self._client.state):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return


async def run_check(options: CheckOptions, on_change: Callable[[CheckState], None]) -> CheckState | None:
    """Run the checks with devices of their own; None where SIGINT or SIGTERM broke them off.

    Raises: UserError(`link_invalid`, `device`).
    """
    if options.link is not None:
        parse_join_link(options.link)
    favour_sound()
    client, owner = check_delegate(options.audio_in, options.audio_out, options.camera), TaskOwner("check")
    await client.start()
    try:
        running = spawn(HeadlessCheck(client, on_change).run(options.link), name="check", owner=owner)
        on_end_signals(running.cancel)
        await asyncio.wait({running})
        return None if running.cancelled() else running.result()
    finally:
        await owner.cancel_all()
        await client.close()


def exit_of(report: ReadinessReport | None) -> CheckExit:
    """Return the exit code of a report."""
    if report is None:
        return CheckExit.NOT_DONE
    codes = {Verdict.PASS: CheckExit.PASS, Verdict.WARN: CheckExit.WARN, Verdict.FAIL: CheckExit.FAIL}
    return codes.get(report.verdict, CheckExit.NOT_DONE)


def report_json(report: ReadinessReport, target: str | None, delivery: Delivery) -> dict[str, Any]:
    """Return a report as JSON's values, with its verdicts spelt out and the area of each result."""
    made: dict[str, Any] = msgspec.to_builtins(report)
    areas = {name.value: area.value for area, names in AREAS.items() for name in names}
    for result in made["results"]:
        result["area"] = areas[result["name"]]
    head = {"verdict": report.verdict.value, "fitness": report.fitness.value, "meeting": target}
    return {**head, "delivery": delivery.value, **made}


def _has_devices(state: DelegateState) -> bool:
    devices = state.devices
    return devices.microphone is not None and (devices.camera is not None or not devices.cameras)


def _has_picture(state: DelegateState) -> bool:
    judged = (CheckName.CAMERA_LIGHT, CheckName.CAMERA_FRAMING)
    return sum(r.name in judged and r.verdict is not Verdict.SKIPPED for r in state.checks.live) == len(judged)
