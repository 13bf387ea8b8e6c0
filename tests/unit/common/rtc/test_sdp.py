"""What is let in as a session description, and what is not."""

import pytest

from common.model.errors import ErrorCode, MediaError
from common.model.media import Sdp
from common.rtc import sdp

SECTION = [
    "c=IN IP4 0.0.0.0",
    "a=ice-ufrag:abcd",
    "a=ice-pwd:0123456789012345678901",
    "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
    "a=setup:actpass",
    "a=sendonly",
    "a=rtcp-mux",
    "a=candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host",
]
SOUND = ["m=audio 9 UDP/TLS/RTP/SAVPF 111", *SECTION, "a=mid:0", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 stereo=1"]
PICTURE = ["m=video 9 UDP/TLS/RTP/SAVPF 97", *SECTION, "a=mid:1", "a=rtpmap:97 H264/90000"]
HEAD = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0 1"]
GOOD = [*HEAD, *SOUND, *PICTURE]


def text(lines: list[str]) -> Sdp:
    return Sdp("\r\n".join(lines) + "\r\n")


def without(beginning: str) -> list[str]:
    return [line for line in GOOD if not line.startswith(beginning)]


def replaced(old: str, new: str) -> list[str]:
    assert any(old in line for line in GOOD)
    return [line.replace(old, new) for line in GOOD]


def test_a_good_description_passes() -> None:
    found = sdp.parsed(text(GOOD), sdp.UPLINK_SECTIONS)
    assert [(media.kind, len(media.candidates)) for media in found.media] == [("audio", 1), ("video", 1)]
    assert sdp.sections_of(text(GOOD)) == ("audio", "video")


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([], id="nothing"),
        pytest.param(["hello"], id="not one"),
        pytest.param(HEAD, id="no sections"),
        pytest.param(GOOD + PICTURE, id="a section more"),
        pytest.param([*HEAD, *PICTURE, *SOUND], id="sections in another order"),
        pytest.param(replaced("m=video", "m=application"), id="a data channel"),
        pytest.param(without("a=fingerprint"), id="no fingerprint"),
        pytest.param(without("a=setup"), id="no setup"),
        pytest.param(replaced("a=setup:actpass", "a=setup:whatever"), id="unknown setup"),
        pytest.param(without("a=ice-ufrag"), id="no ICE name"),
        pytest.param(without("a=ice-pwd"), id="no ICE password"),
        pytest.param(replaced("a=ice-pwd:0123456789012345678901", "a=ice-pwd:short"), id="ICE password too short"),
        pytest.param(without("a=rtcp-mux"), id="no multiplexing"),
        pytest.param(without("a=sendonly"), id="no direction"),
        pytest.param(replaced("a=sendonly", "a=inactive"), id="not in use"),
        pytest.param(replaced("opus/48000/2", "PCMU/8000"), id="no Opus"),
        pytest.param(replaced("H264", "AV1"), id="unknown picture codec"),
        pytest.param(replaced("BUNDLE 0 1", "BUNDLE 0"), id="not one bundle"),
        pytest.param(replaced("a=mid:1", "a=mid:0"), id="one name twice"),
        pytest.param(replaced("SAVPF 111", "SAVPF 999"), id="payload type out of range"),
        pytest.param(replaced("opus/48000/2", "opus/x/2"), id="clock rate is no number"),
        pytest.param([*GOOD, "a=fmtp:5 x=1"], id="parameters of a codec that is not there"),
        pytest.param([*GOOD, "a=x:" + "y" * 2000], id="a long line"),
        pytest.param([*GOOD, "a=x:\0"], id="not text"),
        pytest.param(GOOD + ["a=x:" + "y" * 1000] * 40, id="large"),
        pytest.param([*GOOD, *[f"a=candidate:1 1 udp 1 127.0.0.1 {n} typ host" for n in range(100)]], id="candidates"),
    ],
)
def test_a_bad_description_is_refused(lines: list[str]) -> None:
    with pytest.raises(MediaError) as raised:
        sdp.parsed(text(lines), sdp.UPLINK_SECTIONS)
    assert raised.value.code is ErrorCode.MEDIA_FAILED


def test_tcp_and_names_are_left_out_and_more_may_then_come() -> None:
    foreign = [
        "a=candidate:2 1 tcp 1 127.0.0.1 9 typ host tcptype active",
        "a=candidate:3 1 udp 1 a-b.local 9 typ host",
    ]
    last = sdp.parsed(text([*GOOD, *foreign, "a=end-of-candidates"]), sdp.UPLINK_SECTIONS).media[-1]
    assert (len(last.candidates), last.is_complete) == (1, False)
    last = sdp.parsed(text([*GOOD, "a=end-of-candidates"]), sdp.UPLINK_SECTIONS).media[-1]
    assert (len(last.candidates), last.is_complete) == (1, True)
