"""What a name, a title, an identifier may be made of."""

import pytest

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.meeting.wording import check_email, check_id, check_text


@pytest.mark.parametrize(
    "name", ["Anna", "Jean-François O'Neil", "فاطمة الزهراء", "李 明", "נועה", "می\u200cخواهم", "A" * 120]
)
def test_names_of_the_world(name: str) -> None:
    check_text(name, "name")


@pytest.mark.parametrize(
    "name", ["", "  ", "A" * 121, "An\x00na", "An\nna", "An\x85na", "An\u2028na", "\u202eannA", "\u2066Anna", "\ud800"]
)
def test_names_that_would_not_show_as_they_are(name: str) -> None:
    with pytest.raises(ConferenceError) as refusal:
        check_text(name, "name")
    assert refusal.value.code is ErrorCode.MALFORMED


@pytest.mark.parametrize("identifier", ["", "Anna", "a b", "a_b", "a" * 65, "a\n"])
def test_identifiers_are_short_and_plain(identifier: str) -> None:
    check_id("anna-2", "participant")
    with pytest.raises(ConferenceError) as refusal:
        check_id(identifier, "participant")
    assert refusal.value.code is ErrorCode.MALFORMED


@pytest.mark.parametrize("address", ["anna", "@", "a@", "a b@c", "a@b@c", "a@b\r\nBcc: x@y", "a@" + "b" * 254])
def test_addresses_are_one_address(address: str) -> None:
    check_email("")
    check_email("anna@example.org")
    with pytest.raises(ConferenceError) as refusal:
        check_email(address)
    assert refusal.value.code is ErrorCode.MALFORMED
