"""One's own voice while a device goes, changes, stalls or is silent: an end with a finding, never a hang."""

import asyncio

import pytest

from common.audio.format import Block
from common.devices.fake import SilentInput
from common.model.checks import CheckName, Finding, Verdict
from common.model.errors import ConferenceError, ErrorCode
from delegate_app.core.checks import voice
from delegate_app.core.state import DeviceState
from tests.helpers.delegate import until
from tests.helpers.voicebooth import SHORT_S, after, booth, no_progress, of, refused, settled

pytestmark = pytest.mark.flaky(reruns=2)


@pytest.mark.parametrize("is_alive", [True, False])
async def test_a_microphone_that_goes_ends_the_recording_with_a_finding(is_alive: bool) -> None:
    async with booth() as b:
        change = [lambda: b.use(SilentInput()), b.microphone.stop]
        act = (lambda: [step() for step in change]) if is_alive else b.microphone.stop
        assert await refused(b.check.record(10.0, no_progress), 0.2, act) is ErrorCode.DEVICE
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        expected = (Verdict.SKIPPED, Finding.NOT_RUN) if is_alive else (Verdict.FAIL, Finding.PULLED_OUT)
        assert (result.verdict, result.finding, result.text) == (*expected, "microphone")
        assert not b.check.has_recording
        assert await b.runner.run(settled(b))


async def test_a_microphone_that_was_lost_and_replaced_at_once_was_pulled_out() -> None:
    async with booth() as b:
        lost = DeviceState(microphone="other", lost_places=("microphone",), lost=b.microphone.name)
        await refused(
            b.check.record(10.0, no_progress), 0.1, lambda: b.state.append(lost), lambda: b.use(SilentInput())
        )
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        assert result.finding is Finding.PULLED_OUT


async def test_a_microphone_that_lives_and_gives_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck(SilentInput):
        def read(self) -> Block | None:
            return None

    monkeypatch.setattr(voice, "STALL_S", 0.2)
    async with booth(Stuck) as b:
        with pytest.raises(ConferenceError):
            await asyncio.wait_for(b.check.record(SHORT_S, no_progress), 3.0)
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        assert result.finding is Finding.SILENT


async def test_a_headphone_that_lives_and_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "STALL_S", 0.2)
    async with booth() as b:
        await b.check.record(1.5, no_progress)
        monkeypatch.setattr(b.headphone, "wants_block", lambda: False)
        assert await refused(b.check.play_back(), 0.0) is ErrorCode.DEVICE
        result = of(b.check, CheckName.HEADPHONE)
        assert result is not None
        assert (result.verdict, result.finding) == (Verdict.FAIL, Finding.PULLED_OUT)


async def test_a_new_microphone_is_good_though_an_earlier_one_was_lost() -> None:
    async with booth() as b:
        b.state.append(DeviceState(microphone=b.microphone.name, lost_places=("microphone",), lost="other"))
        await b.check.record(SHORT_S, no_progress)
        assert b.check.has_recording


async def test_digital_silence_is_a_finding_of_the_microphone() -> None:
    async with booth(SilentInput) as b:
        await b.check.record(SHORT_S, no_progress)
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        assert (result.verdict, result.finding) == (Verdict.FAIL, Finding.SILENT)


@pytest.mark.parametrize(
    ("refused", "finding"), [((), Finding.NO_DEVICE), ((("microphone", "portaudio:X:taken"),), Finding.BUSY)]
)
async def test_without_a_microphone_the_reason_is_given(refused: tuple[tuple[str, str], ...], finding: Finding) -> None:
    async with booth() as b:
        b.use(None)
        b.state.append(DeviceState(refused=refused))
        await until(lambda: b.side.microphone.device is None)
        with pytest.raises(ConferenceError) as caught:
            await b.check.record(SHORT_S, no_progress)
        assert caught.value.code is ErrorCode.DEVICE
        result = of(b.check, CheckName.MICROPHONE)
        assert result is not None
        assert (result.verdict, result.finding) == (Verdict.FAIL, finding)


async def test_a_headphone_that_goes_ends_the_playing_and_the_recording_stays() -> None:
    async with booth() as b:
        await b.check.record(2.0, no_progress)
        assert await refused(b.check.play_back(), 0.2, b.headphone.stop) is ErrorCode.DEVICE
        result = of(b.check, CheckName.HEADPHONE)
        assert result is not None
        assert (result.verdict, result.finding) == (Verdict.FAIL, Finding.PULLED_OUT)
        assert b.check.has_recording
        assert await b.runner.run(settled(b))
        b.runner.call(b.side.use_output, None)
        await until(lambda: b.side.playout.output is None)
        with pytest.raises(ConferenceError):
            await b.check.play_back()


async def test_a_microphone_that_changes_while_playing_leaves_the_echo_open() -> None:
    async with booth() as b:
        await b.check.record(3.0, no_progress)
        await asyncio.gather(b.check.play_back(), after(0.1, lambda: b.use(SilentInput())))
        echo = of(b.check, CheckName.ECHO)
        assert echo is not None
        assert (echo.verdict, echo.finding) == (Verdict.SKIPPED, Finding.NOT_RUN)
