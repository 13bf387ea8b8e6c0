"""By which ways a one-time code can reach a person, and the sending of it (R5)."""

from collections.abc import Callable
from typing import Protocol

from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Person
from room_console.core.admission import codes
from room_console.core.admission.mail import Mailer
from room_console.core.admission.totp import Authenticator, Authenticators
from room_console.core.settings import CodeSettings
from room_console.core.web.words import words_for


class SmsSender(Protocol):
    """Sends a short text to a telephone."""

    async def send(self, person: Person, text: str) -> None:
        """Hand a text over to the gateway. Raises: ConferenceError(`mail_failed`)."""
        ...


class Ways:
    """What is allowed here, and possible for each person. Thread: the core's loop."""

    def __init__(
        self,
        settings: CodeSettings,
        mailer: Mailer,
        title: Callable[[], str],
        sms: SmsSender | None = None,
        authenticators: Authenticators | None = None,
    ) -> None:
        self._settings = settings
        self._mailer = mailer
        self._title = title
        self.sms = sms
        self.authenticators = authenticators

    def possible(self, person: Person) -> tuple[CodeWay, ...]:
        """Return the ways of a person, the usual one first; none where no code can reach them.

        Who has an authenticator app is asked for its codes, and as a rule for no others: a mailbox that somebody else
        reads must not be a way around it.
        """
        has_app = self._settings.authenticator and self.has_authenticator(person)
        if has_app and self._settings.authenticator_only:
            return (CodeWay.TOTP,)
        found = [CodeWay.TOTP] if has_app else []
        if self._settings.email and person.email:
            found.append(CodeWay.EMAIL)
        if self._settings.sms and self.sms is not None and person.mobile:
            found.append(CodeWay.SMS)
        return tuple(found)

    def has_authenticator(self, person: Person) -> bool:
        """Tell whether a person has set up an authenticator app."""
        return self.authenticators is not None and self.authenticators.has(person.participant)

    def choose(self, person: Person, wanted: CodeWay | None) -> CodeWay:
        """Return the way wanted, or the usual one. Raises: ConferenceError(`mail_failed`, `not_allowed`)."""
        possible = self.possible(person)
        if not possible:
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"{person.participant} has no address for the code")
        if wanted is not None and wanted not in possible:
            raise ConferenceError(ErrorCode.NOT_ALLOWED, f"codes do not go by {wanted} here")
        return wanted or possible[0]

    def target(self, person: Person, way: CodeWay) -> str:
        """Say, masked, where a code goes; empty where none is sent."""
        match way:
            case CodeWay.EMAIL:
                return codes.mask(person.email)
            case CodeWay.SMS:
                return codes.mask_mobile(person.mobile)
            case CodeWay.TOTP:
                return ""

    async def send(self, person: Person, way: CodeWay, code: str) -> None:
        """Send a code. Raises: ConferenceError(`mail_failed`)."""
        words = words_for(person.language)
        if way is CodeWay.EMAIL:
            await self._mailer.send(person.email, *codes.code_mail(words, self._title(), code))
        elif way is CodeWay.SMS and self.sms is not None:
            await self.sms.send(person, codes.code_sms(words, code))

    def shown_by_app(self, person: Person, code: str) -> Authenticator | None:
        """Return what is to be kept once this code is used up; None where no app shows it now. Raises: `disk`."""
        return None if self.authenticators is None else self.authenticators.showing(person.participant, code)

    async def use_up(self, shown: Authenticator) -> None:
        """Have that code, and all before it, used up on disk. Raises: ConferenceError(`disk`)."""
        assert self.authenticators is not None
        await self.authenticators.use_up(shown)
