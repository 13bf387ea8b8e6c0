"""Descriptions to values and back, with what stock aiortc and Chromium write."""

from dataclasses import replace
from pathlib import Path

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from common.model.errors import ErrorCode, MediaError
from common.model.media import Sdp
from common.rtc.description import (
    LegDescription,
    Section,
    answer_section,
    parse_description,
    picture_section,
    sound_section,
    write_description,
)

RECORDED = Path(__file__).parents[3] / "data" / "sdp"
AIORTC_OFFER = Sdp((RECORDED / "aiortc_offer.sdp").read_text())
CHROMIUM_OFFER = Sdp((RECORDED / "chromium_offer.sdp").read_text())
DOWNLINK = ("audio", "audio", "video")
PRINT = "sha-256 " + ":".join(["AB"] * 32)


def described() -> LegDescription:
    return LegDescription(
        ice_name="abcd",
        ice_password="0123456789012345678901",
        is_lite=True,
        fingerprints=(PRINT,),
        setup="actpass",
        candidates=("1 1 udp 2130706431 127.0.0.1 5000 typ host",),
        sections=(
            sound_section("0", "sendonly", 1000),
            sound_section("1", "sendonly", 2000),
            picture_section("2", "sendonly", 3000),
        ),
    )


def test_what_is_written_is_read_again() -> None:
    again = parse_description(write_description(described()), DOWNLINK)
    assert [section.parameters != "" for section in again.sections] == [True] * 3
    sections = tuple(replace(section, parameters="") for section in again.sections)
    asked = tuple(replace(section, parameters="") for section in described().sections)
    assert replace(again, sections=sections) == replace(described(), sections=asked)


def test_the_best_codec_of_stock_aiortc_is_the_one_it_names_first() -> None:
    offer = parse_description(AIORTC_OFFER, ("audio", "video"))
    sound, picture = offer.sections
    assert (sound.codec, sound.payload_type, sound.direction, sound.ssrc) == ("opus", 96, "sendrecv", 4128292061)
    assert (picture.codec, picture.payload_type, picture.ssrc) == ("VP8", 97, 2671249212)
    assert (sound.abs_send_time_id, picture.abs_send_time_id) == (None, 3)
    assert (offer.setup, offer.is_lite, offer.is_complete, len(offer.candidates)) == ("actpass", False, True, 2)
    assert [fingerprint.split()[0] for fingerprint in offer.fingerprints] == ["sha-256", "sha-384", "sha-512"]


def test_chromium_is_understood() -> None:
    offer = parse_description(CHROMIUM_OFFER, ("audio", "video"))
    sound, picture = offer.sections
    assert (sound.codec, sound.payload_type, sound.ssrc) == ("opus", 111, 1210361012)
    assert (picture.codec, picture.payload_type, picture.ssrc) == ("VP8", 96, 3643301596)
    assert picture.abs_send_time_id == 2
    assert not offer.is_complete  # its names are looked up by nobody, so more may come


async def test_stock_aiortc_takes_what_we_write() -> None:
    stock = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    await stock.setRemoteDescription(RTCSessionDescription(sdp=write_description(described()), type="offer"))
    await stock.setLocalDescription(await stock.createAnswer())
    taken = parse_description(Sdp(stock.localDescription.sdp), DOWNLINK)
    await stock.close()
    assert [(s.payload_type, s.codec, s.direction) for s in taken.sections] == [
        (111, "opus", "recvonly"),
        (111, "opus", "recvonly"),
        (102, "H264", "recvonly"),
    ]
    assert taken.sections[2].abs_send_time_id == 3
    assert taken.setup == "active"


def test_an_answer_looks_the_other_way() -> None:
    sending = sound_section("0", "sendonly", 5)
    assert answer_section(sending, None) == replace(sending, direction="recvonly", ssrc=None)
    both = replace(sending, direction="sendrecv")
    assert answer_section(both, None).direction == "recvonly"
    assert answer_section(both, 7) == replace(both, ssrc=7)
    assert answer_section(replace(sending, direction="recvonly"), 7).direction == "sendonly"
    assert sending.sends
    assert not answer_section(sending, None).sends


def changed(old: str, new: str) -> Sdp:
    text = write_description(described())
    assert old in text
    return Sdp(text.replace(old, new))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(changed("sha-256 AB", "md5 AB"), id="weak fingerprint"),
        pytest.param(changed("a=ssrc:1000", "a=ssrc:99999999999"), id="source out of range"),
        pytest.param(changed("a=ssrc:1000", "a=ssrc:-1"), id="source below nothing"),
        pytest.param(changed("packetization-mode=1", "packetization-mode=0"), id="pictures that can't be cut"),
        pytest.param(changed("111", "200"), id="payload type out of range"),
    ],
)
def test_what_can_not_be_used_is_refused(text: Sdp) -> None:
    with pytest.raises(MediaError) as raised:
        parse_description(text, DOWNLINK)
    assert raised.value.code is ErrorCode.MEDIA_FAILED


def test_an_extension_out_of_range_is_left_out() -> None:
    section: Section = parse_description(changed("a=extmap:3 ", "a=extmap:77 "), DOWNLINK).sections[2]
    assert section.abs_send_time_id is None
