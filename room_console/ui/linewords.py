"""What is said of a participant's lines, voice and microphone: figures with words, nothing by colour alone."""

from PySide6.QtCore import QCoreApplication

from common.model.checks import CheckName, Fitness
from common.model.media import MediaPath
from common.model.voice import MicrophoneState, VoiceProcessing
from common.protocol.operator import LegReport, LinkReport
from common.ui.checkwords import value_text
from room_console.ui.readywords import fit_word

_TELLING = frozenset({CheckName.BAND, CheckName.LEVEL, CheckName.SNR})


def path_word(path: MediaPath) -> str:
    """Name a path."""
    return {
        MediaPath.DIRECT: QCoreApplication.translate("Lines", "direct"),
        MediaPath.RELAY_UDP: QCoreApplication.translate("Lines", "relay UDP"),
        MediaPath.RELAY_TCP: QCoreApplication.translate("Lines", "relay TCP"),
        MediaPath.RELAY_TLS: QCoreApplication.translate("Lines", "relay TLS"),
    }[path]


def leg_words(leg: LegReport) -> str:
    """Sum one leg up: what was lost and what became of it, how long sound waits, by which path."""
    parts = [
        QCoreApplication.translate("Lines", "lost {lost} %").format(lost=_percent(leg.loss)),
        QCoreApplication.translate("Lines", "repaired {repaired} %").format(repaired=_percent(leg.recovered)),
        QCoreApplication.translate("Lines", "made up {made_up} %").format(made_up=_percent(leg.concealed)),
        QCoreApplication.translate("Lines", "waits {delay} ms").format(delay=round(leg.delay_ms)),
        path_word(leg.path),
    ]
    return " · ".join(parts)


def processing_words(processing: VoiceProcessing) -> str:
    """List what an app does to its voice; empty where it does nothing."""
    parts = (
        (processing.removes_echo, QCoreApplication.translate("Lines", "echo removed")),
        (processing.reduces_noise, QCoreApplication.translate("Lines", "noise reduced")),
        (processing.levels_gain, QCoreApplication.translate("Lines", "volume levelled")),
    )
    return ", ".join(words for is_done, words in parts if is_done)


def microphone_word(report: LinkReport | None) -> str:
    """Say that a microphone was pulled out; empty where none was."""
    match report.microphone if report is not None else MicrophoneState.UNKNOWN:
        case MicrophoneState.LOST:
            return QCoreApplication.translate("Lines", "Mic lost")
        case MicrophoneState.REPLACED:
            return QCoreApplication.translate("Lines", "Mic changed")
        case MicrophoneState.NONE:
            return QCoreApplication.translate("Lines", "No mic")
        case _:
            return ""


def is_microphone_lost(report: LinkReport | None) -> bool:
    """Tell whether a microphone was pulled out and none has taken its place."""
    return report is not None and report.microphone is MicrophoneState.LOST


def speaker_words(report: LinkReport | None) -> str:
    """Sum up in one short line what is said of a speaker beside their state: microphone, voice, uplink."""
    if report is None:
        return ""
    parts = (
        "" if is_microphone_lost(report) else microphone_word(report),
        processing_words(report.processing),
        _brief(report.uplink) if report.uplink is not None else "",
    )
    return " · ".join(part for part in parts if part)


def fitness_words(report: LinkReport | None) -> str:
    """Say how an open uplink sounds now, by how much speech, with the figures that tell; empty without one."""
    live = report.fitness if report is not None else None
    if live is None:
        return ""
    if live.fitness is Fitness.UNKNOWN:
        return QCoreApplication.translate("Lines", "Sound now: not enough speech yet")
    figures = [value_text(r) for r in live.results if r.name in _TELLING and r.value is not None]
    said = QCoreApplication.translate("Lines", "Sound now: {word}, by {seconds} s of speech")
    return " · ".join([said.format(word=fit_word(live.fitness), seconds=round(live.speech_s)), *figures])


def all_words(report: LinkReport | None) -> str:
    """Say all that is known of a participant's lines, a line each."""
    if report is None:
        return ""
    lines = []
    for leg, name in (
        (report.uplink, QCoreApplication.translate("Lines", "From them: {words}")),
        (report.downlink, QCoreApplication.translate("Lines", "To them: {words}")),
    ):
        if leg is not None:
            lines.append(name.format(words=leg_words(leg)))
    if report.is_line_thin:
        lines.append(QCoreApplication.translate("Lines", "Thin line: reduced sound, no picture"))
    voice = ", ".join(part for part in (microphone_word(report), processing_words(report.processing)) if part)
    if sound := fitness_words(report):
        lines.append(sound)
    if voice:
        lines.append(QCoreApplication.translate("Lines", "Voice: {words}").format(words=voice))
    return "\n".join(lines)


def _brief(leg: LegReport) -> str:
    text = QCoreApplication.translate("Lines", "{lost} % lost, {made_up} % made up · {delay} ms · {path}")
    return text.format(
        lost=_percent(leg.loss), made_up=_percent(leg.concealed), delay=round(leg.delay_ms), path=path_word(leg.path)
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if 0.0005 <= share < 0.0995 else f"{100 * share:.0f}"
