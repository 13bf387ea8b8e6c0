"""Made-up results of the checks: good ones, and what each failure of a network leads to."""

from collections.abc import Sequence
from dataclasses import replace

from common.model.checks import LIMITS, CheckName, CheckResult, Finding, Verdict, judged
from delegate_app.core.checks.state import merged

HOST = "console.example.org"
ADDRESS = "192.0.2.17"
Results = tuple[CheckResult, ...]
DEVICES_GOOD: Results = (
    CheckResult(CheckName.MICROPHONE, Verdict.PASS, Finding.GOOD, text="USB Headset"),
    CheckResult(CheckName.HEADPHONE, Verdict.PASS, Finding.GOOD, text="USB Headset"),
)
CAMERA_GOOD: Results = (
    CheckResult(CheckName.CAMERA, Verdict.PASS, Finding.GOOD, text="HD Webcam"),
    judged(CheckName.CAMERA_LIGHT, 128.0),
    judged(CheckName.CAMERA_CONTRAST, 52.0),
    judged(CheckName.CAMERA_FOCUS, 0.62),
    judged(CheckName.CAMERA_FRAMING, 0.04),
)
CAMERA_BAD: Results = (
    CAMERA_GOOD[0],
    CheckResult(CheckName.CAMERA_LIGHT, Verdict.WARN, Finding.BACKLIGHT, 51.0),
    judged(CheckName.CAMERA_CONTRAST, 15.0),
    judged(CheckName.CAMERA_FOCUS, 0.11),
    CheckResult(CheckName.CAMERA_FRAMING, Verdict.WARN, Finding.OFF_CENTRE, 0.31),
)
SOUND_GOOD: Results = (
    judged(CheckName.BAND, 15_200.0),
    judged(CheckName.LEVEL, -24.0),
    judged(CheckName.NOISE, -62.0),
    judged(CheckName.SNR, 38.0),
    judged(CheckName.CLIPPING, 0.0),
    judged(CheckName.HUM, -60.0),
    judged(CheckName.REVERBERATION, 0.28),
    judged(CheckName.GATE, 0.0),
    judged(CheckName.GAIN_CONTROL, 0.4),
    judged(CheckName.COMPRESSION, 17.0),
    judged(CheckName.ECHO, 52.0),
)
NETWORK_GOOD: Results = (
    CheckResult(CheckName.NAME, Verdict.PASS, Finding.GOOD, text=ADDRESS),
    CheckResult(CheckName.TCP, Verdict.PASS, Finding.GOOD, 18.0, ADDRESS),
    CheckResult(CheckName.TLS, Verdict.PASS, Finding.GOOD, 42.0),
    CheckResult(CheckName.CONTROL, Verdict.PASS, Finding.GOOD, 61.0),
    CheckResult(CheckName.UDP, Verdict.PASS, Finding.GOOD, 19.0, f"{ADDRESS}:41000"),
    CheckResult(CheckName.RELAY_UDP, Verdict.PASS, Finding.GOOD, 24.0),
    CheckResult(CheckName.RELAY_TCP, Verdict.PASS, Finding.GOOD, 31.0),
    CheckResult(CheckName.RELAY_TLS, Verdict.PASS, Finding.GOOD, 36.0),
    CheckResult(CheckName.CLOCK, Verdict.PASS, Finding.GOOD, 0.1),
    judged(CheckName.ROUND_TRIP, 38.0),
    judged(CheckName.JITTER, 4.0),
    judged(CheckName.LOSS, 0.1),
    judged(CheckName.LOADED_ROUND_TRIP, 96.0),
    judged(CheckName.DOWN, 46.2),
    judged(CheckName.UP, 11.8),
)


def _broken(*faults: CheckResult, finding: Finding = Finding.NOT_RUN) -> tuple[CheckResult, ...]:
    """Return what is found where nothing after the first fault could be measured."""
    names = [result.name for result in NETWORK_GOOD]
    last = max(names.index(fault.name) for fault in faults)
    rest = (CheckResult(name, Verdict.SKIPPED, finding) for name in names[last + 1 :])
    return merged(NETWORK_GOOD[:last], (*faults, *rest))


def _fault(name: CheckName, finding: Finding, text: str = "", value: float | None = None) -> CheckResult:
    return CheckResult(name, Verdict.FAIL, finding, value, text)


NETWORK_FAULTS: dict[str, tuple[CheckResult, ...]] = {
    "no-network": _broken(_fault(CheckName.NAME, Finding.NO_NETWORK, HOST)),
    "captive-portal": _broken(_fault(CheckName.TLS, Finding.CAPTIVE_PORTAL, ADDRESS)),
    "wrong-certificate": _broken(_fault(CheckName.TLS, Finding.WRONG_CERTIFICATE, ADDRESS)),
    "wrong-clock": merged(NETWORK_GOOD, [_fault(CheckName.CLOCK, Finding.CLOCK_AHEAD, value=4210.0)]),
    "console-gone": _broken(_fault(CheckName.DOWN, Finding.CONSOLE_GONE), finding=Finding.CONSOLE_GONE),
    "udp-blocked": merged(
        NETWORK_GOOD,
        [
            CheckResult(CheckName.UDP, Verdict.WARN, Finding.BLOCKED, text=f"{ADDRESS}:41000"),
            CheckResult(CheckName.RELAY_UDP, Verdict.WARN, Finding.BLOCKED),
        ],
    ),
}


def fails(results: Sequence[CheckResult], *names: CheckName) -> tuple[CheckResult, ...]:
    """Return the same with figures beyond what is usable in these checks."""
    return tuple(_beyond(result.name, is_worse=True) if result.name in names else result for result in results)


def warned(results: Sequence[CheckResult], *names: CheckName) -> tuple[CheckResult, ...]:
    """Return the same with figures beyond what is wanted in these checks."""
    return tuple(_beyond(result.name, is_worse=False) if result.name in names else result for result in results)


def _beyond(name: CheckName, is_worse: bool) -> CheckResult:
    limits = LIMITS[name]
    under = limits.fail_under if is_worse else limits.warn_under
    over = limits.fail_over if is_worse else limits.warn_over
    if over is not None:
        return judged(name, over + abs(over) * 0.2)
    if under is not None:
        return judged(name, under - abs(under) * 0.2)
    wanted = Verdict.FAIL if is_worse else Verdict.WARN
    return replace(judged(name, limits.warn_over or 0.0), verdict=wanted, finding=Finding.TOO_HIGH, value=35.0)
