"""What a control client tells the program that owns it."""

from enum import StrEnum
from typing import Protocol

from common.model.errors import ErrorCode
from common.model.ids import Revision
from common.model.meeting import MeetingView
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, Welcome


class LinkState(StrEnum):
    """Where the link stands."""

    OFFLINE = "offline"
    """Not begun."""
    CONNECTING = "connecting"
    """On the way in, for the first time."""
    CODE = "code"
    """The console waits for a one-time code."""
    ATTACHED = "attached"
    RECONNECTING = "reconnecting"
    """It was attached; the way back is being tried."""
    CLOSED = "closed"
    """Over: left, closed, or refused for good."""


class ControlListener(Protocol):
    """Hears what happens on the link. All are called on the client's loop, and must not wait."""

    def on_link(self, state: LinkState, error: ErrorCode | None) -> None:
        """The link's state changed, or the same state has another error."""
        ...

    def on_code_required(self, prompt: CodeRequired, error: ErrorCode | None) -> None:
        """A one-time code is asked for; `error` is what was wrong with the last answer."""
        ...

    def on_welcome(self, welcome: Welcome, is_new_instance: bool) -> None:
        """The client is in; with a new instance of the core every leg of before is dead."""
        ...

    def on_view(self, view: MeetingView, revision: Revision) -> None:
        """The meeting is now so: after each snapshot and each batch of changes."""
        ...

    def on_message(self, message: ConsoleMessage) -> None:
        """Anything else that answers no request: legs, levels, health, link reports, outbox."""
        ...
