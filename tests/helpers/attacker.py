"""An attacker on a whole console, door and all, with an address of their own: 127.0.0.0/8 is all this machine's."""

import aiohttp

from common.control.trust import PinnedContext
from common.model.errors import ErrorCode
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import decode_from_console, encode
from common.protocol.entry import SignIn
from common.protocol.envelope import Message, Refused
from tests.helpers.consolekit import ConsoleKit

DEVICE = "the-device-that-signed-in"
OWNERS_ADDRESS = "127.0.0.1"


class Attacker:
    """Somebody with an address of their own, and all the time in the world."""

    def __init__(self, kit: ConsoleKit, address: str) -> None:
        self.place = kit.console.address.link("")
        connector = aiohttp.TCPConnector(
            ssl=PinnedContext.made(self.place.fingerprint), local_addr=(address, 0), limit=0, force_close=True
        )
        self.http = aiohttp.ClientSession(connector=connector, base_url=f"https://127.0.0.1:{self.place.port}")

    async def __aenter__(self) -> "Attacker":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def say(self, *messages: Message) -> list[Message]:
        """Say these on one link; return the first answer to each, as far as there is one."""
        answers: list[Message] = []
        async with self.http.ws_connect("/control", max_msg_size=0) as link:
            for message in messages:
                await link.send_str(encode(message).decode())
                received = await link.receive(timeout=20.0)
                if received.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                    break
                answers.append(decode_from_console(received.data))
        return answers

    async def guess(self, password: str, account: str = "maria") -> ErrorCode | None:
        """Try a password; return why it was refused."""
        asked = signing_in(account, password, DEVICE)
        (answer,) = await self.say(asked)
        return answer.code if isinstance(answer, Refused) else None


def signing_in(account: str, password: str, device: str) -> SignIn:
    """Make a sign-in."""
    return SignIn(ref=1, protocol=PROTOCOL_VERSION, app="test", account=account, password=password, device_key=device)
