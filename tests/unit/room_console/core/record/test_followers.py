"""Who follows the webcast is listed by their own word, where the meeting lists them."""

from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.record.followers import Followers
from room_console.core.store.store import Store


async def test_a_name_is_kept_once_and_survives(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "console.db")
    for _ in range(2):
        followers = Followers(store, lambda: True)
        await followers.load()
        await followers.note("  Anna  Keller ", "Norland", 5)
        await followers.note("anna keller", "NORLAND", 6)
        assert len(followers) == 1
    await store.close()


@pytest.mark.parametrize(
    ("are_listed", "name", "code"),
    [
        (False, "Anna", ErrorCode.NOT_ALLOWED),
        (True, " ", ErrorCode.MALFORMED),
        (True, "a\u202eb", ErrorCode.MALFORMED),
        (True, "a" * 121, ErrorCode.TOO_LARGE),
    ],
)
async def test_what_is_no_name_is_refused(tmp_path: Path, are_listed: bool, name: str, code: ErrorCode) -> None:
    store = Store.open(tmp_path / "console.db")
    with pytest.raises(ConferenceError) as caught:
        await Followers(store, lambda: are_listed).note(name, "", 5)
    assert caught.value.code is code
    await store.close()
