"""What chair and technician do with the list of speakers: each verb one message, the same in every window."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from common.model.floor import MAX_LIMIT_S, FloorRequest
from common.model.ids import RequestId
from common.model.meeting import MeetingView, Rules
from common.protocol import floor
from common.protocol.envelope import Request
from common.protocol.sharing import StopSharing

MORE_S: Final = 60
"""What one press adds to a speech."""


class FloorVerbs:
    """`ask` sends a request; `view` is the meeting as it is known, without which nothing is asked. Thread: main."""

    def __init__(self, ask: Callable[[Request], None], view: Callable[[], MeetingView | None]) -> None:
        self._ask = ask
        self._view = view

    def grant_next(self) -> None:
        """Give the floor to who is shown as the next, and to nobody else who is by now."""
        view = self._view()
        shown = view.next_request if view is not None else None
        self._ask(floor.GrantNext(shown=shown.request if shown is not None else None))

    def grant(self, request: RequestId) -> None:
        """Give the floor to one who waits."""
        self._ask(floor.GrantFloor(request=request))

    def deny(self, request: RequestId) -> None:
        """Let one who waits not speak."""
        self._ask(floor.DenyFloor(request=request))

    def revoke(self, request: RequestId) -> None:
        """Take the floor back."""
        self._ask(floor.RevokeFloor(request=request))

    def set_aside(self, request: RequestId) -> None:
        """Let who can't be heard wait in the first place."""
        self._ask(floor.SetAside(request=request))

    def move(self, request: RequestId, position: int) -> None:
        """Put one who waits at a place, from 0."""
        self._ask(floor.MoveRequest(request=request, position=position))

    def pause(self, request: FloorRequest, *, is_paused: bool) -> None:
        """Stop the speaking time, or let it go on."""
        self._ask(floor.PauseTimer(request=request.request, is_paused=is_paused))

    def give_more(self, request: FloorRequest) -> None:
        """Add a minute to a speech that has a limit."""
        if request.limit_s:
            self._ask(floor.SetLimit(request=request.request, limit_s=min(MAX_LIMIT_S, request.limit_s + MORE_S)))

    def switch_list(self) -> None:
        """Open the list, or close it."""
        self.change_rules(lambda rules: replace(rules, is_list_open=not rules.is_list_open))

    def change_rules(self, change: Callable[[Rules], Rules]) -> None:
        """Set the rules to what `change` makes of them."""
        if (view := self._view()) is not None:
            self._ask(floor.SetRules(rules=change(view.rules)))

    def stop_sharing(self) -> None:
        """Show the shared screen to nobody any more."""
        self._ask(StopSharing())

    def undo(self) -> None:
        """Take back what is shown as done last, and nothing else that somebody did since."""
        if (view := self._view()) is not None and view.undoable is not None:
            self._ask(floor.UndoLast(shown=view.undoable))
