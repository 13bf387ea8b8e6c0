"""A code by SMS through a real kannel and its fake centre; the receipt comes back to a page that only it can call."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from common.aio.clock import SystemClock
from common.model.ids import ParticipantId
from common.model.people import Person, Role
from room_console.core.admission.codes import code_sms
from room_console.core.admission.sms import RECEIPTS, SmsGateway
from room_console.core.invitations.codesdesk import CodesDesk
from room_console.core.settings import SmsSettings
from room_console.core.web.words import words_for
from tests.helpers.control import until
from tests.helpers.kannel import BEARERBOX, FAKESMSC, SMSBOX, Kannel

pytestmark = [
    pytest.mark.skipif(not (BEARERBOX and SMSBOX and FAKESMSC), reason="needs kannel and its fake centre"),
    pytest.mark.flaky(reruns=2),
    pytest.mark.patient,
]
ANNA = Person(ParticipantId("anna"), "Anna", "", Role.DELEGATE, mobile="+41791234567")


@pytest.fixture
def kannel() -> Iterator[Kannel]:
    with Kannel() as running:
        yield running


@asynccontextmanager
async def gateway(settings: SmsSettings) -> AsyncIterator[tuple[SmsGateway, str]]:
    """Serve the receipts' page as the console does; yield the gateway's end and the page's site."""
    site = ""
    made = SmsGateway(settings, b"k" * 32, lambda: site, SystemClock(), {"SMS": "secret"})
    desk = CodesDesk(None, made, True, SystemClock())  # type: ignore[arg-type]
    app = web.Application()
    desk.add_routes(app.router)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made, site
    finally:
        await desk.stop()
        await runner.cleanup()


def settings(url: str) -> SmsSettings:
    return SmsSettings(url=url, sender="MEETING", username="console", password_env="SMS", accepted="Accepted|Queued")


def as_the_centre_writes(text: str) -> str:
    """Write a text of digits as the fake centre prints UCS-2."""
    return "".join(f"%00{letter}" for letter in text)


async def test_a_code_arrives_and_its_receipt_comes_back(kannel: Kannel) -> None:
    async with gateway(settings(kannel.url)) as (sms, _):
        await sms.send(ANNA, code_sms(words_for("en"), "314159"))
        await until(lambda: sms.notes[ANNA.participant] == "delivered", 15)
        await until(lambda: as_the_centre_writes("314159") in kannel.received, 15)
        await sms.send(ANNA, code_sms(words_for("ar"), "271828"))
        await until(lambda: as_the_centre_writes("271828") in kannel.received, 15)


async def test_nobody_else_can_make_up_a_receipt(kannel: Kannel) -> None:
    async with gateway(settings(kannel.url)) as (sms, site), aiohttp.ClientSession() as stranger:
        async with stranger.get(f"{site}{RECEIPTS}a-made-up-ticket?status=1") as answer:
            assert answer.status == 404
        assert sms.notes == {}
