"""Badges and ticks: who was seen in the hall."""

from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol.documents import BadgeFault
from room_console.core.record.onsite import OnSite, by_session
from room_console.core.store.store import Store
from tests.helpers.recordkit import crowd

PEOPLE = {person.participant: person for person in crowd(5)}
STAFF = ParticipantId("staff")


async def on_site(store: Store) -> OnSite:
    made = OnSite(store, lambda: PEOPLE)
    await made.load()
    return made


def marked(made: OnSite) -> dict[int, frozenset[ParticipantId]]:
    return by_session(made.marks())


async def test_a_badge_list_marks_by_key_address_or_id_and_names_the_lines_it_could_not_read(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "console.db")
    made = await on_site(store)
    text = "\ufeffk-1;Anna\nPERSON2@example.org;x\n\np-3\n=cmd|' /C calc'!A0\nK-1\n"
    assert await made.read_badges(2, text, 11, STAFF, 5) == (3, (BadgeFault(15, "=cmd|' /C calc'!A0"),))
    assert marked(await on_site(store)) == {2: {"p-1", "p-2", "p-3"}}
    await store.close()


async def test_a_value_of_two_people_is_ambiguous(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "console.db")
    twins = {one.participant: one for one in (*PEOPLE.values(), crowd(6)[5])}
    first, second = list(twins.values())[:2]
    made = OnSite(
        store,
        lambda: {**twins, second.participant: type(second)(second.participant, "T", "", second.role, key=first.key)},
    )
    assert await made.read_badges(1, first.key, 1, STAFF, 5) == (0, (BadgeFault(1, first.key, True),))
    await store.close()


async def test_a_tick_is_taken_back(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "console.db")
    made = await on_site(store)
    people = list(PEOPLE)
    await made.mark(1, people[:2], STAFF, 5)
    await made.unmark(1, people[1:3])
    assert marked(made) == {1: {people[0]}}
    with pytest.raises(ConferenceError) as caught:
        await made.mark(1, [ParticipantId("stranger")], STAFF, 5)
    assert caught.value.code is ErrorCode.NOT_FOUND
    await store.close()
