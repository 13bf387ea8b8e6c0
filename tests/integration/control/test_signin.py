"""Signing in over a real link, and certificates that change under links that are up."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.control.client import LinkState
from common.control.joinlink import WHICHEVER, JoinLink
from common.control.signin import sign_in
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.control.server import ControlServer
from room_console.core.trust.identity import Identity
from tests.helpers.control import GOOD_CODE, MEETING, SmallGateway, attached, certificate, link_to, serving, token_of

DEVICE = "a-device-key-of-enough-characters"


def place(server: ControlServer) -> JoinLink:
    """Return the link of who knows the console and nothing else."""
    return JoinLink("127.0.0.1", server.port, WHICHEVER, "", server.fingerprint)


async def test_account_and_password_become_a_link(tmp_path: Path) -> None:
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        link = await sign_in(place(server), "maria", GOOD_CODE, DEVICE, "test")
        assert (link.meeting, link.token) == (MEETING, token_of("maria"))
        async with attached([link]):
            pass


async def test_a_refusal_is_told_and_the_link_closes(tmp_path: Path) -> None:
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        with pytest.raises(ConferenceError) as caught:
            await sign_in(place(server), "maria", "wrong", DEVICE, "test")
        assert caught.value.code is ErrorCode.SIGN_IN


async def test_no_password_goes_to_another_console(tmp_path: Path) -> None:
    gateway = SmallGateway()
    async with serving(gateway, certificate(tmp_path)) as server:
        with pytest.raises(ConferenceError) as caught:
            await sign_in(replace(place(server), fingerprint=bytes(32)), "maria", GOOD_CODE, DEVICE, "test")
    assert caught.value.code is ErrorCode.CERTIFICATE


async def test_a_new_certificate_drops_no_link_and_the_old_links_lead_in(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    first = Identity(tmp_path, ("127.0.0.1",), now).show(now)
    before = first.certificate.read_bytes()
    async with serving(SmallGateway(), first) as server, attached([link_to(server, "anna")]) as [(anna, notes)]:
        renewed = Identity(tmp_path, ("127.0.0.1", "192.168.7.7"), now).show(now)
        assert renewed.certificate.read_bytes() != before
        server.show(renewed)
        async with attached([link_to(server, "boris")]):
            pass
        assert anna.state is LinkState.ATTACHED
        assert [state for state, _ in notes.states] == [LinkState.CONNECTING, LinkState.ATTACHED]
