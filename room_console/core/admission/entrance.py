"""What is kept of each person's way in: the codes asked for, by device, and how often somebody guessed.

Nobody gets this far without the token of 256 bits. Whoever has it, and not the mailbox, could ask for codes from ever
new devices and guess: so guesses and devices are counted for the person, whatever the address, and beyond the limits
the *token* is void, not the person: a new one goes to their mailbox, and what the guesser holds opens nothing.
"""

import hmac
from typing import Final

import msgspec

from common.model.ids import ParticipantId
from room_console.core.admission import codes
from room_console.core.passes import OneTimeCode

KIND: Final = "entrance"
MAX_DEVICES: Final = 5
"""That asked for a code with one token, none of them let in."""
MAX_WRONG: Final = 25
"""Codes entered with one token, whatever device and address: one in 40,000 to guess right."""
MAX_SENT_PER_HOUR: Final = 12
"""Codes sent to one person because of several devices."""


class Entrance(msgspec.Struct, frozen=True):
    """One person's way in, with one token. A new token begins a new one."""

    participant: ParticipantId
    token_hash: bytes
    codes: tuple[OneTimeCode, ...] = ()
    """The newest of each device."""
    wrong: int = 0
    is_closed: bool = False
    """The token is void: too much was guessed with it."""

    def of_device(self, device: bytes) -> OneTimeCode | None:
        """Return the newest code of a device."""
        return next((code for code in self.codes if hmac.compare_digest(code.device_hash, device)), None)

    def with_code(self, new: OneTimeCode) -> "Entrance":
        """Return it with a code in the place of that device's last one."""
        others = tuple(code for code in self.codes if code.device_hash != new.device_hash)
        return msgspec.structs.replace(self, codes=(*others, new))

    def with_wrong_try(self, code: OneTimeCode) -> "Entrance":
        """Return it with a wrong try counted, for the code and for the person."""
        counted = self.with_code(codes.with_wrong_try(code))
        return msgspec.structs.replace(counted, wrong=self.wrong + 1)

    def closed(self) -> "Entrance":
        """Return it with its token void."""
        return msgspec.structs.replace(self, codes=(), is_closed=True)

    def is_guessed_at(self, device: bytes, now_ms: int) -> bool:
        """Tell whether this device, asking for one more code, is one too many, or the guesses are."""
        others = [code for code in self.codes if code.device_hash != device]
        is_crowd = len(others) >= MAX_DEVICES
        sent = sum(len(codes.recent_sendings(code, now_ms)) for code in self.codes)
        return is_crowd or self.wrong >= MAX_WRONG or (bool(others) and sent >= MAX_SENT_PER_HOUR)
