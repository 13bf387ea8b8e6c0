"""What the technician reads of lines, voices and microphones."""

import pytest
from msgspec.structs import replace

from common.model.media import LinkQuality, MediaPath
from common.model.voice import UNTOUCHED, MicrophoneState, VoiceProcessing
from common.protocol.operator import LegReport, LinkReport
from room_console.ui.linewords import all_words, is_microphone_lost, leg_words, processing_words, speaker_words

LEG = LegReport(0.052, 0.048, 0.004, 12.0, 62.4, 80.0, MediaPath.RELAY_TLS)


def report(
    up: LegReport | None = LEG,
    down: LegReport | None = LEG,
    processing: VoiceProcessing = UNTOUCHED,
    microphone: MicrophoneState = MicrophoneState.IN_USE,
) -> LinkReport:
    """Return how somebody's media runs."""
    return LinkReport(LinkQuality.FAIR, 0.05, 12.0, 80.0, True, True, up, down, processing, microphone)


def test_a_leg_is_summed_up_in_shares_delay_and_path() -> None:
    assert leg_words(LEG) == "lost 5.2 % · repaired 4.8 % · made up 0.4 % · waits 62 ms · relay TLS"
    assert "made up 0 %" in leg_words(LegReport(concealed=0.0001))
    assert leg_words(LegReport()) == "lost 0 % · repaired 0 % · made up 0 % · waits 0 ms · direct"


@pytest.mark.parametrize(
    ("processing", "words"),
    [
        (UNTOUCHED, ""),
        (VoiceProcessing(removes_echo=True), "echo removed"),
        (VoiceProcessing(True, True, True), "echo removed, noise reduced, volume levelled"),
    ],
)
def test_processing_is_named_and_nothing_is_not(processing: VoiceProcessing, words: str) -> None:
    assert processing_words(processing) == words


def test_a_speaker_is_summed_up_in_a_line() -> None:
    shown = speaker_words(report(processing=VoiceProcessing(removes_echo=True), microphone=MicrophoneState.REPLACED))
    assert shown == "Mic changed · echo removed · 5.2 % lost, 0.4 % made up · 62 ms · relay TLS"
    assert speaker_words(report(up=None)) == ""
    assert speaker_words(None) == ""


def test_all_of_it_is_said_line_by_line() -> None:
    lines = all_words(report(microphone=MicrophoneState.LOST)).splitlines()
    assert [line.split(":")[0] for line in lines] == ["From them", "To them", "Voice"]
    assert lines[2] == "Voice: Mic lost"
    assert all_words(report(up=None, down=None)) == ""
    assert all_words(None) == ""


def test_a_thin_line_is_said_in_a_line_of_its_own() -> None:
    thin = replace(report(), is_line_thin=True)
    assert set(all_words(thin).splitlines()) - set(all_words(report()).splitlines()) == {
        "Thin line: reduced sound, no picture"
    }


def test_only_a_microphone_without_another_is_lost() -> None:
    assert [m for m in MicrophoneState if is_microphone_lost(report(microphone=m))] == [MicrophoneState.LOST]
    assert not is_microphone_lost(None)
