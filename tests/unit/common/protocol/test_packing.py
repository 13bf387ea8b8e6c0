"""A packed message is the same message; nothing grows beyond its bound by unpacking."""

import pytest

from common.model.errors import ErrorCode, ProtocolError
from common.model.ids import Revision
from common.protocol.codec import MAX_EVENT_BYTES, decode_from_client, decode_from_console, encode
from common.protocol.packing import is_packed, pack, unpack
from common.protocol.view import Roster

ROSTER = Roster(Revision(3), ())


def test_a_packed_message_is_told_from_a_plain_one_and_decodes_to_the_same() -> None:
    plain = encode(ROSTER)
    assert not is_packed(plain)
    assert is_packed(pack(plain))
    assert decode_from_console(pack(plain)) == ROSTER


@pytest.mark.parametrize("damaged", [pack(encode(ROSTER))[:-3], b"\x78", b"\x78\xff\x00", b"\x78" * 40])
def test_damage_is_malformed(damaged: bytes) -> None:
    with pytest.raises(ProtocolError) as refusal:
        decode_from_console(damaged)
    assert refusal.value.code is ErrorCode.MALFORMED


def test_a_bomb_is_not_unpacked() -> None:
    bomb = pack(bytes(8 * MAX_EVENT_BYTES))
    assert len(bomb) < 64 * 1024
    with pytest.raises(ProtocolError) as refusal:
        decode_from_console(bomb)
    assert refusal.value.code is ErrorCode.TOO_LARGE


def test_what_just_fits_is_unpacked() -> None:
    assert unpack(pack(bytes(100)), 100) == bytes(100)


def test_clients_send_nothing_packed() -> None:
    with pytest.raises(ProtocolError):
        decode_from_client(pack(b'{"type": "ping", "ref": 1}'))
