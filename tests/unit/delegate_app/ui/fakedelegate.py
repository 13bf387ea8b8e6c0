"""A delegate that does nothing but remember what it was asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import av

from common.audio.meter import Level
from common.model.errors import ConferenceError
from delegate_app.core.checks.state import CheckState
from delegate_app.core.state import DelegateState

Subscriber = Callable[[DelegateState], None]


class EmptyMailbox:
    """Has no picture."""

    def take(self) -> av.VideoFrame | None:
        """Return none."""
        return None


class FakeVerbs:
    """Every verb is written into the delegate's `asked`, as `NAME.VERB`."""

    def __init__(self, delegate: "FakeDelegate", name: str) -> None:
        self._delegate = delegate
        self._name = name

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        return getattr(self._delegate, f"{self._name}.{verb}")  # type: ignore[no-any-return]


class FakeSharing(FakeVerbs):
    """The shared screen."""

    shown = EmptyMailbox()


class FakeArrangement(FakeVerbs):
    """How the window was left."""

    side: tuple[str, bool] | None = None


class FakeChecks(FakeVerbs):
    """The readiness checks."""

    @property
    def state(self) -> CheckState:
        """Be as the delegate's state says."""
        return self._delegate.state.checks


class FakeDelegate:
    """Every verb is written into `asked`, and refused with `refusal` if there is one."""

    def __init__(self, state: DelegateState) -> None:
        self.state = state
        self.stage_picture = self.self_picture = EmptyMailbox()
        self.checks = FakeChecks(self, "check")
        self.help = FakeVerbs(self, "help")
        self.chat = FakeVerbs(self, "chat")
        self.papers = FakeVerbs(self, "papers")
        self.authenticator = FakeVerbs(self, "authenticator")
        self.sharing = FakeSharing(self, "sharing")
        self.arrangement = FakeArrangement(self, "arrangement")
        self.answers: dict[str, Any] = {}
        """What a verb returns, by its name."""
        self.asked: list[tuple[str, Any]] = []
        self.refusal: ConferenceError | None = None
        self._subscribers: list[Subscriber] = []

    @property
    def clock_offset_ms(self) -> int:
        """Be as the delegate's state says."""
        return self.state.clock_offset_ms

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call at once and at every `become`."""
        self._subscribers.append(callback)
        callback(self.state)
        return lambda: self._subscribers.remove(callback)

    def become(self, state: DelegateState | None = None, **changes: Any) -> None:
        """Be in another state."""
        self.state = replace(state or self.state, **changes)
        for callback in self._subscribers:
            callback(self.state)

    def microphone_level(self) -> Level:
        """Be audible."""
        return Level(-24.0, -18.0)

    def output_level(self) -> Level:
        """Be audible."""
        return Level(-30.0, -24.0)

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        async def ask(*values: Any) -> Any:
            self.asked.append((verb, values if len(values) > 1 else next(iter(values), None)))
            if self.refusal is not None:
                raise self.refusal
            return self.answers.get(verb)

        return ask
