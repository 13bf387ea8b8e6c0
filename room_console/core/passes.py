"""What is kept of an admission: values that admission decides on and the store keeps. Secrets only as keyed hashes."""

from dataclasses import dataclass

from common.model.codeways import CodeWay
from common.model.ids import ParticipantId


@dataclass(frozen=True, slots=True)
class Pass:
    """A participant's token, and the device admitted with it. A participant has one at most."""

    participant: ParticipantId
    token_hash: bytes
    expires_at_ms: int
    is_local: bool = False
    """From a loopback address any device comes in, without a code."""
    device_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A device's newest code, bound to token and device by its hash. `code_hash` is None once it is void."""

    participant: ParticipantId
    device_hash: bytes
    code_hash: bytes | None
    made_at_ms: int
    tries: int = 0
    """Wrong ones so far."""
    sent_at_ms: tuple[int, ...] = ()
    """When codes were sent within the last hour, oldest first; outlives the code."""
    way: CodeWay = CodeWay.EMAIL
    """By `totp` nothing was sent, and `code_hash` is empty while it can be answered."""
