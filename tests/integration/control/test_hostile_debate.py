"""What nobody should wish of a debate, over real links: forged, out of range, without end. All is refused in words."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from common.control.joinlink import JoinLink
from common.model.chronicle import TimeBy
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import MAX_LIMIT_S, Overrun, RequestKind, SpeechTimers
from common.model.ids import ParticipantId, RequestId, Revision
from common.model.meeting import Act, Rules, Undoable
from common.model.people import Category
from common.protocol import chat, chronicle, floor, media, sharing
from common.protocol.envelope import Done, Request
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, OLGA, OTTO, ConsoleKit, console_kit
from tests.helpers.footprint import footprint
from tests.helpers.rawlink import entered

NEVER_MS = 1 << 50
NUMBER, NOWHERE, HUGE = RequestId(1), RequestId(999_999), RequestId(2**62)
NOBODY = ParticipantId("nobody")
OF_STAFF: tuple[Request, ...] = (
    floor.EnterRequest(participant=ANNA),
    floor.EnterRequest(participant=NOBODY, is_in_hall=True),
    floor.GrantFloor(request=NUMBER),
    floor.GrantNext(),
    floor.DenyFloor(request=NUMBER),
    floor.RevokeFloor(request=NUMBER),
    floor.SetAside(request=NUMBER),
    floor.MoveRequest(request=NUMBER, position=0),
    floor.PauseTimer(request=NUMBER, is_paused=True),
    floor.SetLimit(request=NUMBER, limit_s=MAX_LIMIT_S),
    floor.SetRules(rules=Rules(is_list_open=False)),
    floor.UndoLast(),
    floor.UndoLast(shown=Undoable(Act.DENY, CHAIR, 0)),
    floor.TakeFloor(),
    floor.AlterRequest(request=NOWHERE),
    sharing.StopSharing(),
    chat.PostNotice(text="The meeting is over."),
    chat.RemoveChatLine(number=1),
    chronicle.AskJournal(),
    chronicle.AskJournal(before=Revision(-1), text="anna"),
    chronicle.AskSpeakingTime(by=TimeBy.PARTICIPANT),
    chronicle.MakeMinutes(),
)
TIMERS = SpeechTimers()
OUT_OF_RANGE: tuple[tuple[Request, ErrorCode], ...] = (
    (floor.SetRules(rules=Rules(max_open_mics=0)), ErrorCode.LIMIT),
    (floor.SetRules(rules=Rules(max_open_mics=2**62)), ErrorCode.LIMIT),
    (floor.SetRules(rules=Rules(standby=-1)), ErrorCode.LIMIT),
    (floor.SetRules(rules=Rules(standby=2**62)), ErrorCode.LIMIT),
    (floor.SetRules(rules=Rules(precedence=())), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(precedence=(RequestKind.RESPONSE,) * 4_000)), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(precedence=(RequestKind.CHAIR,))), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(when_closed=(RequestKind.CHAIR,))), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(timers=replace(TIMERS, speech_s=-1))), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(timers=replace(TIMERS, by_kind_s={RequestKind.CHAIR: -1}))), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(timers=replace(TIMERS, by_category_s={Category.NGO: 10**9}))), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(timers=replace(TIMERS, by_delegation_s={"Norland": -1}))), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(timers=replace(TIMERS, by_delegation_s={"\u202eN": 1}))), ErrorCode.MALFORMED),
    (
        floor.SetRules(rules=Rules(timers=replace(TIMERS, by_delegation_s=dict.fromkeys(map(str, range(101)), 1)))),
        ErrorCode.MALFORMED,
    ),
    (floor.SetRules(rules=Rules(timers=replace(TIMERS, grace_s=-1, overrun=Overrun.CUT))), ErrorCode.MALFORMED),
    (floor.SetRules(rules=Rules(timers=replace(TIMERS, amber_s=2**62))), ErrorCode.MALFORMED),
    (floor.MoveRequest(request=NUMBER, position=-1), ErrorCode.MALFORMED),
    (floor.MoveRequest(request=HUGE, position=2**62), ErrorCode.NOT_FOUND),
    (floor.GrantFloor(request=HUGE), ErrorCode.NOT_FOUND),
    (floor.SetLimit(request=NUMBER, limit_s=60), ErrorCode.NOT_FOUND),
    (floor.PauseTimer(request=HUGE, is_paused=True), ErrorCode.NOT_FOUND),
    (floor.AlterRequest(request=HUGE), ErrorCode.NOT_FOUND),
    (floor.AlterRequest(request=NUMBER, on_behalf_of="the \u202egroup"), ErrorCode.MALFORMED),
    (floor.AlterRequest(request=NUMBER, language="fr\u2066"), ErrorCode.MALFORMED),
    (floor.EnterRequest(participant=NOBODY), ErrorCode.NOT_FOUND),
    (floor.EnterRequest(participant=OTTO, is_in_hall=True), ErrorCode.NOT_ALLOWED),
    (floor.EnterRequest(participant=OLGA), ErrorCode.NOT_ALLOWED),
    (floor.EnterRequest(participant=CHAIR, kind=RequestKind.CHAIR, is_in_hall=True), ErrorCode.NOT_ALLOWED),
    (floor.EnterRequest(participant=ANNA), ErrorCode.ALREADY),
    (chronicle.AskSpeakingTime(by=TimeBy.PARTICIPANT, session=2**62), ErrorCode.NOT_FOUND),
)
NO_MESSAGES = (
    '{"type": "ticked", "ref": 1}',
    '{"type": "request_floor", "ref": 1, "kind": "filibuster"}',
    '{"type": "request_floor", "ref": 1, "on_behalf_of": "' + "x" * 121 + '"}',
    '{"type": "set_rules", "ref": 1, "rules": {"timers": {"by_kind_s": {"filibuster": 1}}}}',
    '{"type": "set_limit", "ref": 1, "request": 1, "limit_s": 1e999}',
    '{"type": "undo_last", "ref": 1, "shown": {"act": "everything", "by": "chair", "at_ms": 0}}',
)
FLOOD = 20_000


async def link_of(kit: ConsoleKit, who: ParticipantId) -> JoinLink:
    """Make a link that lets somebody in."""
    return kit.console.address.local_link(await kit.admission.issue_token(who, expires_at_ms=NEVER_MS, is_local=True))


@pytest.mark.parametrize("who", [ANNA, OTTO])
async def test_nobody_conducts_but_chair_and_staff(tmp_path: Path, who: ParticipantId) -> None:
    async with console_kit(tmp_path) as kit, entered(await link_of(kit, BORIS)) as boris:
        assert isinstance(await boris.ask(floor.RequestFloor()), Done)
        async with entered(await link_of(kit, who)) as mallory:
            before, rules = kit.state.speakers, kit.state.rules
            forged = (*OF_STAFF, floor.AlterRequest(request=NUMBER, on_behalf_of="Mallory"), sharing.ShareScreen())
            for message in forged:
                assert await mallory.refusal(message) is ErrorCode.NOT_ALLOWED, message
            assert kit.state.speakers == before
            assert kit.state.rules == rules


async def test_passive_and_staff_do_not_ask_and_only_the_chair_takes_the_floor(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        for who in (OTTO, CHAIR, OLGA):
            async with entered(await link_of(kit, who)) as raw:
                for kind in RequestKind:
                    assert await raw.refusal(floor.RequestFloor(kind=kind)) is ErrorCode.NOT_ALLOWED
                if who is not CHAIR:
                    assert await raw.refusal(floor.TakeFloor()) is ErrorCode.NOT_ALLOWED
        async with entered(await link_of(kit, ANNA)) as anna:
            assert await anna.refusal(floor.RequestFloor(kind=RequestKind.CHAIR)) is ErrorCode.NOT_ALLOWED
            trick = floor.RequestFloor(on_behalf_of="the \u202eG77", language="fr")
            assert await anna.refusal(trick) is ErrorCode.MALFORMED


async def test_what_a_broken_chair_sends_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async with (
        console_kit(tmp_path) as kit,
        entered(await link_of(kit, ANNA)) as anna,
        entered(await link_of(kit, CHAIR)) as chair,
    ):
        assert isinstance(await anna.ask(floor.RequestFloor()), Done)
        before = kit.state.speakers, kit.state.rules
        for message, code in OUT_OF_RANGE:
            assert await chair.refusal(message) is code, message
        assert (kit.state.speakers, kit.state.rules) == before


@pytest.mark.parametrize("text", NO_MESSAGES)
async def test_what_is_no_message_of_a_debate_ends_the_link(tmp_path: Path, text: str) -> None:
    async with console_kit(tmp_path) as kit, entered(await link_of(kit, CHAIR)) as chair:
        await chair.say_text(text)
        assert await chair.bye() is ErrorCode.MALFORMED


async def test_a_flood_of_wishes_leaves_nothing_behind(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit:
        anna, boris = await kit.attach(ANNA), await kit.attach(BORIS)
        wishes: tuple[Any, ...] = (
            floor.RequestFloor(ref=1, kind=RequestKind.RIGHT_OF_REPLY, on_behalf_of="Group", language="fr"),
            floor.WithdrawFloor(ref=1),
            floor.AlterRequest(ref=1, request=NUMBER, on_behalf_of="Other"),
            floor.ReleaseFloor(ref=1),
            sharing.ShareScreen(ref=1),
            sharing.StopSharing(ref=1),
            media.SetMuted(ref=1, is_muted=False),
            *OF_STAFF,
        )
        chance, codes = random.Random(6), set()
        before, revision = 0, 0
        for turn in range(FLOOD + 1_000):
            if turn == 1_000:
                before, revision = held(kit), kit.conductor.meeting.revision
                boris.messages.clear()
            try:
                await kit.desk.handle(anna, chance.choice(wishes))
            except ConferenceError as error:
                codes.add(error.code)
        assert codes <= {ErrorCode.NOT_ALLOWED, ErrorCode.TOO_FAST, ErrorCode.ALREADY, ErrorCode.NOT_FOUND}
        assert ErrorCode.TOO_FAST in codes
        assert kit.conductor.meeting.revision - revision < 100, "the disk keeps little of it"
        assert len(boris.messages) < 100, "and few messages are sent to others"
        assert held(kit) - before < 1_000


def held(kit: ConsoleKit) -> int:
    """Count what the console holds of the debate."""
    return footprint(kit.state, kit.desk._brake, kit.audience._told, kit.conductor._waiting)
