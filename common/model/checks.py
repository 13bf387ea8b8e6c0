"""Readiness: what is checked before a meeting, within which limits, and what came of it (R9, R10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    """What a check came to."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    """It could not be judged: the finding says why."""


SEVEREST_FIRST: Final = (Verdict.FAIL, Verdict.WARN, Verdict.PASS, Verdict.SKIPPED)
NOTABLE: Final = frozenset({Verdict.FAIL, Verdict.WARN})
"""Those that come with a tip."""


class Area(StrEnum):
    """What a check is about."""

    NETWORK = "network"
    DEVICES = "devices"
    SOUND = "sound"


class CheckName(StrEnum):
    """Every check there is. The unit of its value stands behind it; without one it has none."""

    NAME = "name"
    TCP = "tcp"
    """ms to connect."""
    TLS = "tls"
    """ms of the handshake."""
    CONTROL = "control"
    """ms until the console answered."""
    UDP = "udp"
    """ms to the media engine and back."""
    RELAY_UDP = "relay_udp"
    """ms to the media engine and back through the relay; so the two below."""
    RELAY_TCP = "relay_tcp"
    RELAY_TLS = "relay_tls"
    CLOCK = "clock"
    """s that this computer's clock is ahead of the console's."""
    ROUND_TRIP = "round_trip"
    """ms, median of a flow like a voice's."""
    JITTER = "jitter"
    """ms (RFC 3550, section 6.4.1), the worse direction."""
    LOSS = "loss"
    """Per cent, the worse direction."""
    LOADED_ROUND_TRIP = "loaded_round_trip"
    """ms, median while the line is full."""
    DOWN = "down"
    """Mbit/s."""
    UP = "up"
    """Mbit/s, as counted by the console."""
    MICROPHONE = "microphone"
    HEADPHONE = "headphone"
    CAMERA = "camera"
    CAMERA_LIGHT = "camera_light"
    """Mean luma of the picture's middle, 0 to 255."""
    CAMERA_CONTRAST = "camera_contrast"
    """Standard deviation of luma."""
    CAMERA_FOCUS = "camera_focus"
    """Sharpness, 0 to 1."""
    CAMERA_FRAMING = "camera_framing"
    """How far from the picture's middle the person is, in shares of its width."""
    BAND = "band"
    """Hz, the upper edge of the voice."""
    LEVEL = "level"
    """LUFS (ITU-R BS.1770-5) of the speech."""
    NOISE = "noise"
    """dBFS, A-weighted, in the pauses."""
    SNR = "snr"
    """dB, speech over the pauses."""
    CLIPPING = "clipping"
    """Per cent of the speech's time."""
    HUM = "hum"
    """dB of the mains' tones against the speech, both K-weighted."""
    REVERBERATION = "reverberation"
    """s (T60, ISO 3382-2), estimated blindly from the speech."""
    GATE = "gate"
    """Per cent of the pauses that are shut off."""
    GAIN_CONTROL = "gain_control"
    """dB a second that the noise rises in a pause."""
    COMPRESSION = "compression"
    """dB between the loud and the quiet of the speech."""
    ECHO = "echo"
    """dB of the loudspeaker in the microphone, under what is played."""


class Finding(StrEnum):
    """What was found; with the check's name it names the tip."""

    GOOD = "good"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    BLOCKED = "blocked"
    """No answer came: a firewall, or nothing there."""
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    CAPTIVE_PORTAL = "captive_portal"
    WRONG_CERTIFICATE = "wrong_certificate"
    CLOCK_AHEAD = "clock_ahead"
    CLOCK_BEHIND = "clock_behind"
    NO_NETWORK = "no_network"
    CONSOLE_GONE = "console_gone"
    """It stopped answering during the check."""
    BUSY = "busy"
    """The console measures others now, or another program has the device."""
    NOT_OFFERED = "not_offered"
    """The console has no such way: nothing is wrong."""
    NO_DEVICE = "no_device"
    PULLED_OUT = "pulled_out"
    BUILT_IN = "built_in"
    LOUDSPEAKER = "loudspeaker"
    HANDS_FREE = "hands_free"
    """A Bluetooth headset in its telephone mode."""
    NOT_RECOGNISED = "not_recognised"
    """A name that says neither headset nor anything else."""
    SILENT = "silent"
    """Digital silence: a switch on the headset, or the system's permission."""
    NO_SPEECH = "no_speech"
    BACKLIGHT = "backlight"
    """The person is dark before what is bright."""
    OFF_CENTRE = "off_centre"
    NOBODY = "nobody"
    NOT_RUN = "not_run"


