"""An authenticator app of one's own: what is asked, what comes back, and that it is not printed."""

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done, Request
from common.protocol.invitations import AuthenticatorOffered, ConfirmAuthenticator, EnrolAuthenticator
from delegate_app.core.enrolment import Enrolment, Offer
from tests.helpers.delegate import delegate
from tests.helpers.fakecontrol import LINK

URI, SECRET = "otpauth://totp/Assembly:anna?secret=JBSWY3DP", "JBSWY3DP"


class Console:
    """Answers as it is told, and notes what it was asked."""

    def __init__(self, answer: ConsoleMessage) -> None:
        self.answer = answer
        self.asked: list[Request] = []

    async def request(self, message: Request) -> ConsoleMessage:
        """Answer."""
        self.asked.append(message)
        return self.answer


async def test_the_offer_is_handed_on_and_its_secret_not_printed() -> None:
    console = Console(AuthenticatorOffered(1, URI, SECRET))
    offer = await Enrolment(console.request).begin()
    assert offer == Offer(URI, SECRET)
    assert SECRET not in repr(offer)
    assert console.asked == [EnrolAuthenticator()]


async def test_an_answer_that_offers_nothing_is_a_failure_of_the_link() -> None:
    with pytest.raises(ConferenceError) as refused:
        await Enrolment(Console(Done(1)).request).begin()
    assert refused.value.code is ErrorCode.UNREACHABLE


async def test_the_verbs_of_a_delegate_reach_the_console_and_refusals_the_caller() -> None:
    async with delegate() as bench:
        with pytest.raises(ConferenceError):
            await bench.client.authenticator.begin()
        await bench.client.join(str(LINK))
        bench.control.attach()
        await bench.client.authenticator.confirm("314159")
        assert bench.control.requests[-1] == ConfirmAuthenticator(code="314159")
        bench.control.refusals[ConfirmAuthenticator] = ErrorCode.CODE_WRONG
        with pytest.raises(ConferenceError) as refused:
            await bench.client.authenticator.confirm("000000")
        assert refused.value.code is ErrorCode.CODE_WRONG
