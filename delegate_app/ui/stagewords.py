"""What stands under the stage's picture: who speaks, and whether they are heard."""

from PySide6.QtCore import QCoreApplication

from common.model.floor import RequestKind
from common.model.voice import MicrophoneState
from common.ui.floorwords import kind_word
from delegate_app.core.state import DelegateState
from delegate_app.ui.wording import Tone, speaking


def caption_words(state: DelegateState) -> tuple[str, Tone, str, str]:
    """Return tag, its tone, delegation and name; empty where nobody has the floor."""
    now = speaking(state.view) if state.view is not None else []
    who = state.view.participants.get(now[0].participant) if now and state.view is not None else None
    if who is None:
        return "", "accent", "", ""
    is_on_air = now[0].is_on_air
    tag = _tr("Speaking now") if is_on_air else _tr("Has the floor")
    tone: Tone = "live" if is_on_air else "warn"
    if now[0].participant == state.me and is_on_air:
        is_lost = state.devices.microphone_state is MicrophoneState.LOST
        is_unheard = state.is_muted or is_lost or state.is_cut_off
        tag = _tr("You are on air, but not heard") if is_unheard else _tr("You are speaking")
        tone = "fail" if is_unheard else tone
    if now[0].kind is not RequestKind.INTERVENTION:
        tag = f"{tag} · {kind_word(now[0].kind)}"
    if len(now) > 1:
        tag = _tr("{state}, with {number} more").format(state=tag, number=len(now) - 1)
    group = now[0].on_behalf_of
    name = _tr("{name}, on behalf of {group}").format(name=who.name, group=group) if group else who.name
    return tag, tone, who.delegation, name


def _tr(text: str) -> str:
    return QCoreApplication.translate("Stage", text)
