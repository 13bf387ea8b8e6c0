"""Made-up readiness of made-up people: what their checks found, and how they sound now."""

from dataclasses import replace
from typing import Final

import msgspec

from common.model.checks import CheckName, CheckResult, Finding, Fitness, ReadinessReport, Verdict, judged
from common.model.ids import ChannelNumber, ParticipantId
from common.protocol.checks import LiveFitness
from room_console.ui.state import ConsoleState
from tests.gallery.madeup import NOW_MS

_GOOD: Final[dict[CheckName, float]] = {
    CheckName.TCP: 21.0,
    CheckName.TLS: 48.0,
    CheckName.CONTROL: 23.0,
    CheckName.UDP: 24.0,
    CheckName.CLOCK: 0.4,
    CheckName.ROUND_TRIP: 31.0,
    CheckName.JITTER: 4.0,
    CheckName.LOSS: 0.1,
    CheckName.LOADED_ROUND_TRIP: 84.0,
    CheckName.DOWN: 48.2,
    CheckName.UP: 11.7,
    CheckName.CAMERA_LIGHT: 128.0,
    CheckName.BAND: 15_400.0,
    CheckName.LEVEL: -24.0,
    CheckName.NOISE: -68.0,
    CheckName.SNR: 43.0,
    CheckName.CLIPPING: 0.0,
    CheckName.REVERBERATION: 0.3,
}
_NARROW: Final[dict[CheckName, float]] = {CheckName.BAND: 3_700.0, CheckName.SNR: 14.0, CheckName.LEVEL: -37.0}
_SLOW: Final[dict[CheckName, float]] = {CheckName.UP: 1.8, CheckName.LOSS: 3.4, CheckName.ROUND_TRIP: 212.0}
_NOISY: Final[dict[CheckName, float]] = {CheckName.SNR: 24.0, CheckName.LOSS: 1.6}
_KINDS: Final = (
    (_GOOD, Finding.GOOD, "Jabra Evolve2 40"),
    (_GOOD | _NARROW, Finding.HANDS_FREE, "AirPods Pro (hands-free)"),
    (_GOOD | _NOISY, Finding.BUILT_IN, "Built-in microphone"),
    (_GOOD | _SLOW, Finding.GOOD, "Logitech H390"),
)


def report(kind: int, days_ago: float = 0.0, is_complete: bool = True) -> ReadinessReport:
    """Return a run: 0 all is well, 1 a telephone's voice, 2 with care, 3 a poor line."""
    values, finding, headset = _KINDS[kind % len(_KINDS)]
    verdicts = {Finding.HANDS_FREE: Verdict.FAIL, Finding.BUILT_IN: Verdict.WARN}
    microphone = CheckResult(CheckName.MICROPHONE, verdicts.get(finding, Verdict.PASS), finding, None, headset)
    results = [_result(name, value) for name, value in values.items()]
    blocked = CheckResult(CheckName.RELAY_UDP, Verdict.SKIPPED, Finding.NOT_OFFERED)
    return ReadinessReport(
        NOW_MS - round((days_ago * 24 + 0.7) * 3_600_000),
        "hemicycle-delegate 0.4",
        "Windows 11",
        (*results, microphone, blocked),
        is_complete,
    )


def _result(name: CheckName, value: float) -> CheckResult:
    try:
        return judged(name, value)
    except KeyError:
        return CheckResult(name, Verdict.PASS, Finding.GOOD, value)


def history(kind: int) -> tuple[ReadinessReport, ...]:
    """Return three runs, the newest first: it became better, or worse."""
    return report(kind), report(kind + 1, 1.2, is_complete=False), report(kind + 2, 3.0)


def after_checks(state: ConsoleState) -> ConsoleState:
    """Return the state after all but every fourth have tested; every hundredth cancelled their run."""
    assert state.view is not None
    numbers = [int(who.removeprefix("p-")) for who in state.view.participants if who.startswith("p-")]
    kinds = (0, 0, 1, 0, 2, 0, 3)
    reports = {ParticipantId(f"p-{n}"): report(kinds[n % 7], n % 5 / 2, n % 100 != 10) for n in numbers if n % 4 != 3}
    return replace(state, readiness=reports)


def sounding(state: ConsoleState, **fitness: Fitness) -> ConsoleState:
    """Return the state with these heard now: `p_1=Fitness.UNFIT`."""
    reports = dict(state.reports)
    for name, found in fitness.items():
        who = ParticipantId(name.replace("_", "-"))
        kind = {Fitness.FIT: 0, Fitness.UNFIT: 1}.get(found, 2)
        sound = tuple(r for r in report(kind).results if r.name in (CheckName.BAND, CheckName.LEVEL, CheckName.SNR))
        live = LiveFitness(found, 12.4, sound)
        reports[who] = msgspec.structs.replace(reports[who], fitness=live, has_uplink=True)
    return replace(state, reports=reports)


def voted(state: ConsoleState, *channels: int) -> ConsoleState:
    """Return the state after the booths of these channels said that they cannot interpret."""
    assert state.view is not None
    raised = tuple(ChannelNumber(channel) for channel in channels)
    return replace(state, view=replace(state.view, cannot_interpret=raised))
