"""A run of the checks, step by step: what is shown, what is counted, what is reported, and what breaks it off."""

from dataclasses import replace

import pytest

from common.model.checks import CheckName, CheckResult, Finding, Verdict, judged
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.model.floor import RequestStatus
from common.protocol.checks import SubmitReport
from delegate_app.core.checks.report import Way, make_report, place_of
from delegate_app.core.checks.state import Delivery, NetworkRun, Step
from delegate_app.core.checks.voice import QUIET_S, RECORD_S
from delegate_app.core.settings import KeptReport
from tests.helpers.checkbench import NETWORK, SOUND, CheckBench, check_bench
from tests.helpers.fakecontrol import ANNA, LINK, view_of

PULLED = CheckResult(CheckName.MICROPHONE, Verdict.FAIL, Finding.PULLED_OUT, text="headset")
NOT_HEARD = CheckResult(CheckName.LEVEL, Verdict.SKIPPED, Finding.NOT_RUN)


def found(bench: CheckBench) -> dict[CheckName, CheckResult]:
    """Return the report's results by their names."""
    assert bench.run.state.report is not None
    return {result.name: result for result in bench.run.state.report.results}


async def recorded(bench: CheckBench) -> None:
    """Go through the recording."""
    await bench.run.go(Step.SILENCE)
    await bench.run.record()
    await bench.settle()
    bench.voice.is_done.set()
    await bench.settle()


async def called(bench: CheckBench, status: RequestStatus) -> None:
    """Let the floor come."""
    bench.keeper.change(me=ANNA, view=view_of(status))
    await bench.settle()


async def test_a_whole_run_goes_from_the_devices_to_a_report_that_the_console_has() -> None:
    async with check_bench() as bench:
        await bench.run.start()
        assert (bench.run.state.step, bench.run.state.target) == (Step.DEVICES, "A meeting")
        await recorded(bench)
        assert bench.run.state.step is Step.PLAYBACK
        bench.network.is_done.set()
        await bench.settle()
        await bench.run.go(Step.NETWORK)
        await bench.run.go(Step.RESULT)
        deliveries = [bench.run.state.delivery]
        await bench.settle()
        deliveries.append(bench.run.state.delivery)
        assert deliveries == [Delivery.SENDING, Delivery.SENT]
        sent = bench.console.requests
        assert [type(request) for request in sent] == [SubmitReport]
        report = bench.run.state.report
        assert report is not None
        assert sent[0] == SubmitReport(report=report)
        assert report.is_complete
        assert {r.name for r in report.results} == set(CheckName)
        assert found(bench)[CheckName.BAND] == SOUND[0]
        assert found(bench)[CheckName.UP].verdict is Verdict.FAIL
        assert found(bench)[CheckName.HUM].finding is Finding.NOT_RUN
        assert bench.kept[-1].is_sent


async def test_the_network_is_measured_beside_the_first_steps() -> None:
    async with check_bench() as bench:
        await bench.run.start()
        await bench.settle()
        network = bench.run.state.network
        assert (network.is_running, network.share, network.doing) == (True, 0.5, CheckName.UP)
        await bench.run.go(Step.CAMERA)
        bench.network.is_done.set()
        await bench.settle()
        assert bench.run.state.network == NetworkRun(share=1.0, results=NETWORK)
        assert bench.run.state.step is Step.CAMERA


async def test_without_a_console_no_network_is_measured_and_the_report_goes_nowhere() -> None:
    async with check_bench() as bench:
        bench.way = None
        await bench.run.start()
        await bench.run.finish()
        await bench.settle()
        assert bench.network.ways == []
        assert bench.run.state.delivery is Delivery.NONE
        assert found(bench)[CheckName.UP].finding is Finding.NOT_RUN
        assert bench.console.requests == []


async def test_a_link_that_is_none_is_refused_and_nothing_begins() -> None:
    async with check_bench() as bench:
        with pytest.raises(UserError, match="link_invalid"):
            await bench.run.start("no link")
        assert bench.run.state.step is None


async def test_silence_becomes_speech_when_its_time_is_over() -> None:
    async with check_bench() as bench:
        await bench.run.start()
        await bench.run.record()
        await bench.settle()
        assert bench.run.state.is_recording
        seen = []
        for at_s in (0.0, QUIET_S - 0.1, QUIET_S + 0.1, RECORD_S):
            bench.voice.tell(at_s / RECORD_S)
            seen.append(bench.run.state.step)
        assert seen == [Step.SILENCE, Step.SILENCE, Step.SPEECH, Step.SPEECH]


@pytest.mark.parametrize(
    ("fault", "finding"),
    [(PULLED, Finding.PULLED_OUT), (replace(PULLED, finding=Finding.NO_DEVICE), Finding.NO_DEVICE)],
)
async def test_a_recording_that_breaks_off_says_why_and_can_be_made_again(fault: CheckResult, finding: Finding) -> None:
    async with check_bench() as bench:
        bench.voice.fault, bench.voice.found = fault, (NOT_HEARD,)
        await bench.run.start()
        await recorded(bench)
        state = bench.run.state
        assert (state.step, state.fault, state.is_recording) == (Step.SILENCE, finding, False)
        assert fault in state.results
        bench.voice.fault, bench.voice.found = None, SOUND
        await recorded(bench)
        assert bench.run.state.fault is None
        assert fault not in bench.run.state.results
        assert bench.run.state.has_recording


async def test_hearing_oneself_can_break_off_too() -> None:
    async with check_bench() as bench:
        await bench.run.start()
        await recorded(bench)
        gone = CheckResult(CheckName.HEADPHONE, Verdict.FAIL, Finding.PULLED_OUT)
        bench.voice.fault = gone
        await bench.run.play()
        await bench.settle()
        assert bench.run.state.is_playing
        bench.voice.is_done.set()
        await bench.settle()
        state = bench.run.state
        assert (state.step, state.is_playing, state.fault) == (Step.PLAYBACK, False, Finding.PULLED_OUT)


