"""Why a way could not be had, in words that give nothing away."""

import socket
import ssl

import pytest
from aioice.stun import Class, Message, Method, TransactionFailed, TransactionTimeout

from common.rtc.iceconnection import IceConnection, make_names, reason_of
from tests.helpers.control import until


def refused(code: int) -> TransactionFailed:
    response = Message(message_method=Method.ALLOCATE, message_class=Class.ERROR)
    response.attributes["ERROR-CODE"] = (code, "as the relay puts it")
    return TransactionFailed(response)


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError()
    error.verify_message = "self-signed certificate"
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (untrusted(), "the relay's certificate is not trusted: self-signed certificate"),
        (refused(401), "the relay refuses user name or password: wrong or expired"),
        (refused(403), "the relay may not send to the console"),
        (refused(486), "the relay gives no more addresses to this user"),
        (refused(508), "the relay refuses with 508"),
        (TimeoutError(), "no answer"),
        (TransactionTimeout(), "no answer"),
        (ConnectionRefusedError(111, "refused"), "Connection refused"),
        (ConnectionError("ICE negotiation failed"), "ICE negotiation failed"),
        (KeyError(), "KeyError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_reason_is_said_plainly(error: BaseException, reason: str) -> None:
    assert reason_of(error) == reason


def test_names_are_long_enough_and_never_the_same() -> None:
    names = {make_names() for _ in range(50)}
    assert len(names) == 50
    assert all(len(one.name) >= 4 and len(one.password) >= 22 for one in names)
    assert all(one.password not in repr(one) for one in names)


async def test_without_a_path_nothing_is_sent() -> None:
    connection = IceConnection(make_names(), True, lambda data: None, lambda: None)
    connection.send_now(b"lost")
    with pytest.raises(ConnectionError):
        await connection.probe()
    await connection.close()


@pytest.mark.parametrize(
    "cut", [b"\0\x24\0\0", b"\x80\x29\0\4abcd", b"\x80\x28\0\0"], ids=["priority", "controlled", "fingerprint"]
)
async def test_what_nobody_can_read_is_counted_and_what_follows_is_taken(cut: bytes) -> None:
    taken: list[bytes] = []
    connection = IceConnection(make_names(), True, taken.append, lambda: None, ("127.0.0.1",))
    await connection.gather_candidates()
    (candidate,) = connection.local_candidates
    message = b"\0\1" + len(cut).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12) + cut
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for datagram in (message, b"\x80\x6f sound", b"\x16 keys"):
            stranger.sendto(datagram, (candidate.host, candidate.port))
        await until(lambda: len(taken) == 2)
    assert taken == [b"\x80\x6f sound", b"\x16 keys"]
    assert connection.refused == 1
    await connection.close()
