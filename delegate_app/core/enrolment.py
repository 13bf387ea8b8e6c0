"""One's own authenticator app, as the delegate sets it up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from common.control.link import link_lost
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.invitations import AuthenticatorOffered, ConfirmAuthenticator, EnrolAuthenticator


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret, as `otpauth:` address and in base 32; of no effect until it is confirmed. Neither is printed."""

    uri: str = field(repr=False)
    secret: str = field(repr=False)


class Enrolment:
    """Verbs; each raises ConferenceError as the console refuses. It keeps no secret. Thread: the client's loop."""

    def __init__(self, request: Callable[[Request], Awaitable[ConsoleMessage]]) -> None:
        self._request = request

    async def begin(self) -> Offer:
        """Ask for a secret; the one that was offered before is void."""
        answer = await self._request(EnrolAuthenticator())
        if not isinstance(answer, AuthenticatorOffered):
            raise link_lost("not the answer")
        return Offer(answer.uri, answer.secret)

    async def confirm(self, code: str) -> None:
        """Say what the app shows; from then on the console asks for its codes."""
        await self._request(ConfirmAuthenticator(code=code))
