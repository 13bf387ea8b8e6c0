"""Signing in by a staff account: a place without a token becomes a join link with one."""

import asyncio
from dataclasses import replace

from common.control.joinlink import JoinLink
from common.control.link import Link
from common.control.websocketlink import connect_websocket
from common.model.errors import ConferenceError, ErrorCode, ProtocolError
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import decode_from_console, encode
from common.protocol.entry import SignedIn, SignIn
from common.protocol.envelope import Bye, Refused

ANSWER_TIMEOUT_S = 15.0
"""Hashing takes the console a while, one after the other."""


async def sign_in(
    place: JoinLink, account: str, password: str, device_key: str, app: str, new_password: str = ""
) -> JoinLink:
    """Sign in at a console; return the link that this device, by this key, may enter with.

    Raises: ConferenceError with the code of the refusal, or `unreachable`, `certificate`, `clock`, `timeout`.
    """
    asked = SignIn(
        ref=1,
        protocol=PROTOCOL_VERSION,
        app=app,
        account=account,
        password=password,
        device_key=device_key,
        new_password=new_password,
    )
    link = await connect_websocket(place)
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            answer = await _ask(link, asked)
    except TimeoutError as error:
        raise ConferenceError(ErrorCode.TIMEOUT, "no answer to the sign-in") from error
    finally:
        await link.close()
    return replace(place, token=answer.token, meeting=answer.meeting)


async def _ask(link: Link, asked: SignIn) -> SignedIn:
    await link.send(encode(asked))
    message = decode_from_console(await link.receive())
    match message:
        case SignedIn():
            return message
        case Refused(code=code):
            raise ConferenceError(code, message.detail, message.retry_after_s)
        case Bye(code=code) if code is not None:
            raise ConferenceError(code, "the console hung up")
        case _:
            raise ProtocolError(ErrorCode.UNEXPECTED, "another answer than to a sign-in")
