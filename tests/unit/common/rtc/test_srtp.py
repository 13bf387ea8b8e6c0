"""SRTP: what one end protects the other opens, and nothing else."""

import numpy as np
import pytest

from common.rtc.rtp import build_rtp
from common.rtc.srtp import (
    MAX_PACKET_BYTES,
    MAX_TRAILER_BYTES,
    SrtpKeys,
    SrtpPair,
    SrtpProfile,
    pointers_to,
    protect_in_place,
    supported_profiles,
)

RTCP = b"\x80\xc9\x00\x01\x00\x00\x00\x07"


def both_ends(profile: SrtpProfile = SrtpProfile.AEAD_AES_256_GCM) -> tuple[SrtpPair, SrtpPair]:
    size = profile.key_bytes + profile.salt_bytes
    one, other = bytes(range(size)), bytes(range(size, 2 * size))
    return SrtpPair(SrtpKeys(profile, one, other)), SrtpPair(SrtpKeys(profile, other, one))


@pytest.mark.parametrize("profile", supported_profiles())
def test_both_ends_understand_each_other(profile: SrtpProfile) -> None:
    ours, theirs = both_ends(profile)
    packet = build_rtp(111, False, 1, 2, 3, b"sound")
    protected = ours.protect_rtp(packet)
    assert len(protected) == len(packet) + profile.tag_bytes
    assert theirs.unprotect_rtp(protected) == packet
    assert ours.unprotect_rtcp(theirs.protect_rtcp(RTCP)) == RTCP


def test_all_agreed_profiles_are_there() -> None:
    assert supported_profiles() == tuple(SrtpProfile)


def test_a_packet_may_be_sent_again_but_not_heard_again() -> None:
    ours, theirs = both_ends()
    packet = build_rtp(111, False, 1, 2, 3, b"sound")
    assert ours.protect_rtp(packet) == ours.protect_rtp(packet)
    theirs.unprotect_rtp(ours.protect_rtp(packet))
    with pytest.raises(ValueError, match="replay"):
        theirs.unprotect_rtp(ours.protect_rtp(packet))


@pytest.mark.parametrize("packets", [128, 512])
def test_as_many_packets_as_were_asked_for_may_be_sent_again(packets: int) -> None:
    size = SrtpProfile.AEAD_AES_256_GCM.key_bytes + SrtpProfile.AEAD_AES_256_GCM.salt_bytes
    pair = SrtpPair(SrtpKeys(SrtpProfile.AEAD_AES_256_GCM, bytes(size), bytes(size)), packets)
    plain = [build_rtp(111, False, number, 0, 3, b"sound") for number in range(packets + 1)]
    protected = [pair.protect_rtp(packet) for packet in plain]
    assert [pair.protect_rtp(packet) for packet in plain[1:]] == protected[1:]
    with pytest.raises(ValueError, match="old"):
        pair.protect_rtp(plain[0])


def test_a_packet_may_come_a_thousand_late() -> None:
    ours, theirs = both_ends()
    protected = [ours.protect_rtp(build_rtp(111, False, number, 0, 3, b"")) for number in range(1_000)]
    for packet in reversed(protected):
        theirs.unprotect_rtp(packet)


def test_what_was_changed_on_the_way_is_refused() -> None:
    ours, theirs = both_ends()
    protected = bytearray(ours.protect_rtp(build_rtp(111, False, 1, 2, 3, b"sound")))
    protected[14] ^= 1
    with pytest.raises(ValueError, match="authentication"):
        theirs.unprotect_rtp(bytes(protected))


@pytest.mark.parametrize("packet", [b"", b"\x80", bytes(7), bytes(MAX_PACKET_BYTES + 1)])
def test_what_is_no_packet_is_refused(packet: bytes) -> None:
    ours, _ = both_ends()
    for process in (ours.protect_rtp, ours.protect_rtcp, ours.unprotect_rtp, ours.unprotect_rtcp):
        with pytest.raises(ValueError, match="SRTP"):
            process(packet)


def test_keys_are_not_shown() -> None:
    assert "secret" not in repr(SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, b"secret", b"secret"))


def test_packets_are_protected_where_they_lie() -> None:
    ours, theirs = both_ends()
    stride = 64 + MAX_TRAILER_BYTES
    rows, lengths = np.zeros((3, stride), np.uint8), np.full(3, 17, np.int32)
    packets = [build_rtp(111, False, number, 2, 3, b"sound") for number in range(3)]
    for row, packet in zip(rows, packets, strict=True):
        row[:17] = np.frombuffer(packet, np.uint8)
    pointers = pointers_to(rows.ctypes.data, stride, 3, "char *")
    assert protect_in_place([ours.handle] * 3, pointers, pointers_to(lengths.ctypes.data, 4, 3, "int *"))
    assert lengths.tolist() == [33, 33, 33]
    assert [theirs.unprotect_rtp(row[:33].tobytes()) for row in rows] == packets


def test_one_packet_that_cannot_be_protected_is_told() -> None:
    ours, _ = both_ends()
    rows, lengths = np.zeros((1, 256), np.uint8), np.full(1, 3, np.int32)
    pointers = pointers_to(rows.ctypes.data, 256, 1, "char *")
    assert not protect_in_place([ours.handle], pointers, pointers_to(lengths.ctypes.data, 4, 1, "int *"))
