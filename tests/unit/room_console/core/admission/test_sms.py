"""The gateway of SMS at its worst: it answers 500, hangs, says "failed" later, or speaks of an older text."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person, Role
from room_console.core.admission import sms
from room_console.core.admission.sms import RECEIPTS, SmsGateway
from room_console.core.settings import SmsSettings

ANNA = Person(ParticipantId("anna"), "Anna", "", Role.DELEGATE, mobile="+41791234567")
REQUEST = "to={to}&text={text}&receipt={receipt}"
DELIVERED, FAILED = "1", "2"


class FarGateway:
    """What the provider runs: answers as it is told, and keeps the address of each receipt."""

    def __init__(self) -> None:
        self.answer = (200, "0: Accepted for delivery")
        self.tickets: list[str] = []

    async def serve(self, request: web.Request) -> web.Response:
        """Take a text."""
        receipt = urlsplit(parse_qs(request.query_string)["receipt"][0])
        self.tickets.append(receipt.path.removeprefix(RECEIPTS))
        status, text = self.answer
        return web.Response(status=status, text=text)


@pytest.fixture
def far() -> FarGateway:
    return FarGateway()


@pytest.fixture
async def gateway(far: FarGateway) -> AsyncIterator[SmsGateway]:
    app = web.Application()
    app.router.add_get("/send", far.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/send"
    settings = SmsSettings(url=url, request=REQUEST, accepted="Accepted", delivered=DELIVERED, failed=FAILED)
    made = SmsGateway(settings, b"k" * 32, lambda: "https://console.test", ManualClock(), {})
    yield made
    await made.close()
    await runner.cleanup()


@pytest.mark.parametrize("answer", [(500, "Accepted"), (200, "no credit"), (302, "Accepted")])
async def test_what_the_gateway_does_not_take_is_said(
    gateway: SmsGateway, far: FarGateway, answer: tuple[int, str]
) -> None:
    far.answer = answer
    with pytest.raises(ConferenceError) as caught:
        await gateway.send(ANNA, "314159")
    assert caught.value.code is ErrorCode.MAIL_FAILED
    assert gateway.notes == {ANNA.participant: f"not sent: the gateway answers {answer[0]}"}


async def test_a_gateway_that_hangs_is_given_up(gateway: SmsGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "TIMEOUT_S", 0.0)
    with pytest.raises(ConferenceError) as caught:
        await gateway.send(ANNA, "314159")
    assert caught.value.code is ErrorCode.MAIL_FAILED
    assert gateway.notes == {ANNA.participant: "not sent: the gateway does not answer"}


async def test_what_became_of_a_text_is_told_later(gateway: SmsGateway, far: FarGateway) -> None:
    await gateway.send(ANNA, "314159")
    assert gateway.notes == {ANNA.participant: "handed to the gateway"}
    gateway.receive(far.tickets[0], FAILED, "absent\r\nsubscriber")
    assert gateway.notes == {ANNA.participant: "not delivered: absent subscriber"}
    gateway.receive(far.tickets[0], DELIVERED, "")
    assert gateway.notes == {ANNA.participant: "delivered"}


async def test_a_late_receipt_of_an_older_text_says_nothing_of_the_newer(gateway: SmsGateway, far: FarGateway) -> None:
    await gateway.send(ANNA, "314159")
    far.answer = (500, "")
    with pytest.raises(ConferenceError):
        await gateway.send(ANNA, "271828")
    gateway.receive(far.tickets[0], DELIVERED, "")
    assert gateway.notes == {ANNA.participant: "not sent: the gateway answers 500"}
