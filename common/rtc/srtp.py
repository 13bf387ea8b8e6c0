"""SRTP (RFC 3711, RFC 7714) by pylibsrtp: one pair of sessions for a leg, its errors made ours."""

from dataclasses import dataclass, field
from enum import Enum

from pylibsrtp import Error, Policy, Session

REPLAY_WINDOW_PACKETS = 1024
MAX_PACKET_BYTES = 1_356
"""The longest packet that can be protected: libsrtp's buffer less its longest trailer."""


class SrtpProfile(Enum):
    """A protection profile: its name in OpenSSL, its number in libsrtp, key and salt in bytes (RFC 5764, RFC 7714)."""

    AEAD_AES_256_GCM = ("SRTP_AEAD_AES_256_GCM", Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 32, 12)
    AEAD_AES_128_GCM = ("SRTP_AEAD_AES_128_GCM", Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12)
    AES128_CM_SHA1_80 = ("SRTP_AES128_CM_SHA1_80", Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14)

    def __init__(self, openssl_name: str, number: int, key_bytes: int, salt_bytes: int) -> None:
        self.openssl_name = openssl_name
        self.number = number
        self.key_bytes = key_bytes
        self.salt_bytes = salt_bytes


def supported_profiles() -> tuple[SrtpProfile, ...]:
    """List the profiles that this libsrtp has, the strongest first."""
    return tuple(profile for profile in SrtpProfile if _is_supported(profile))


@dataclass(frozen=True, slots=True)
class SrtpKeys:
    """What a DTLS handshake gave: master key and salt, joined, for what we send and what we receive."""

    profile: SrtpProfile
    sending: bytes = field(repr=False)
    receiving: bytes = field(repr=False)


class SrtpPair:
    """Protects what is sent and checks what has come. Not for two threads at once."""

    __slots__ = ("_receiving", "_sending")

    def __init__(self, keys: SrtpKeys) -> None:
        self._sending = outgoing_session(keys)
        self._receiving = Session(_policy(keys.profile, keys.receiving, Policy.SSRC_ANY_INBOUND))

    def protect_rtp(self, packet: bytes) -> bytes:
        """Protect a packet of up to MAX_PACKET_BYTES. Raises: ValueError."""
        try:
            return bytes(self._sending.protect(packet))
        except Error as error:
            raise ValueError(f"not protected: {error}") from error

    def protect_rtcp(self, packet: bytes) -> bytes:
        """Protect a compound packet. Raises: ValueError."""
        try:
            return bytes(self._sending.protect_rtcp(packet))
        except Error as error:
            raise ValueError(f"not protected: {error}") from error

    def unprotect_rtp(self, packet: bytes) -> bytes:
        """Check and open a packet. Raises: ValueError where it is not authentic, too old or repeated."""
        try:
            return bytes(self._receiving.unprotect(packet))
        except Error as error:
            raise ValueError(f"not authentic: {error}") from error

    def unprotect_rtcp(self, packet: bytes) -> bytes:
        """Check and open a compound packet. Raises: ValueError."""
        try:
            return bytes(self._receiving.unprotect_rtcp(packet))
        except Error as error:
            raise ValueError(f"not authentic: {error}") from error


def outgoing_session(keys: SrtpKeys) -> Session:
    """Make the session for what we send; the same packet may be protected again, to repeat it."""
    return Session(_policy(keys.profile, keys.sending, Policy.SSRC_ANY_OUTBOUND))


def _policy(profile: SrtpProfile, key: bytes, kind: int) -> Policy:
    policy = Policy(key=key, ssrc_type=kind, srtp_profile=profile.number)
    policy.allow_repeat_tx = True
    policy.window_size = REPLAY_WINDOW_PACKETS
    return policy


def _is_supported(profile: SrtpProfile) -> bool:
    try:
        Policy(srtp_profile=profile.number)
    except Error:
        return False
    return True
