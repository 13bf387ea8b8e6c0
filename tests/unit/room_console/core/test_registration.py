"""The desk at which everybody is registered: outcomes, what is told to whom, links that close."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Attendance, Role
from common.model.registration import (
    Accepted,
    Applicant,
    NotRegistered,
    Obstacle,
    Overflow,
    RegistrationRules,
    SentToWebcast,
    Source,
)
from common.protocol import people as messages
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Bye
from room_console.core.meeting.inputs import RegistrationSet
from room_console.core.registration import Registration
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, OLGA, OTTO, ConsoleKit, console_kit, hello
from tests.helpers.corestore import NotedConnection

HERE = "127.0.0.1"
ZOE = Applicant("Zoe Adams", "Norland", email="zoe@example.org")


@pytest_asyncio.fixture
async def kit(tmp_path: Path, no_task_left: None) -> AsyncIterator[ConsoleKit]:
    """Run a console."""
    async with console_kit(tmp_path / "state") as running:
        yield running


def desk_of(kit: ConsoleKit) -> Registration:
    """Return the desk."""
    return next(desk for desk in kit.console._desks if isinstance(desk, Registration))


def told(connection: NotedConnection, kind: type[ConsoleMessage]) -> list[ConsoleMessage]:
    """Return what was told of a kind."""
    return [message for message in connection.messages if isinstance(message, kind)]


async def rule(kit: ConsoleKit, rules: RegistrationRules) -> None:
    """Set the rules."""
    await kit.conductor.submit(RegistrationSet(rules))


async def test_an_applicant_is_registered_while_the_page_is_open(kit: ConsoleKit) -> None:
    desk = desk_of(kit)
    refused = await desk.register(ZOE, None)
    assert isinstance(refused, NotRegistered)
    assert refused.obstacle is Obstacle.PAGE_CLOSED
    await rule(kit, RegistrationRules(is_page_open=True))
    accepted = await desk.register(ZOE, None)
    assert isinstance(accepted, Accepted)
    assert kit.state.people[accepted.person.participant] == accepted.person
    again = await desk.register(replace(ZOE, name="Somebody Else"), None)
    assert isinstance(again, NotRegistered)
    assert again.obstacle is Obstacle.EMAIL_TAKEN


async def test_who_finds_no_place_is_refused_or_shown_the_webcast(kit: ConsoleKit) -> None:
    desk = desk_of(kit)
    rules = RegistrationRules(is_page_open=True, most=3)
    await rule(kit, rules)
    assert (await desk.register(ZOE, None)) == NotRegistered(
        Obstacle.FULL, "there is no place left: as many are registered as may be"
    )
    await rule(kit, replace(rules, overflow=Overflow.WEBCAST, webcast_url="https://example.org/live"))
    assert await desk.register(ZOE, None) == SentToWebcast("https://example.org/live", Obstacle.FULL)
    olga = await kit.attach(OLGA)
    kept = await kit.desk.handle(olga, messages.RegisterPerson(ref=1, applicant=ZOE))
    assert kept == messages.PersonKept(1, None, "https://example.org/live")


@pytest.mark.parametrize(
    "wanted", [replace(ZOE, name=" "), replace(ZOE, email="none"), replace(ZOE, mobile="1"), replace(ZOE, order=-1)]
)
async def test_a_field_that_cannot_be_is_said(kit: ConsoleKit, wanted: Applicant) -> None:
    refused = await desk_of(kit).register(wanted, OLGA)
    assert isinstance(refused, NotRegistered)
    assert (refused.obstacle, bool(refused.words)) == (Obstacle.INVALID, True)


async def test_who_may_not_prepare_is_refused_everything(kit: ConsoleKit) -> None:
    with pytest.raises(ConferenceError) as caught:
        await desk_of(kit).register(ZOE, ANNA)
    assert caught.value.code is ErrorCode.NOT_ALLOWED
    for who in (ANNA, OTTO, CHAIR):
        connection = await kit.attach(who)
        for message in (
            messages.ListPeople(ref=1),
            messages.RegisterPerson(ref=2, applicant=ZOE),
            messages.AlterPerson(ref=3, person=kit.state.people[ANNA]),
            messages.RemovePerson(ref=4, participant=BORIS),
            messages.SetRegistration(ref=5, registration=RegistrationRules()),
            messages.UploadPeople(ref=6, offset=0, data=b"key\n", is_last=True),
            messages.ApplyImport(ref=7, plan=1),
            messages.MakeApiKey(ref=8, label="x"),
            messages.RevokeApiKey(ref=9, id="x"),
            messages.SwapAttendance(ref=10, participant=BORIS, attendance=Attendance.ON_SITE),
        ):
            assert await kit.refusal(connection, message) is ErrorCode.NOT_ALLOWED
        assert not told(connection, messages.PeopleListed)
        assert not told(connection, messages.Registration)
        assert not told(connection, messages.ApiKeys)


async def test_everyone_is_listed_and_then_what_changes(kit: ConsoleKit) -> None:
    olga, anna = await kit.attach(OLGA), await kit.attach(ANNA)
    assert [m.registration for m in told(olga, messages.Registration)] == [RegistrationRules()]  # type: ignore[union-attr]
    await kit.desk.handle(olga, messages.ListPeople(ref=1))
    (listed,) = told(olga, messages.PeopleListed)
    assert isinstance(listed, messages.PeopleListed)
    assert {person.participant: person for person in listed.people} == kit.state.people
    await kit.desk.handle(olga, messages.RegisterPerson(ref=2, applicant=ZOE))
    await kit.desk.handle(anna, messages.SwapAttendance(ref=3, participant=ANNA, attendance=Attendance.ON_SITE))
    await kit.desk.handle(olga, messages.RemovePerson(ref=4, participant=OTTO))
    news = told(olga, messages.PeopleListed)[1:]
    assert [[p.participant for p in m.people] for m in news] == [["zoe"], [ANNA], []]  # type: ignore[union-attr]
    assert [m.removed for m in news] == [(), (), (OTTO,)]  # type: ignore[union-attr]
    await kit.desk.handle(olga, messages.SetRegistration(ref=5, registration=RegistrationRules(most=9, most_active=1)))
    assert told(olga, messages.Registration)[-1] == messages.Registration(RegistrationRules(most=9, most_active=1))
    kit.desk.detached(olga)
    await desk_of(kit).remove(ParticipantId("zoe"), None, Source.OFFICE)
    assert len(told(olga, messages.PeopleListed)) == 4


async def test_a_person_is_altered_as_a_whole(kit: ConsoleKit) -> None:
    olga = await kit.attach(OLGA)
    altered = replace(kit.state.people[ANNA], name=" Anna  Berg ", title="Ms.", email="a.berg@example.org")
    await kit.desk.handle(olga, messages.AlterPerson(ref=1, person=altered))
    assert kit.state.people[ANNA] == replace(altered, name="Anna Berg")
    for wrong, code in (
        (replace(altered, participant=ParticipantId("nobody")), ErrorCode.NOT_FOUND),
        (replace(altered, email="none"), ErrorCode.MALFORMED),
        (replace(altered, email="boris@example.org"), ErrorCode.DUPLICATE),
        (replace(altered, name="\u202eannA"), ErrorCode.MALFORMED),
        (replace(altered, role=Role.CHAIR), None),
    ):
        message = messages.AlterPerson(ref=2, person=wrong)
        if code is None:
            await kit.desk.handle(olga, message)
        else:
            assert await kit.refusal(olga, message) is code


async def test_the_office_swaps_by_hand_in_the_form_as_well(kit: ConsoleKit) -> None:
    elsewhere = replace(kit.state.people[ANNA], attendance=Attendance.ON_SITE)
    await kit.desk.handle(await kit.attach(OLGA), messages.AlterPerson(ref=1, person=elsewhere))
    assert kit.state.swapped == {ANNA}


async def test_who_is_taken_off_is_out_at_once_and_their_token_void(kit: ConsoleKit) -> None:
    olga, anna = await kit.attach(OLGA), await kit.attach(ANNA)
    token = await kit.admission.issue_token(ANNA, expires_at_ms=1 << 50)
    await kit.desk.handle(olga, messages.RemovePerson(ref=1, participant=ANNA))
    assert anna.is_closed
    assert anna.messages[-1] == Bye(ErrorCode.TOKEN_UNKNOWN, may_return=False)
    with pytest.raises(ConferenceError) as caught:
        await kit.desk.enter(hello(token), HERE)
    assert caught.value.code is ErrorCode.TOKEN_UNKNOWN
    kit.desk.detached(anna)
    kept = await kit.desk.handle(olga, messages.RegisterPerson(ref=2, applicant=replace(ZOE, email="anna@example.org")))
    assert isinstance(kept, messages.PersonKept)
    assert kept.participant == "anna-2"
    with pytest.raises(ConferenceError):
        await kit.desk.enter(hello(token), HERE)


async def test_registration_is_there_after_a_restart(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        await rule(kit, RegistrationRules(most=9, most_active=5))
        await desk_of(kit).register(ZOE, OLGA)
        await desk_of(kit).remove(OTTO, OLGA, Source.OFFICE)
        state = kit.state
    async with console_kit(tmp_path) as kit:
        assert kit.state.registration == RegistrationRules(most=9, most_active=5)
        assert kit.state.people[ParticipantId("zoe")] == state.people[ParticipantId("zoe")]
        assert OTTO in kit.state.people, "whom the configuration names comes back with it"
