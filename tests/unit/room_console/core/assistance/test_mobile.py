"""The mobile device that is granted: by its own link only, as long as the grant, beside the computer's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from common.aio.clock import ManualClock
from common.model.ids import ParticipantId
from common.model.rooms import MOBILE_APP
from room_console.core.admission.tokens import Hasher, make_token
from room_console.core.assistance.mobile import LIFE_MS, MobilePasses
from room_console.core.passes import Pass
from room_console.core.store.store import Store

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
SECRET = bytes(32)
PHONE, OTHER_PHONE, COMPUTER = b"phone", b"other", b"computer"


class Kit:
    """Passes on a real store; who is granted is a set."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, ManualClock()
        self.granted = {ANNA}
        self.passes = self.new()

    def new(self) -> MobilePasses:
        """Make them as after a restart."""
        return MobilePasses(self.store, SECRET, self.granted.__contains__, self.clock)


@pytest.fixture
async def kit(tmp_path: Path) -> AsyncIterator[Kit]:
    store = Store.open(tmp_path / "console.db")
    made = Kit(store)
    await made.passes.start()
    yield made
    await store.close()


def hashed(token: str) -> bytes:
    """Return what is kept of a token."""
    return Hasher(SECRET).of_token(token)


async def test_the_link_is_for_a_mobile_device_and_nothing_else_is(kit: Kit) -> None:
    token = await kit.passes.issue(ANNA)
    assert kit.passes.fits(MOBILE_APP, token)
    assert not kit.passes.fits("hemicycle-delegate", token), "the link opens no other app"
    assert not kit.passes.fits(MOBILE_APP, make_token()), "nor does another link let a mobile device in"
    assert kit.passes.fits("hemicycle-delegate", make_token())


async def test_it_is_good_as_long_as_the_grant_whatever_lies_on_the_shelf(kit: Kit) -> None:
    token = await kit.passes.issue(ANNA)
    kit.granted.clear()
    assert not kit.passes.fits(MOBILE_APP, token)
    assert await kit.passes.find_pass(hashed(token)) is None
    kit.granted.add(ANNA)
    await kit.passes.void(ANNA)
    assert await kit.passes.find_pass(hashed(token)) is None
    await kit.passes.void(BORIS)


async def test_one_telephone_has_it_beside_the_computer_whose_pass_is_untouched(kit: Kit) -> None:
    computer = make_token()
    await kit.passes.put_pass(Pass(ANNA, hashed(computer), kit.clock.now_ms() + LIFE_MS))
    assert await kit.passes.admit_device(hashed(computer), COMPUTER)
    token = await kit.passes.issue(ANNA)
    assert await kit.passes.admit_device(hashed(token), PHONE)
    assert not await kit.passes.admit_device(hashed(token), OTHER_PHONE)
    kept = await kit.passes.find_pass(hashed(computer))
    assert kept is not None
    assert kept.device_hash == COMPUTER
    again = kit.new()
    await again.start()
    found = await again.find_pass(hashed(token))
    assert found is not None
    assert (found.participant, found.device_hash) == (ANNA, PHONE)


async def test_a_new_link_voids_the_old_one(kit: Kit) -> None:
    old, new = await kit.passes.issue(ANNA), await kit.passes.issue(ANNA)
    assert await kit.passes.find_pass(hashed(old)) is None
    assert await kit.passes.find_pass(hashed(new)) is not None
