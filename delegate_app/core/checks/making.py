"""The parts of the checks, made of what the delegate has."""

from collections.abc import Awaitable, Callable

from common.aio.clock import SystemClock
from common.aio.looprunner import LoopRunner
from delegate_app.core.checks.devices import device_results
from delegate_app.core.checks.report import Way
from delegate_app.core.checks.run import CheckParts, NetworkMeasuring
from delegate_app.core.checks.voice import VoiceCheck
from delegate_app.core.checks.webcam import WebcamCheck
from delegate_app.core.media import MediaSide
from delegate_app.core.statekeeper import StateKeeper
from delegate_app.core.webcam import Webcam


def check_parts(
    keeper: StateKeeper,
    runner: LoopRunner,
    side: MediaSide,
    webcam: Webcam,
    measure: Callable[[Way], NetworkMeasuring],
    find_way: Callable[[str | None], Awaitable[Way | None]],
    app: str,
) -> CheckParts:
    """Make them; see `CheckParts`."""
    return CheckParts(
        voice=VoiceCheck(runner, side, lambda: keeper.state.devices),
        picture=WebcamCheck(webcam, lambda: keeper.state.devices),
        judge_devices=device_results,
        measure=measure,
        find_way=find_way,
        app=app,
        clock=SystemClock(),
    )
