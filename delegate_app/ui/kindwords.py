"""What one may ask the floor for now, and why not for the rest; the console decides again."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from common.model.floor import RequestKind
from common.model.people import Category
from common.ui.floorwords import kind_sentence, kind_word
from delegate_app.core.state import DelegateState, FloorPhase, Phase


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of request; `reason` says why it can't be asked for, empty where it can."""

    kind: RequestKind
    reason: str

    @property
    def words(self) -> str:
        """Its name, then what it is for, or why it can't be asked for."""
        return f"{kind_word(self.kind)}: {self.reason or kind_sentence(self.kind)}"


def kind_choices(state: DelegateState) -> list[KindChoice]:
    """Return every kind that this meeting knows, the first before all that follow."""
    if state.view is None:
        return []
    return [KindChoice(kind, reason_against(state, kind)) for kind in state.view.rules.precedence]


def reason_against(state: DelegateState, kind: RequestKind) -> str:
    """Say why a kind can't be asked for now; nothing where it can."""
    view, me, own = state.view, state.participant, state.request
    if view is None or me is None or state.phase is not Phase.JOINED:
        return _tr("the connection was lost")
    rules = view.rules
    if kind in rules.members_only and me.category is not Category.MEMBER:
        return _tr("for members only")
    if state.floor_phase in (FloorPhase.GRANTED, FloorPhase.ON_AIR):
        return _tr("you have the floor")
    if not rules.is_list_open and kind not in rules.when_closed:
        return _tr("the list of speakers is closed")
    known = rules.precedence
    if own is not None and own.kind in known and known.index(kind) >= known.index(own.kind):
        return _tr("you are in the list already")
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Kinds", text)
