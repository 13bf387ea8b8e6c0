"""A speaker's offer: sound, a picture, a screen, and nothing that listeners could not be given."""

import pytest

from common.model.errors import MediaError
from common.model.media import Sdp
from common.rtc.description import write_description
from common.rtc.sdp import SHARING_SECTIONS
from common.rtc.sections import LegDescription, Section, picture_section, shared_section, sound_section
from room_console.core.media.embedded.descriptions import offered_uplink

SOUND, PICTURE, SCREEN = (
    sound_section("0", "sendonly", 1),
    picture_section("1", "sendonly", 2),
    shared_section("2", "sendonly", 3),
)
VP8 = Section("video", "2", "sendonly", 96, "VP8", 3)


def offer(*sections: Section) -> Sdp:
    """Write an offer of these sections."""
    fingerprint = "sha-256 " + ":".join(["AB"] * 32)
    return write_description(
        LegDescription("user", "p" * 24, False, (fingerprint,), "actpass", (), tuple(sections), True)
    )


@pytest.mark.parametrize("sections", [(SOUND,), (SOUND, PICTURE), (SOUND, PICTURE, SCREEN)])
def test_what_a_speaker_may_offer(sections: tuple[Section, ...]) -> None:
    assert len(offered_uplink(offer(*sections)).sections) == len(sections) <= len(SHARING_SECTIONS)


@pytest.mark.parametrize(
    "sections",
    [
        (),
        (PICTURE,),
        (PICTURE, SOUND, SCREEN),
        (SOUND, PICTURE, VP8),
        (SOUND, PICTURE, SCREEN, SCREEN),
        (SOUND, *[PICTURE] * 60),
        (SOUND, PICTURE, shared_section("2", "recvonly", 3)),
    ],
)
def test_strange_sections_are_refused(sections: tuple[Section, ...]) -> None:
    with pytest.raises(MediaError):
        offered_uplink(offer(*sections))