async def test_what_the_camera_shows_counts_when_its_step_is_left_but_not_when_it_is_skipped() -> None:
    dark = judged(CheckName.CAMERA_LIGHT, 40.0)
    for leaves_by_skipping in (False, True):
        async with check_bench() as bench:
            bench.picture.found = (dark,)
            await bench.run.start()
            await bench.run.go(Step.CAMERA)
            await bench.look()
            assert dark in bench.run.state.live
            leave = bench.run.skip if leaves_by_skipping else bench.run.go
            await leave(Step.SILENCE)
            assert (dark in bench.run.state.results) is not leaves_by_skipping


async def test_devices_plugged_in_later_are_seen() -> None:
    async with check_bench() as bench:
        bench.devices = (PULLED,)
        await bench.run.start()
        await bench.look()
        assert bench.run.state.live == (PULLED,)
        bench.devices = (replace(PULLED, verdict=Verdict.PASS, finding=Finding.GOOD),)
        await bench.look()
        assert bench.run.state.live[0].verdict is Verdict.PASS


@pytest.mark.parametrize("status", [RequestStatus.ACCEPTED, RequestStatus.GRANTED])
async def test_the_floor_ends_the_run_at_once(status: RequestStatus) -> None:
    async with check_bench() as bench:
        await bench.run.start()
        await bench.run.record()
        await bench.settle()
        await called(bench, status)
        assert bench.run.state.step is None
        assert bench.voice.forgotten
        with pytest.raises(ConferenceError, match="unexpected"):
            await bench.run.start()


async def test_one_who_waits_in_the_list_may_check() -> None:
    async with check_bench() as bench:
        await called(bench, RequestStatus.PENDING)
        await bench.run.start()
        await bench.settle()
        assert bench.run.state.step is Step.DEVICES


async def test_a_run_that_is_left_tells_the_console_what_it_had_found() -> None:
    async with check_bench() as bench:
        await bench.run.start()
        bench.network.is_done.set()
        await bench.settle()
        await bench.run.cancel()
        await bench.settle()
        sent = bench.console.requests[0]
        assert isinstance(sent, SubmitReport)
        assert not sent.report.is_complete
        assert bench.run.state.last is None, "what was broken off does not pass for a check"


async def test_a_run_that_found_nothing_is_left_without_a_word() -> None:
    async with check_bench() as bench:
        await bench.run.start()
        await bench.run.cancel()
        await bench.settle()
        assert bench.console.requests == []
        assert bench.run.state.step is None


async def test_a_console_that_is_gone_gets_the_report_when_the_meeting_is_next_joined() -> None:
    async with check_bench() as bench:
        bench.console.error = ErrorCode.UNREACHABLE
        await bench.run.start()
        await bench.run.finish()
        await bench.settle()
        assert bench.run.state.delivery is Delivery.KEPT
        kept = bench.kept[-1]
        assert (kept.is_sent, kept.place) == (False, place_of(LINK))
    async with check_bench(kept) as later:
        later.run.attached(Way(LINK, request=later.console.request))
        await later.settle()
        assert later.console.requests == [SubmitReport(report=kept.report)]
        assert later.kept[-1].is_sent
        later.run.attached(Way(LINK, request=later.console.request))
        await later.settle()
        assert len(later.console.requests) == 1


async def test_a_report_goes_to_no_other_meeting() -> None:
    kept = KeptReport(report=make_report((), "delegate", 0, is_complete=True), kept_at_ms=0, place="elsewhere:1/other")
    async with check_bench(kept) as bench:
        bench.run.attached(Way(LINK, request=bench.console.request))
        await bench.settle()
        assert bench.console.requests == []


async def test_a_step_can_be_done_again_after_the_report() -> None:
    async with check_bench() as bench:
        await bench.run.start()
        await bench.run.finish()
        first = bench.run.state.report
        await bench.run.go(Step.DEVICES)
        assert (bench.run.state.step, bench.run.state.report) == (Step.DEVICES, None)
        bench.devices = (PULLED,)
        await bench.look()
        assert bench.run.state.live == (PULLED,)
        await bench.run.finish()
        assert bench.run.state.report != first


async def test_the_network_is_measured_again_at_will() -> None:
    async with check_bench() as bench:
        await bench.run.start()
        await bench.settle()
        await bench.run.measure()
        await bench.settle()
        assert len(bench.network.ways) == 2
        bench.network.is_done.set()
        await bench.settle()
        assert not bench.run.state.network.is_running


async def test_a_report_is_dated_by_the_console_where_our_clock_is_wrong() -> None:
    ahead = judged(CheckName.CLOCK, 90.0)
    assert make_report((ahead,), "delegate", 1_000_000, is_complete=True).made_at_ms == 910_000
    assert make_report((), "delegate", 1_000_000, is_complete=True).made_at_ms == 1_000_000


async def test_a_check_is_due_until_it_was_made_today_with_these_devices_for_this_meeting() -> None:
    async with check_bench() as bench:
        now_ms = bench.clock.now_ms()
        bench.keeper.change(me=ANNA, view=view_of())
        bench.keeper.change_devices(microphone="headset")
        assert bench.keeper.state.is_check_due(now_ms)
        await bench.run.start()
        await bench.run.finish()
        assert not bench.keeper.state.is_check_due(now_ms)
        assert bench.keeper.state.is_check_due(now_ms + 26 * 3_600_000)
        bench.keeper.change_devices(microphone="built-in")
        assert bench.keeper.state.is_check_due(now_ms)
