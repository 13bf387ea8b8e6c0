"""Asking for the floor: what reaches the console, and what the caller is told."""

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestKind, RequestStatus
from common.model.people import Role
from common.protocol.floor import AlterRequest, ReleaseFloor, RequestFloor, TakeFloor, WithdrawFloor
from tests.helpers.delegate import delegate
from tests.helpers.fakecontrol import LINK, view_of


async def test_verbs_of_the_floor_reach_the_console_and_refusals_the_caller() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        await bench.client.request_floor()
        await bench.client.withdraw_floor()
        bench.control.refusals[ReleaseFloor] = ErrorCode.ALREADY
        with pytest.raises(ConferenceError, match="already"):
            await bench.client.release_floor()
        assert [type(r) for r in bench.control.requests if isinstance(r, RequestFloor | WithdrawFloor)] == [
            RequestFloor,
            WithdrawFloor,
        ]


async def test_a_request_says_its_kind_for_whom_and_in_which_language_and_can_be_altered() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(RequestStatus.PENDING))
        await bench.client.request_floor(RequestKind.POINT_OF_ORDER, "GRULAC", "es")
        await bench.client.alter_request("", "fr")
        asked, altered = (r for r in bench.control.requests if isinstance(r, RequestFloor | AlterRequest))
        assert isinstance(asked, RequestFloor)
        assert (asked.kind, asked.on_behalf_of, asked.language) == (RequestKind.POINT_OF_ORDER, "GRULAC", "es")
        request = bench.client.state.request
        assert isinstance(altered, AlterRequest)
        assert request is not None
        assert (altered.request, altered.on_behalf_of, altered.language) == (request.request, "", "fr")
        bench.control.tell(view_of())
        with pytest.raises(ConferenceError, match="not_found"):
            await bench.client.alter_request()


async def test_a_chair_from_afar_takes_the_floor() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(role=Role.CHAIR))
        await bench.client.request_floor()
        assert [r for r in bench.control.requests if isinstance(r, RequestFloor | TakeFloor)] == [TakeFloor()]
