"""The lines of all chats: numbered, bounded, there after a restart, gone where they were removed."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from common.aio.clock import ManualClock
from common.model.chat import ChatKind, ChatLine
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.chat import book as book_module
from room_console.core.chat.book import KIND, MOST_LINES, ChatBook
from room_console.core.chat.places import EVENT, Place
from room_console.core.chat.text import MOST_ROWS, plain_text
from room_console.core.kept import Record
from room_console.core.store.store import Store

ANNA, BORIS, OLGA = ParticipantId("anna"), ParticipantId("boris"), ParticipantId("olga")
HELP = Place(ChatKind.HELP, ANNA)
PAIR = Place(ChatKind.PRIVATE, ANNA, BORIS)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = Store.open(tmp_path / "console.db")
    yield made
    await made.close()


async def started(store: Store) -> ChatBook:
    """Make a book of what is kept."""
    book = ChatBook(store, ManualClock())
    await book.start()
    return book


async def refusal(book: ChatBook, place: Place, by: ParticipantId) -> ErrorCode:
    """Say something that must be refused; return the code."""
    with pytest.raises(ConferenceError) as refused:
        await book.say(place, by, "no")
    return refused.value.code


async def test_each_chat_counts_by_itself_and_comes_back(store: Store) -> None:
    book = await started(store)
    for place, by in ((HELP, ANNA), (EVENT, BORIS), (HELP, OLGA), (PAIR, BORIS)):
        await book.say(place, by, f"of {by}")
    again = await started(store)
    for place, numbers in ((HELP, [1, 2]), (EVENT, [1]), (PAIR, [1])):
        assert again.lines(place) == book.lines(place)
        assert [line.number for line in again.lines(place)] == numbers
    assert set(again.places(ANNA)) == {HELP, PAIR}
    assert again.places(BORIS) == (PAIR,)
    assert (await again.say(HELP, ANNA, "next")).number == 3
    assert again.lines(HELP, after=2)[0].text == "next"
    assert [line.number for line in again.lines(HELP, most=1)] == [3]


async def test_a_console_of_before_kept_only_chats_with_technicians(store: Store) -> None:
    old = {"participant": "anna", "line": {"number": 4, "by": "olga", "at_ms": 5, "text": "which one?"}}
    await store.put_records(KIND, [Record("anna/000000004", msgspec.json.encode(old), ANNA)])
    book = await started(store)
    assert book.lines(HELP) == (ChatLine(4, OLGA, 5, "which one?"),)


async def test_the_oldest_line_goes_also_from_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST_LINES, ChatKind.HELP, 5)
    book = await started(store)
    for number in range(8):
        await book.say(HELP, ANNA, f"line {number}")
    assert len(book.lines(HELP)) == len(await store.read_records(KIND)) == 5
    assert book.lines(HELP)[0].text == "line 3"


async def test_of_a_removed_line_nothing_is_left_but_that(store: Store) -> None:
    book = await started(store)
    for text in ("harmless", "shameful"):
        await book.say(EVENT, ANNA, text)
    assert (await book.remove(EVENT, 2)).by == ANNA
    for held in (book, await started(store)):
        assert [(line.text, line.is_removed) for line in held.lines(EVENT)] == [("harmless", False), ("", True)]
        assert held.removed(EVENT) == (2,)
        assert held.mark(EVENT, BORIS).removed == 1
    assert b"shameful" not in b"".join(record.value for record in await store.read_records(KIND))
    for number, code in ((2, ErrorCode.ALREADY), (3, ErrorCode.NOT_FOUND)):
        with pytest.raises(ConferenceError) as refused:
            await book.remove(EVENT, number)
        assert refused.value.code is code


async def test_all_private_lines_lines_of_one_and_chats_of_one_are_bounded(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = await started(store)
    await book.say(PAIR, ANNA, "one")
    monkeypatch.setattr(book_module, "MOST_OF_ONE", 1)
    assert await refusal(book, PAIR, ANNA) is ErrorCode.LIMIT
    await book.say(PAIR, BORIS, "two")
    monkeypatch.setattr(book_module, "MOST_OF_ONE", 9)
    monkeypatch.setattr(book_module, "MOST_CHATS", 1)
    assert await refusal(book, Place(ChatKind.PRIVATE, BORIS, OLGA), OLGA) is ErrorCode.LIMIT
    await book.say(PAIR, ANNA, "the one there is goes on")
    monkeypatch.setattr(book_module, "MOST_IN_ALL", 3)
    assert await refusal(book, PAIR, ANNA) is ErrorCode.LIMIT
    await book.say(HELP, ANNA, "help is counted apart")
    await book.say(EVENT, ANNA, "so is what everyone reads")


async def test_what_the_disk_does_not_take_was_not_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    book = await started(store)

    async def full(kind: str, records: object) -> None:
        raise ConferenceError(ErrorCode.DISK)

    with monkeypatch.context() as patched:
        patched.setattr(store, "put_records", full)
        assert await refusal(book, EVENT, ANNA) is ErrorCode.DISK
    assert book.lines(EVENT) == ()
    await book.say(EVENT, ANNA, "now")
    assert len(book.lines(EVENT)) == 1


def test_text_is_plain() -> None:
    assert plain_text("  one \r\n two  ") == "one\ntwo"
    assert plain_text("<b>&amp;</b>") == "<b>&amp;</b>"
    assert plain_text("\n".join("x" * 30)).count("\n") == MOST_ROWS - 1


@pytest.mark.parametrize("text", ["", " \n \t ", "a\u202eb", "a\u2066b", "bell\x07", "\u200b\u200b"])
def test_nothing_and_what_would_harm_is_refused(text: str) -> None:
    with pytest.raises(ConferenceError) as refused:
        plain_text(text)
    assert refused.value.code is ErrorCode.MALFORMED
