"""What the checks are called, how their figures are written, and the words, colours and shapes of their verdicts."""

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication

from common.model.checks import LIMITS, Area, CheckName, CheckResult, Fitness, Limits, Verdict
from common.ui.checkwordstips import Tip, tip_of
from common.ui.errors import QT_TRANSLATE_NOOP

__all__ = [
    "Tip",
    "area_word",
    "check_word",
    "fitness_icon",
    "fitness_role",
    "fitness_word",
    "limits_text",
    "readiness_word",
    "tip_of",
    "value_text",
    "verdict_icon",
    "verdict_role",
    "verdict_word",
]

translate = QCoreApplication.translate
Role = Literal["live", "warn", "fail", "muted"]
Writing = Callable[[float], str]
_CONTEXT = "Checks"
_CHECKS: Final[dict[CheckName, str]] = {
    CheckName.NAME: QT_TRANSLATE_NOOP("Checks", "Name of the console"),
    CheckName.TCP: QT_TRANSLATE_NOOP("Checks", "Connection"),
    CheckName.TLS: QT_TRANSLATE_NOOP("Checks", "Protected connection"),
    CheckName.CONTROL: QT_TRANSLATE_NOOP("Checks", "The meeting's console"),
    CheckName.UDP: QT_TRANSLATE_NOOP("Checks", "Direct way for sound (UDP)"),
    CheckName.RELAY_UDP: QT_TRANSLATE_NOOP("Checks", "Relay (UDP)"),
    CheckName.RELAY_TCP: QT_TRANSLATE_NOOP("Checks", "Relay (TCP)"),
    CheckName.RELAY_TLS: QT_TRANSLATE_NOOP("Checks", "Relay (TLS)"),
    CheckName.CLOCK: QT_TRANSLATE_NOOP("Checks", "Clock of this computer"),
    CheckName.ROUND_TRIP: QT_TRANSLATE_NOOP("Checks", "Round trip"),
    CheckName.JITTER: QT_TRANSLATE_NOOP("Checks", "Jitter"),
    CheckName.LOSS: QT_TRANSLATE_NOOP("Checks", "Loss"),
    CheckName.LOADED_ROUND_TRIP: QT_TRANSLATE_NOOP("Checks", "Round trip on a full line"),
    CheckName.DOWN: QT_TRANSLATE_NOOP("Checks", "Bandwidth, receiving"),
    CheckName.UP: QT_TRANSLATE_NOOP("Checks", "Bandwidth, sending"),
    CheckName.MICROPHONE: QT_TRANSLATE_NOOP("Checks", "Microphone"),
    CheckName.HEADPHONE: QT_TRANSLATE_NOOP("Checks", "Headphone"),
    CheckName.CAMERA: QT_TRANSLATE_NOOP("Checks", "Camera"),
    CheckName.CAMERA_LIGHT: QT_TRANSLATE_NOOP("Checks", "Picture: light"),
    CheckName.CAMERA_CONTRAST: QT_TRANSLATE_NOOP("Checks", "Picture: contrast"),
    CheckName.CAMERA_FOCUS: QT_TRANSLATE_NOOP("Checks", "Picture: sharpness"),
    CheckName.CAMERA_FRAMING: QT_TRANSLATE_NOOP("Checks", "Picture: framing"),
    CheckName.BAND: QT_TRANSLATE_NOOP("Checks", "High tones of the voice"),
    CheckName.LEVEL: QT_TRANSLATE_NOOP("Checks", "Loudness of the voice"),
    CheckName.NOISE: QT_TRANSLATE_NOOP("Checks", "Background noise"),
    CheckName.SNR: QT_TRANSLATE_NOOP("Checks", "Voice over noise"),
    CheckName.CLIPPING: QT_TRANSLATE_NOOP("Checks", "Clipping"),
    CheckName.HUM: QT_TRANSLATE_NOOP("Checks", "Hum"),
    CheckName.REVERBERATION: QT_TRANSLATE_NOOP("Checks", "Echo of the room"),
    CheckName.GATE: QT_TRANSLATE_NOOP("Checks", "Noise gate"),
    CheckName.GAIN_CONTROL: QT_TRANSLATE_NOOP("Checks", "Automatic gain"),
    CheckName.COMPRESSION: QT_TRANSLATE_NOOP("Checks", "Range of loudness"),
    CheckName.ECHO: QT_TRANSLATE_NOOP("Checks", "Echo of the loudspeaker"),
}
_AREAS: Final[dict[Area, str]] = {
    Area.NETWORK: QT_TRANSLATE_NOOP("Checks", "Network"),
    Area.DEVICES: QT_TRANSLATE_NOOP("Checks", "Devices"),
    Area.SOUND: QT_TRANSLATE_NOOP("Checks", "Sound of your voice"),
}
_VERDICTS: Final[dict[Verdict, tuple[str, Role, str]]] = {
    Verdict.PASS: (QT_TRANSLATE_NOOP("Checks", "Good"), "live", "check"),
    Verdict.WARN: (QT_TRANSLATE_NOOP("Checks", "Warning"), "warn", "warning"),
    Verdict.FAIL: (QT_TRANSLATE_NOOP("Checks", "Problem"), "fail", "error"),
    Verdict.SKIPPED: (QT_TRANSLATE_NOOP("Checks", "Not checked"), "muted", "minus"),
}
_FITNESS: Final[dict[Fitness, tuple[str, Role, str]]] = {
    Fitness.FIT: (QT_TRANSLATE_NOOP("Checks", "Fit to be interpreted"), "live", "check"),
    Fitness.CARE: (QT_TRANSLATE_NOOP("Checks", "Usable with care"), "warn", "warning"),
    Fitness.UNFIT: (QT_TRANSLATE_NOOP("Checks", "Not fit to be interpreted"), "fail", "error"),
    Fitness.UNKNOWN: (QT_TRANSLATE_NOOP("Checks", "Not known yet"), "muted", "minus"),
}
_READINESS: Final[dict[Verdict, str]] = {
    Verdict.PASS: QT_TRANSLATE_NOOP("Checks", "Fit for the meeting"),
    Verdict.WARN: QT_TRANSLATE_NOOP("Checks", "Usable with care"),
    Verdict.FAIL: QT_TRANSLATE_NOOP("Checks", "Not fit for the meeting"),
    Verdict.SKIPPED: QT_TRANSLATE_NOOP("Checks", "Not checked"),
}