class Fitness(StrEnum):
    """Whether a voice can be interpreted from."""

    UNKNOWN = "unknown"
    """Not enough speech was heard."""
    FIT = "fit"
    CARE = "care"
    """Usable with care."""
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a value warns and fails, on either side; None does not."""

    fail_under: float | None = None
    warn_under: float | None = None
    warn_over: float | None = None
    fail_over: float | None = None

    def judge(self, value: float) -> Verdict:
        """Judge a value."""
        if _is_outside(value, self.fail_under, self.fail_over):
            return Verdict.FAIL
        return Verdict.WARN if _is_outside(value, self.warn_under, self.warn_over) else Verdict.PASS

    def finding(self, value: float) -> Finding:
        """Say on which side a value lies."""
        if self.judge(value) is Verdict.PASS:
            return Finding.GOOD
        lower = self.warn_under if self.warn_under is not None else self.fail_under
        return Finding.TOO_LOW if lower is not None and value < lower else Finding.TOO_HIGH


LIMITS: Final[Mapping[CheckName, Limits]] = {
    CheckName.ROUND_TRIP: Limits(warn_over=150, fail_over=500),
    CheckName.JITTER: Limits(warn_over=30, fail_over=80),
    CheckName.LOSS: Limits(warn_over=1, fail_over=2.5),
    CheckName.LOADED_ROUND_TRIP: Limits(warn_over=300, fail_over=1000),
    CheckName.DOWN: Limits(fail_under=4),
    CheckName.UP: Limits(fail_under=4),
    CheckName.CLOCK: Limits(fail_under=-300, warn_under=-30, warn_over=30, fail_over=300),
    CheckName.CAMERA_LIGHT: Limits(fail_under=30, warn_under=60, warn_over=205, fail_over=240),
    CheckName.CAMERA_CONTRAST: Limits(fail_under=8, warn_under=20),
    CheckName.CAMERA_FOCUS: Limits(fail_under=0.2, warn_under=0.3),
    CheckName.CAMERA_FRAMING: Limits(warn_over=0.2),
    CheckName.BAND: Limits(fail_under=6_000, warn_under=12_000),
    CheckName.LEVEL: Limits(fail_under=-53, warn_under=-40, warn_over=-12),
    CheckName.NOISE: Limits(warn_over=-45, fail_over=-32),
    CheckName.SNR: Limits(fail_under=12, warn_under=27.5),
    CheckName.CLIPPING: Limits(warn_over=3, fail_over=10),
    CheckName.HUM: Limits(warn_over=-45, fail_over=-25),
    CheckName.REVERBERATION: Limits(warn_over=0.65, fail_over=1.1),
    CheckName.GATE: Limits(warn_over=20),
    CheckName.GAIN_CONTROL: Limits(warn_over=6),
    CheckName.COMPRESSION: Limits(warn_under=8),
    CheckName.ECHO: Limits(fail_under=20, warn_under=40),
}
"""Reasons: docs/readiness.md; of the sound docs/fitness.md."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check, done. `text` is the name of a device or of an address; never a secret."""

    name: CheckName
    verdict: Verdict
    finding: Finding
    value: float | None = None
    text: str = ""


def judged(name: CheckName, value: float, text: str = "") -> CheckResult:
    """Make the result of a check that has limits."""
    limits = LIMITS[name]
    return CheckResult(name, limits.judge(value), limits.finding(value), value, text)


_NAMES = list(CheckName)
_DEVICES_FROM, _SOUND_FROM = _NAMES.index(CheckName.MICROPHONE), _NAMES.index(CheckName.BAND)
AREAS: Final[Mapping[Area, frozenset[CheckName]]] = {
    Area.NETWORK: frozenset(_NAMES[:_DEVICES_FROM]),
    Area.DEVICES: frozenset(_NAMES[_DEVICES_FROM:_SOUND_FROM]),
    Area.SOUND: frozenset(_NAMES[_SOUND_FROM:]),
}


def worst(results: Iterable[CheckResult]) -> Verdict:
    """Return the worst verdict; SKIPPED where nothing was judged."""
    return min((r.verdict for r in results), key=SEVEREST_FIRST.index, default=Verdict.SKIPPED)


def fitness_of(results: Iterable[CheckResult]) -> Fitness:
    """Say whether a voice is fit to be interpreted, by the results of its sound."""
    sound = [r for r in results if r.name in AREAS[Area.SOUND]]
    if not any(r.name is CheckName.LEVEL and r.value is not None for r in sound):
        return Fitness.UNKNOWN
    return {Verdict.FAIL: Fitness.UNFIT, Verdict.WARN: Fitness.CARE}.get(worst(sound), Fitness.FIT)


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """All that one run found. `made_at_ms` is since the Unix epoch, by the console's clock where it was reached."""

    made_at_ms: int
    app: str
    system: str
    results: tuple[CheckResult, ...]
    is_complete: bool = True
    """False where the run was cancelled."""

    def of(self, area: Area) -> tuple[CheckResult, ...]:
        """Return the results of one area."""
        return tuple(r for r in self.results if r.name in AREAS[area])

    @property
    def verdict(self) -> Verdict:
        """The worst of all."""
        return worst(self.results)

    @property
    def fitness(self) -> Fitness:
        """Whether the voice is fit to be interpreted."""
        return fitness_of(self.results)


def _is_outside(value: float, under: float | None, over: float | None) -> bool:
    return (under is not None and value < under) or (over is not None and value > over)
