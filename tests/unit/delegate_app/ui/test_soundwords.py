"""What is said of the line and of the voice."""

from dataclasses import replace

import pytest

from common.model.media import MediaPath
from common.model.voice import VoiceProcessing
from delegate_app.core.state import DelegateState, MediaState, Phase, VoiceState
from delegate_app.ui.soundwords import echo_warning, line_figures, line_words, voice_figures, voice_words

GOOD = MediaState(has_downlink=True, round_trip_ms=38.0)


def words(media: MediaState, phase: Phase = Phase.JOINED) -> str:
    """Word the line of a delegate."""
    return line_words(DelegateState(phase, media=media))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (MediaPath.DIRECT, "Direct, 38 ms"),
        (MediaPath.RELAY_UDP, "By relay (UDP), 38 ms"),
        (MediaPath.RELAY_TCP, "By relay (TCP), 38 ms"),
        (MediaPath.RELAY_TLS, "By relay (TLS), 38 ms"),
    ],
)
def test_a_line_without_loss_is_named_by_its_path(path: MediaPath, said: str) -> None:
    assert words(replace(GOOD, path=path)) == said


def test_a_distance_that_is_not_known_is_left_out() -> None:
    assert words(replace(GOOD, round_trip_ms=None)) == "Direct"


@pytest.mark.parametrize(
    ("loss", "recovered", "concealed", "said"),
    [
        (0.05, 0.048, 0.002, "The line loses 5 % of the sound: repaired"),
        (0.0, 0.05, 0.0, "The line loses 5 % of the sound: repaired"),
        (0.10, 0.06, 0.04, "The line loses 10 % of the sound: partly repaired"),
        (0.0, 0.0, 0.03, "The line loses 3 % of the sound: partly repaired"),
        (0.004, 0.004, 0.0, "Direct, 38 ms"),
    ],
)
def test_loss_is_said_with_what_became_of_it(loss: float, recovered: float, concealed: float, said: str) -> None:
    assert words(replace(GOOD, loss=loss, recovered=recovered, concealed=concealed)) == said


def test_a_change_of_network_comes_before_all_else() -> None:
    assert words(replace(GOOD, loss=0.2, is_moving=True)) == "The network has changed: reconnecting"


def test_nothing_is_said_without_a_downlink_or_a_link() -> None:
    assert words(MediaState()) == ""
    assert words(GOOD, Phase.RECONNECTING) == ""


def test_the_figures_are_there_for_who_asks() -> None:
    figures = line_figures(replace(GOOD, loss=0.05, recovered=0.04, concealed=0.01, jitter_ms=7.4, delay_ms=55.0))
    assert figures.splitlines() == [
        "Path: Direct, 38 ms",
        "Lost 5.0 %, repaired 4.0 %, made up 1.0 %",
        "Jitter 7 ms, sound waits 55 ms",
    ]


@pytest.mark.parametrize(
    ("processing", "said", "parts"),
    [
        (VoiceProcessing(), "", 0),
        (VoiceProcessing(removes_echo=True), "Echo is being removed", 1),
        (VoiceProcessing(reduces_noise=True), "Your voice is processed", 1),
        (VoiceProcessing(True, True, True), "Echo is being removed", 3),
    ],
)
def test_what_is_done_to_the_voice_is_said(processing: VoiceProcessing, said: str, parts: int) -> None:
    voice = VoiceState(processing=processing)
    assert voice_words(voice) == said
    assert len(voice_figures(voice).splitlines()) == parts


def test_an_echo_that_stays_is_warned_of() -> None:
    assert "Use a headset" in echo_warning(VoiceState(is_loudspeaker=True, is_failed=True))
    assert echo_warning(VoiceState(is_loudspeaker=True)) == ""
    assert echo_warning(VoiceState(reduces_noise=True, is_failed=True)) == ""
