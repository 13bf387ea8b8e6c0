"""What people wrote ends with their personal data."""

from pathlib import Path

from common.aio.clock import SystemClock
from common.model.chat import ChatKind, NoticeTo
from common.model.ids import ParticipantId
from room_console.core.chat.book import ChatBook
from room_console.core.chat.moderation import Moderation
from room_console.core.chat.noticeboard import NoticeBoard
from room_console.core.chat.places import EVENT, Place
from room_console.core.safekeeping.erasing import erase_contacts, erase_people
from room_console.core.settings.chat import ChatSettings
from room_console.core.store.files import DATABASE
from room_console.core.store.store import Store
from tests.helpers.keptstate import ANNA, BORIS, keep_meeting

WHO, OTHER = ANNA.participant, BORIS.participant
PAIR, HELP = Place(ChatKind.PRIVATE, *sorted((WHO, OTHER))), Place(ChatKind.HELP, OTHER)


async def keep_chats(state: Path) -> None:
    """Let both write everywhere."""
    store = Store.open(state / DATABASE)
    book, board = ChatBook(store, SystemClock()), NoticeBoard(store, SystemClock())
    moderation = Moderation(store, ChatSettings().rules())
    for part in (book, board, moderation):
        await part.start()
    for place, by, text in (
        (EVENT, WHO, "hers to all"),
        (EVENT, OTHER, "his to all"),
        (PAIR, WHO, "hers to him"),
        (PAIR, OTHER, "his to her"),
        (HELP, WHO, "hers as a technician"),
        (HELP, OTHER, "his to technicians"),
    ):
        await book.say(place, by, text)
    await board.post(WHO, "hers as the chair", NoticeTo.ALL)
    await moderation.mute(WHO, True)
    await store.close()


def everything(state: Path) -> bytes:
    """Read every file."""
    return b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())


async def left(state: Path) -> tuple[dict[Place, list[str]], Store]:
    """Read what is kept."""
    store = Store.open(state / DATABASE)
    book = ChatBook(store, SystemClock())
    await book.start()
    return {place: [line.text for line in book.lines(place)] for place in (EVENT, PAIR, HELP)}, store


async def test_with_a_person_goes_what_they_wrote_and_what_was_written_to_them_alone(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    await keep_chats(tmp_path)
    erase_people(tmp_path, [WHO])
    lines, store = await left(tmp_path)
    assert lines == {EVENT: ["his to all"], PAIR: [], HELP: ["his to technicians"]}
    board, moderation = NoticeBoard(store, SystemClock()), Moderation(store, ChatSettings().rules())
    await board.start()
    await moderation.start()
    ((notice),) = board.all()
    assert (notice.text, notice.by.startswith("erased-")) == ("hers as the chair", True)
    assert moderation.muted == ()
    await store.close()
    assert not any(gone in everything(tmp_path) for gone in (b"hers to", b"his to her", b"hers as a technician"))


async def test_with_the_contacts_go_all_chats_and_notices_stay(tmp_path: Path) -> None:
    await keep_meeting(tmp_path)
    await keep_chats(tmp_path)
    erase_contacts(tmp_path)
    lines, store = await left(tmp_path)
    assert lines == {EVENT: [], PAIR: [], HELP: []}
    assert len(await store.read_records("notice")) == 1
    await store.close()


def test_ids_are_as_the_places_need_them() -> None:
    assert PAIR.name_for(WHO).participant == OTHER
    assert PAIR.name_for(OTHER).participant == WHO
    assert PAIR.key(1) != Place(ChatKind.HELP, ParticipantId("private")).key(1)
