"""DTLS on the line (RFC 6347, section 4.1): which datagrams OpenSSL may see, and its own cut into datagrams."""

from typing import Final

MTU_BYTES: Final = 1_200
MAX_DATAGRAM_BYTES: Final = 4_096
_RECORD_HEADER_BYTES = 13
_HANDSHAKE = 22
_MESSAGE_HEADER_BYTES = 12
_MESSAGES = frozenset({0, 1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 20, 22})
"""Kinds of handshake messages (RFC 5246, section 7.4; RFC 6347, section 4.3.2; RFC 6066)."""
FLIGHT_RECORDS = frozenset({20, 22})
"""ChangeCipherSpec and handshake: what flights are made of; alerts are not repeated (RFC 6347, section 4.2.7)."""


def may_be_record(datagram: bytes) -> bool:
    """Tell whether OpenSSL should look at it: a record of DTLS, all there, and no impossible handshake message.

    OpenSSL gives a handshake up for a message that it can't understand, so noise is kept from it.
    """
    if not _RECORD_HEADER_BYTES < len(datagram) <= MAX_DATAGRAM_BYTES:
        return False
    kind, version, epoch = datagram[0], datagram[1], datagram[3:5]
    length = int.from_bytes(datagram[11:13], "big")
    if not 20 <= kind <= 23 or version != 0xFE or length + _RECORD_HEADER_BYTES > len(datagram):
        return False
    return kind != _HANDSHAKE or epoch != b"\0\0" or _may_be_message(datagram[13 : 13 + length])


def _may_be_message(message: bytes) -> bool:
    """Judge the header of a plain handshake message (RFC 6347, section 4.2.2)."""
    if len(message) < _MESSAGE_HEADER_BYTES or message[0] not in _MESSAGES:
        return False
    whole, offset, length = (int.from_bytes(message[at : at + 3], "big") for at in (1, 6, 9))
    return offset + length <= whole and length + _MESSAGE_HEADER_BYTES <= len(message)


def datagrams_of(records: bytes) -> list[bytes]:
    """Pack whole records into datagrams of up to MTU_BYTES."""
    datagrams: list[bytes] = []
    start = at = 0
    while at < len(records):
        after = at + _RECORD_HEADER_BYTES + int.from_bytes(records[at + 11 : at + 13], "big")
        if after - start > MTU_BYTES and at > start:
            datagrams.append(records[start:at])
            start = at
        at = after
    datagrams.append(records[start:])
    return datagrams
