"""Requests made for the window, each with the place where a refusal is said."""

from collections.abc import Callable

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.ui.notice import Notice
from room_console.ui.attachment import Attachment
from room_console.ui.wording import refusal

Refuse = Callable[[ConferenceError], None]


class Wishes:
    """Thread: main."""

    def __init__(self, attachment: Attachment, refused: Callable[[], None]) -> None:
        """`refused` is called after each refusal: what was shown in anticipation is taken back."""
        self.tasks = TaskOwner("console wishes")
        self._attachment = attachment
        self._refused = refused

    def ask(
        self, message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None = None
    ) -> None:
        """Ask, and call `then` with the answer; a refusal goes to `place`."""
        spawn(self._carry(message, place, then), name=type(message).__name__, owner=self.tasks)

    async def _carry(
        self, message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None
    ) -> None:
        try:
            answer = await self._attachment.request(message)
        except ConferenceError as error:
            if isinstance(place, Notice):
                place.say(refusal(error), "warn", may_dismiss=True)
            else:
                place(error)
            self._refused()
            return
        if isinstance(place, Notice):
            place.clear()
        if then is not None:
            then(answer)
