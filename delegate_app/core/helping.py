"""Help and coaching, as the delegate asks for them: calls, chat, the private room, slots."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from common.model.coaching import SlotId
from common.model.rooms import Trouble
from common.protocol import chat, coaching, rooms
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from delegate_app.core.helpstate import HelpState
from delegate_app.core.statekeeper import StateKeeper


class Helping:
    """Verbs; each raises ConferenceError as the console refuses. Thread: the client's loop."""

    def __init__(self, request: Callable[[Request], Awaitable[ConsoleMessage]], keeper: StateKeeper) -> None:
        self._request = request
        self._keeper = keeper

    async def call(self, trouble: Trouble) -> None:
        """Call for help."""
        await self._request(rooms.CallForHelp(trouble=trouble))

    async def withdraw(self) -> None:
        """Say that no help is needed any more."""
        await self._request(rooms.WithdrawHelp())

    async def say(self, text: str) -> None:
        """Write to the technicians."""
        await self._request(chat.SendChat(text=text))

    async def enter_room(self) -> None:
        """Come into the private room that one is called to."""
        await self._request(rooms.EnterRoom())

    async def leave_room(self) -> None:
        """End the private room, or say no to it."""
        await self._request(rooms.CloseRoom())

    async def wait_for_coaching(self, is_waiting: bool) -> None:
        """Say that one is there for one's coaching; or no more."""
        await self._request(rooms.AwaitRoom(is_waiting=is_waiting))

    async def list_slots(self) -> None:
        """Ask what can be booked; the answer stands in the state."""
        answer = await self._request(coaching.ListSlots())
        if isinstance(answer, coaching.SlotsOffered):
            self._change(offered=answer.free, slot=answer.own)

    async def book(self, slot: SlotId) -> None:
        """Book a slot, in the place of the one that was booked; either way look what is free now."""
        try:
            await self._request(coaching.BookSlot(slot=slot))
        finally:
            await self.list_slots()

    async def cancel_booking(self) -> None:
        """Free the slot that was booked."""
        await self._request(coaching.CancelSlot())
        await self.list_slots()

    def take(self, message: ConsoleMessage) -> None:
        """Note what the console tells of help and coaching; anything else is passed over."""
        match message:
            case coaching.OwnSlot(slot=slot):
                self._change(slot=slot)
            case rooms.MobileLink(link=link):
                self._change(mobile_link=link)
            case _:
                pass

    def forget(self) -> None:
        """Hold nothing of another meeting."""
        self._keeper.change(help=HelpState())

    def _change(self, **fields: object) -> None:
        self._keeper.change(help=replace(self._keeper.state.help, **fields))  # type: ignore[arg-type]
