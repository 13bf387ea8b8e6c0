"""Authenticator apps (TOTP, RFC 6238): set up by the person, the secret kept sealed, no step taken twice."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec
import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.shelf import RecordStore, Shelf

KIND: Final = "totp"
STEP_S: Final = 30
STEPS_EITHER_SIDE: Final = 1
"""A telephone's clock may be half a minute off (RFC 6238, section 5.2)."""
OFFER_LIFE_S: Final = 600.0
OFFER_TRIES: Final = 5
MAX_OFFERS: Final = 3_000
NONCE_BYTES: Final = 12
_KEY_LABEL: Final = b"authenticator secrets\0"


class Authenticator(msgspec.Struct, frozen=True):
    """What is kept: `sealed` is nonce and ciphertext (AES-256-GCM) of the secret, bound to the participant."""

    participant: ParticipantId
    sealed: bytes
    last_step: int
    """Of 30 s since the epoch: this one and all before it are used up."""
    made_at_ms: int


@dataclass(slots=True)
class _Offer:
    secret: str
    made_s: float
    tries: int = 0


class Authenticators:
    """The authenticator apps of a meeting's people. Thread: the core's loop."""

    def __init__(self, store: RecordStore, secret: bytes, clock: Clock, issuer: Callable[[], str]) -> None:
        self._shelf = Shelf(store, KIND, Authenticator, lambda kept: kept.participant)
        self._cipher = AESGCM(hmac.digest(secret, _KEY_LABEL, "sha256"))
        self._clock = clock
        self._issuer = issuer
        self._offers: dict[ParticipantId, _Offer] = {}

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._shelf.load()

    def has(self, participant: ParticipantId) -> bool:
        """Tell whether somebody has set one up."""
        return participant in self._shelf

    def offer(self, participant: ParticipantId) -> tuple[str, str]:
        """Make a secret; return it as `otpauth:` address and in base 32. It is kept once it is confirmed."""
        self._offers.pop(participant, None)
        while len(self._offers) >= MAX_OFFERS:
            del self._offers[next(iter(self._offers))]
        secret = pyotp.random_base32()
        self._offers[participant] = _Offer(secret, self._clock.mono_s())
        issuer = self._issuer().replace(":", " ")[:60]
        return pyotp.TOTP(secret).provisioning_uri(name=participant, issuer_name=issuer), secret

    async def confirm(self, participant: ParticipantId, code: str) -> None:
        """Keep the secret that was offered, which the app now shows a code of.

        Raises: ConferenceError(`code_expired`, `code_wrong`, `disk`).
        """
        offer = self._offers.get(participant)
        if offer is None or self._clock.mono_s() - offer.made_s >= OFFER_LIFE_S or offer.tries >= OFFER_TRIES:
            self._offers.pop(participant, None)
            raise ConferenceError(ErrorCode.CODE_EXPIRED, "begin anew")
        offer.tries += 1
        step = _step_of(offer.secret, code, self._step_now(), after=-1)
        if step is None:
            raise ConferenceError(ErrorCode.CODE_WRONG, f"{OFFER_TRIES - offer.tries} tries left")
        kept = Authenticator(participant, self._seal(participant, offer.secret), step, self._clock.now_ms())
        await self._shelf.put({participant: kept})
        self._offers.pop(participant, None)

    def showing(self, participant: ParticipantId, code: str) -> Authenticator | None:
        """Return what is to be kept once this code is used up; None where it is not right.

        Raises: ConferenceError(`disk`).
        """
        kept = self._shelf.get(participant)
        if kept is None:
            return None
        step = _step_of(self._open(kept), code, self._step_now(), after=kept.last_step)
        return None if step is None else msgspec.structs.replace(kept, last_step=step)

    async def use_up(self, shown: Authenticator) -> None:
        """Have this code and all earlier ones used up on disk. One use of a participant at a time.

        Raises: ConferenceError(`disk`).
        """
        await self._shelf.put({shown.participant: shown})

    async def forget(self, participant: ParticipantId) -> None:
        """Forget somebody's app. Raises: ConferenceError(`disk`)."""
        await self._shelf.remove([participant])

    def _step_now(self) -> int:
        return self._clock.now_ms() // (STEP_S * 1000)

    def _seal(self, participant: ParticipantId, secret: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), participant.encode())

    def _open(self, kept: Authenticator) -> str:
        nonce, sealed = kept.sealed[:NONCE_BYTES], kept.sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, sealed, kept.participant.encode()).decode()
        except InvalidTag as error:
            raise ConferenceError(ErrorCode.DISK, "a kept authenticator secret was altered") from error


def _step_of(secret: str, code: str, now: int, after: int) -> int | None:
    """Return the newest step whose code this is, within the tolerance and later than `after`."""
    app = pyotp.TOTP(secret, interval=STEP_S)
    for step in range(now + STEPS_EITHER_SIDE, max(after, now - STEPS_EITHER_SIDE - 1), -1):
        if hmac.compare_digest(app.generate_otp(step).encode(), code.encode()):
            return step
    return None
