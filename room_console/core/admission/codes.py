"""One-time codes: how long one is good, when the next may be sent, and the mail that carries it. Pure."""

import secrets
import unicodedata
from dataclasses import replace
from typing import Final

from common.model.codeways import CodeWay
from room_console.core.passes import OneTimeCode
from room_console.core.web.words import Words

CODE_DIGITS: Final = 6
CODE_LIFE_MS: Final = 10 * 60_000
MAX_TRIES: Final = 5
RESEND_MS: Final = 30_000
HOUR_MS: Final = 3_600_000
MAX_PER_HOUR: Final = 6
CLOCK_TOLERANCE_MS: Final = 60_000
"""How far the wall clock may have been set back without making a code invalid."""


def make_code() -> str:
    """Make a code of six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def read_typed_code(text: str) -> str:
    """Read what was typed: without blanks and dashes, any script's digits as 0 to 9; empty if it is no code."""
    digits = [unicodedata.decimal(character, None) for character in text[:64] if not _is_filler(character)]
    if len(digits) != CODE_DIGITS or None in digits:
        return ""
    return "".join(str(digit) for digit in digits)


def _is_filler(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Pd", "Cf"}


def is_alive(code: OneTimeCode | None, now_ms: int) -> bool:
    """Tell whether the code can still be entered, tries left aside."""
    if code is None or code.code_hash is None:
        return False
    return -CLOCK_TOLERANCE_MS <= now_ms - code.made_at_ms < CODE_LIFE_MS


def is_locked(code: OneTimeCode) -> bool:
    """Tell whether all tries are used up."""
    return code.tries >= MAX_TRIES


def recent_sendings(code: OneTimeCode | None, now_ms: int) -> tuple[int, ...]:
    """Return when codes were sent within the last hour; instants yet to come (a clock set back) count as now."""
    sent = code.sent_at_ms if code is not None else ()
    return tuple(min(instant, now_ms) for instant in sent if now_ms - instant < HOUR_MS)


def wait_before_next_ms(code: OneTimeCode | None, now_ms: int, way: CodeWay | None = None) -> int:
    """Return how long until a new code may be sent, 0 if now; by another way than the last there is no pause."""
    sent = recent_sendings(code, now_ms)
    is_same_way = code is not None and way in (None, code.way)
    waits = [RESEND_MS - (now_ms - sent[-1])] if sent and is_same_way else []
    if len(sent) >= MAX_PER_HOUR:
        waits.append(HOUR_MS - (now_ms - sent[-MAX_PER_HOUR]))
    return max(0, *waits) if waits else 0


def with_wrong_try(code: OneTimeCode) -> OneTimeCode:
    """Count a wrong try."""
    return replace(code, tries=code.tries + 1)


def mask(email: str) -> str:
    """Hide an address but for its first character and its domain."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


def mask_mobile(mobile: str) -> str:
    """Hide a number but for its country and its last two digits."""
    return f"{mobile[:3]}…{mobile[-2:]}"


def code_mail(words: Words, meeting_title: str, code: str) -> tuple[str, str]:
    """Write subject and text of the mail. The code is not in the subject: locked telephones show that."""
    parts = (
        meeting_title,
        words.text("mail.code.is", code=code),
        words.text("mail.code.valid", minutes=CODE_LIFE_MS // 60_000),
        words.text("mail.code.nobody"),
        words.text("mail.code.not_you"),
    )
    return words.text("mail.code.subject", title=meeting_title), "\n\n".join(parts) + "\n"


def code_sms(words: Words, code: str) -> str:
    """Write the SMS, short enough for one of 70 characters."""
    return words.text("sms.code", code=code, minutes=CODE_LIFE_MS // 60_000)
