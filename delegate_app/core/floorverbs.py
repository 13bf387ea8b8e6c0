"""The floor, as the delegate asks for it, and as a chair who is remote takes it."""

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestKind
from common.model.people import Role
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.floor import AlterRequest, ReleaseFloor, RequestFloor, TakeFloor, WithdrawFloor
from delegate_app.core.statekeeper import StateKeeper


class FloorVerbs:
    """Verbs of the client; each raises ConferenceError as the console refuses. Thread: the client's loop."""

    _keeper: StateKeeper

    async def request_floor(
        self, kind: RequestKind = RequestKind.INTERVENTION, on_behalf_of: str = "", language: str = ""
    ) -> None:
        """Ask for the floor; a chair takes it. `language` (BCP 47) is the one that will be spoken."""
        me = self._keeper.state.participant
        if me is not None and me.role is Role.CHAIR:
            await self._request(TakeFloor())
        else:
            await self._request(RequestFloor(kind=kind, on_behalf_of=on_behalf_of, language=language))

    async def alter_request(self, on_behalf_of: str = "", language: str = "") -> None:
        """Say anew for whom and in which language one will speak. Raises: `not_found` where one asked for nothing."""
        request = self._keeper.state.request
        if request is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no request is open")
        await self._request(AlterRequest(request=request.request, on_behalf_of=on_behalf_of, language=language))

    async def withdraw_floor(self) -> None:
        """Take the request back."""
        await self._request(WithdrawFloor())

    async def release_floor(self) -> None:
        """Say that one has finished speaking."""
        await self._request(ReleaseFloor())

    async def _request(self, message: Request) -> ConsoleMessage:
        """Ask the console."""
        raise NotImplementedError
