"""What is said over the way in after a meeting, apart from how it looks: tested without a window."""

from PySide6.QtCore import QCoreApplication

from common.model.errors import ErrorCode
from common.ui.notice import Tone
from delegate_app.core.state import DelegateState, Phase


def ending_words(state: DelegateState) -> tuple[str, Tone] | None:
    """Say why one is out of a meeting; None where the error's own sentence says it, or there is nothing to say."""
    if state.phase is Phase.LEFT:
        return _tr("You have left the meeting. You can return at any time while it goes on."), "accent"
    if state.phase is not Phase.OFFLINE:
        return None
    if state.error is ErrorCode.ALREADY:
        said = _tr("You came into this meeting in another window or on another device. Go on there, or join here.")
        return said, "warn"
    if state.error is ErrorCode.TOKEN_USED and not state.is_secret_kept:
        return _tr(
            "This link was used before, and this computer's password store is locked or missing: it may "
            "have been here. Unlock it and join again, or ask the secretariat for a new link."
        ), "warn"
    return _out_of_it(state.error) if state.view is not None else None


def _out_of_it(error: ErrorCode | None) -> tuple[str, Tone] | None:
    """Word what the console does to somebody who is in the meeting."""
    match error:
        case None:
            return _tr("The meeting has ended. If it is opened again, return here or by your link."), "accent"
        case ErrorCode.TOKEN_UNKNOWN:
            return _tr(
                "You were taken off the list of participants. If that is a mistake, call the secretariat."
            ), "warn"
        case ErrorCode.TOKEN_EXPIRED:
            return _tr(
                "Your link is not good any more: it has expired, or a newer one was made for you. Join by the newest "
                "one, or call the secretariat."
            ), "warn"
        case _:
            return None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Ending", text)
