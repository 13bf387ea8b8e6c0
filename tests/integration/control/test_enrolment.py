"""Setting up an authenticator app over real TLS, on a real store; then coming in by its codes."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
import pytest_asyncio

from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.codec import ClientMessage
from common.protocol.entry import CodeRequired
from common.protocol.envelope import Message
from delegate_app.core.enrolment import Enrolment
from room_console.core.control.gateway import Connection
from room_console.core.invitations.codesdesk import OFFER_BURST, CodesDesk
from tests.helpers.control import SmallGateway, attached, certificate, link_to, serving
from tests.helpers.door import ANNA, DEVICE, Door

STEP_S = 30


class EnrollingGateway(SmallGateway):
    """Hands what belongs to the desk of codes to it."""

    desk: CodesDesk

    async def handle(self, connection: Connection, message: ClientMessage) -> Message | None:
        """Answer as the desk does."""
        if (answer := self.desk.answers.get(type(message))) is None:
            return await super().handle(connection, message)
        return await answer.handler(connection, message)


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    made = Door(tmp_path / "meeting.sqlite3")
    yield made
    await made.admission.close()
    await made.store.close()


@pytest_asyncio.fixture
async def enrolment(door: Door, tmp_path: Path) -> AsyncIterator[Enrolment]:
    gateway = EnrollingGateway()
    gateway.desk = CodesDesk(door.admission, None, True, door.clock)
    async with serving(gateway, certificate(tmp_path)) as server, attached([link_to(server, "anna")]) as [(client, _)]:
        yield Enrolment(client.request)


def shown(door: Door, secret: str) -> str:
    """Return what an app with this secret shows."""
    return pyotp.TOTP(secret).at(door.clock.now_ms() // 1000)


async def refused(verb: object) -> ErrorCode:
    """Return the code by which a verb is refused."""
    with pytest.raises(ConferenceError) as caught:
        await verb  # type: ignore[misc]
    return caught.value.code


async def test_who_has_set_up_an_app_is_asked_for_its_code_and_comes_in_by_it_after_a_restart(
    door: Door, enrolment: Enrolment, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    offer = await enrolment.begin()
    assert pyotp.parse_uri(offer.uri).secret == offer.secret
    assert not door.authenticators.has(ANNA), "an offer alone changes nothing"
    right = shown(door, offer.secret)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    assert await refused(enrolment.confirm(wrong)) is ErrorCode.CODE_WRONG
    await enrolment.confirm(right)
    assert offer.secret not in caplog.text
    assert right not in caplog.text
    await door.authenticators.start()
    assert door.authenticators.has(ANNA)
    token = await door.token()
    prompt = await door.enter(token)
    assert isinstance(prompt, CodeRequired)
    assert prompt.way is CodeWay.TOTP
    assert (await door.refused(token, right)).code is ErrorCode.CODE_WRONG, "the code that confirmed is used up"
    door.clock.advance(STEP_S)
    assert await door.enter_code(token, shown(door, offer.secret), DEVICE) == ANNA


async def test_a_second_offer_voids_the_first_and_the_right_code_is_too_late_after_five_wrong_ones(
    door: Door, enrolment: Enrolment
) -> None:
    first, second = await enrolment.begin(), await enrolment.begin()
    assert await refused(enrolment.confirm(shown(door, first.secret))) is ErrorCode.CODE_WRONG
    for _ in range(4):
        assert await refused(enrolment.confirm("no code")) is ErrorCode.CODE_WRONG
    assert await refused(enrolment.confirm(shown(door, second.secret))) is ErrorCode.CODE_EXPIRED
    assert not door.authenticators.has(ANNA)


async def test_an_offer_ends_after_ten_minutes_and_offers_are_not_made_without_end(
    door: Door, enrolment: Enrolment
) -> None:
    offer = await enrolment.begin()
    door.clock.advance(600)
    assert await refused(enrolment.confirm(shown(door, offer.secret))) is ErrorCode.CODE_EXPIRED
    for _ in range(OFFER_BURST):
        await enrolment.begin()
    assert await refused(enrolment.begin()) is ErrorCode.TOO_FAST


async def test_where_the_meeting_has_no_apps_none_is_offered(door: Door, tmp_path: Path) -> None:
    gateway = EnrollingGateway()
    gateway.desk = CodesDesk(door.admission, None, False, door.clock)
    async with serving(gateway, certificate(tmp_path)) as server, attached([link_to(server, "anna")]) as [(client, _)]:
        assert await refused(Enrolment(client.request).begin()) is ErrorCode.NOT_ALLOWED
