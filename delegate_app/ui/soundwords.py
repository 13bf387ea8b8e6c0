"""What the window says of the line and of one's own voice, apart from how it looks: tested without a window."""

from PySide6.QtCore import QCoreApplication

from common.model.media import MediaPath
from common.model.units import HEARD_DBFS
from common.ui.levelmeter import WARN_DBFS
from common.ui.text import InkName
from delegate_app.core.state import DelegateState, MediaState, Phase, VoiceState

translate = QCoreApplication.translate
WORTH_SAYING = 0.01
"""Less loss than this, or less made up, is not worth a word."""
VOICE_DBFS = -40.0
"""A peak above this is somebody speaking into the microphone."""


def microphone_words(has_microphone: bool, held_dbfs: float) -> tuple[str, InkName]:
    """Say in words what the meter of the microphone shows, and in which colour."""
    if not has_microphone:
        return translate("Voice", "No microphone is in use. Plug a headset in, or choose one."), "fail"
    if held_dbfs < HEARD_DBFS:
        return translate("Voice", "Nothing at all is heard. Is the headset's own switch off?"), "fail"
    if held_dbfs < VOICE_DBFS:
        return translate("Voice", "Say a few words: the bar should move."), "muted"
    if held_dbfs > WARN_DBFS:
        return translate("Voice", "That is loud. Move the microphone a little away from your mouth."), "warn"
    return translate("Voice", "Your voice is heard well."), "live"


def line_words(state: DelegateState) -> str:
    """Say in a few words how the sound travels, or what the line does to it; empty where nothing is known."""
    media = state.media
    if state.phase is not Phase.JOINED or not media.has_downlink:
        return ""
    if media.is_moving:
        return translate("Line", "The network has changed: reconnecting")
    lost = max(media.loss, media.recovered)
    if lost < WORTH_SAYING and media.concealed < WORTH_SAYING:
        return path_words(media)
    percent = round(100 * max(lost, media.concealed))
    if media.concealed < WORTH_SAYING:
        return translate("Line", "The line loses {percent} % of the sound: repaired").format(percent=percent)
    return translate("Line", "The line loses {percent} % of the sound: partly repaired").format(percent=percent)


def path_words(media: MediaState) -> str:
    """Say by which path, and how far it is."""
    path = {
        MediaPath.DIRECT: translate("Line", "Direct"),
        MediaPath.RELAY_UDP: translate("Line", "By relay (UDP)"),
        MediaPath.RELAY_TCP: translate("Line", "By relay (TCP)"),
        MediaPath.RELAY_TLS: translate("Line", "By relay (TLS)"),
    }[media.path]
    if media.round_trip_ms is None:
        return path
    return translate("Line", "{path}, {trip} ms").format(path=path, trip=round(media.round_trip_ms))


def line_figures(media: MediaState) -> str:
    """Give the figures behind the words, for who asks for them."""
    lines = [translate("Line", "Path: {path}").format(path=path_words(media))]
    lines.append(
        translate("Line", "Lost {loss} %, repaired {recovered} %, made up {concealed} %").format(
            loss=f"{100 * media.loss:.1f}",
            recovered=f"{100 * media.recovered:.1f}",
            concealed=f"{100 * media.concealed:.1f}",
        )
    )
    lines.append(
        translate("Line", "Jitter {jitter} ms, sound waits {delay} ms").format(
            jitter=round(media.jitter_ms), delay=round(media.delay_ms)
        )
    )
    return "\n".join(lines)


def voice_words(voice: VoiceState) -> str:
    """Say what is done to the voice; empty where it is sent as it is."""
    done = voice.processing
    if done.removes_echo:
        return translate("Voice", "Echo is being removed")
    if done.is_any:
        return translate("Voice", "Your voice is processed")
    return ""


def voice_figures(voice: VoiceState) -> str:
    """List all that is done to the voice."""
    done = voice.processing
    parts = [
        (done.removes_echo, translate("Voice", "The sound of your loudspeaker is taken out of your voice.")),
        (done.reduces_noise, translate("Voice", "Noise is reduced, as you chose.")),
        (done.levels_gain, translate("Voice", "Your volume is levelled out, as you chose.")),
    ]
    return "\n".join(words for is_done, words in parts if is_done)


def echo_warning(voice: VoiceState) -> str:
    """Say that an echo can't be removed, and what to do; empty where there is none or it is removed."""
    if voice.is_loudspeaker and voice.is_failed and not voice.processing.removes_echo:
        return translate("Voice", "The hall would hear itself through your loudspeaker. Use a headset.")
    return ""