def check_word(name: CheckName) -> str:
    """Name a check."""
    return _translated(_CHECKS[name])


def area_word(area: Area) -> str:
    """Name an area."""
    return _translated(_AREAS[area])


def verdict_word(verdict: Verdict) -> str:
    """Say a verdict in a word."""
    return _translated(_VERDICTS[verdict][0])


def verdict_role(verdict: Verdict) -> Role:
    """Name the role of a verdict's colour: `live`, `warn`, `fail`; `muted` where nothing was judged."""
    return _VERDICTS[verdict][1]


def verdict_icon(verdict: Verdict) -> str:
    """Name the icon whose shape says the verdict."""
    return _VERDICTS[verdict][2]


def fitness_word(fitness: Fitness) -> str:
    """Say whether a voice can be interpreted."""
    return _translated(_FITNESS[fitness][0])


def fitness_role(fitness: Fitness) -> Role:
    """Name the role of its colour."""
    return _FITNESS[fitness][1]


def fitness_icon(fitness: Fitness) -> str:
    """Name the icon whose shape says it."""
    return _FITNESS[fitness][2]


def readiness_word(verdict: Verdict) -> str:
    """Say the overall verdict of a report."""
    return _translated(_READINESS[verdict])


def value_text(result: CheckResult) -> str:
    """Write the figure of a result with its unit; the name of its device or address where it has none."""
    if result.value is None:
        return result.text
    return figure_text(result.name, result.value)


