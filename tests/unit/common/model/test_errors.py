"""An error carries its code and, for staff, what lies behind it."""

import pytest

from common.model.errors import ConferenceError, ErrorCode, MediaError, ProtocolError, UserError


@pytest.mark.parametrize("family", [UserError, ProtocolError, MediaError])
def test_each_family_is_caught_as_ours(family: type[ConferenceError]) -> None:
    with pytest.raises(ConferenceError) as caught:
        raise family(ErrorCode.LIMIT, "no slot is free")
    assert (caught.value.code, caught.value.detail) == (ErrorCode.LIMIT, "no slot is free")


def test_the_text_is_code_and_detail() -> None:
    assert str(ConferenceError(ErrorCode.LIMIT, "no slot is free")) == "limit: no slot is free"
    assert str(ConferenceError(ErrorCode.LIMIT)) == "limit"
