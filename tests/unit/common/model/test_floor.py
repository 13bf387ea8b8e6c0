"""When a request is in the list of speakers."""

import pytest

from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId, RequestId

IN_THE_LIST = {RequestStatus.PENDING, RequestStatus.ACCEPTED, RequestStatus.GRANTED}


@pytest.mark.parametrize("status", RequestStatus)
def test_a_request_is_open_until_it_has_ended(status: RequestStatus) -> None:
    assert FloorRequest(RequestId(1), ParticipantId("anna"), status, 0).is_open is (status in IN_THE_LIST)