def figure_text(name: CheckName, value: float) -> str:
    """Write a figure of a check with its unit."""
    return _WRITINGS[name](value)


def limits_text(name: CheckName) -> str:
    """Write what is wanted of a check; empty where it has no limits."""
    limits = LIMITS.get(name)
    if limits is None:
        return ""
    good = _span(name, limits.warn_under, limits.warn_over, limits)
    usable = _span(name, limits.fail_under, limits.fail_over, None)
    if not usable or usable == good:
        return translate("Checks", "Wanted: {span}").format(span=good)
    return translate("Checks", "Wanted: {good}; usable: {usable}").format(good=good, usable=usable)


def _span(name: CheckName, under: float | None, over: float | None, stricter: Limits | None) -> str:
    """Write the span between two limits; where one is missing, that of `stricter` bounds it."""
    if stricter is not None:
        under = stricter.fail_under if under is None else under
        over = stricter.fail_over if over is None else over
    if under is not None and over is not None:
        bounds = figure_text(name, under), figure_text(name, over)
        return translate("Checks", "{least} to {most}").format(least=bounds[0], most=bounds[1])
    if under is not None:
        return translate("Checks", "at least {least}").format(least=figure_text(name, under))
    if over is not None:
        return translate("Checks", "at most {most}").format(most=figure_text(name, over))
    return ""


def _unit(pattern: str, digits: int = 0, divisor: float = 1.0) -> Writing:
    def write(value: float) -> str:
        number = f"{value / divisor:.{digits}f}"
        text = number.rstrip("0").rstrip(".") if "." in number else number
        return _translated(pattern).format(value="0" if text == "-0" else text)

    return write


_MS = _unit(QT_TRANSLATE_NOOP("Checks", "{value} ms"))
_PER_CENT = _unit(QT_TRANSLATE_NOOP("Checks", "{value} %"), 1)
_DB = _unit(QT_TRANSLATE_NOOP("Checks", "{value} dB"))
_S = _unit(QT_TRANSLATE_NOOP("Checks", "{value} s"), 1)
_MBPS = _unit(QT_TRANSLATE_NOOP("Checks", "{value} Mbit/s"), 1)
_OF_255 = _unit(QT_TRANSLATE_NOOP("Checks", "{value} %"), 0, 2.55)
_SHARE = _unit(QT_TRANSLATE_NOOP("Checks", "{value} %"), 0, 0.01)
_WRITINGS: Final[dict[CheckName, Writing]] = {
    **dict.fromkeys(CheckName, _MS),
    **dict.fromkeys((CheckName.LOSS, CheckName.CLIPPING, CheckName.GATE), _PER_CENT),
    **dict.fromkeys((CheckName.SNR, CheckName.HUM, CheckName.GAIN_CONTROL, CheckName.COMPRESSION), _DB),
    **dict.fromkeys((CheckName.CLOCK, CheckName.REVERBERATION), _S),
    **dict.fromkeys((CheckName.DOWN, CheckName.UP), _MBPS),
    **dict.fromkeys((CheckName.CAMERA_LIGHT, CheckName.CAMERA_CONTRAST), _OF_255),
    **dict.fromkeys((CheckName.CAMERA_FOCUS, CheckName.CAMERA_FRAMING), _SHARE),
    CheckName.ECHO: _DB,
    CheckName.BAND: _unit(QT_TRANSLATE_NOOP("Checks", "{value} kHz"), 1, 1000.0),
    CheckName.LEVEL: _unit(QT_TRANSLATE_NOOP("Checks", "{value} LUFS")),
    CheckName.NOISE: _unit(QT_TRANSLATE_NOOP("Checks", "{value} dBFS")),
}


def _translated(text: str) -> str:
    return translate(_CONTEXT, text)
