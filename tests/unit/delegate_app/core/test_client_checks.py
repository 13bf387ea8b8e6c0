"""The checks as part of the delegate: in the meeting, beside it, and never heard in it."""

import asyncio

from common.model.checks import CheckName, Finding
from common.model.floor import RequestStatus
from common.protocol.checks import SubmitReport
from delegate_app.core.checks.state import Delivery, Step
from delegate_app.core.settings import Settings
from tests.helpers.delegate import delegate, is_silent, until
from tests.helpers.delegatedevices import FakeKit
from tests.helpers.fakecontrol import LINK, view_of
from tests.helpers.logfail import LogWatch


class KeptSettings:
    """Settings that a test looks into."""

    def __init__(self) -> None:
        self.kept = Settings()

    def load(self) -> tuple[Settings, bool]:
        """Return what was kept."""
        return self.kept, True

    def save(self, settings: Settings) -> None:
        """Keep it."""
        self.kept = settings


async def test_alone_and_without_a_link_devices_and_voice_are_checked() -> None:
    async with delegate() as bench:
        client = bench.client
        await until(lambda: client.state.devices.microphone)
        await client.checks.start()
        assert client.state.checks.target is None
        await client.checks.record()
        await until(lambda: client.state.checks.share > 0.02)
        await client.checks.stop()
        assert not client.state.checks.is_recording
        await client.checks.finish()
        report = client.state.checks.report
        assert report is not None
        assert {r.name: r.finding for r in report.results}[CheckName.UP] is Finding.NOT_RUN
        assert client.state.checks.delivery is Delivery.NONE


async def test_in_the_meeting_the_report_goes_over_its_own_link() -> None:
    settings = KeptSettings()
    async with delegate(settings=settings) as bench:
        client = bench.client
        await client.join(str(LINK))
        bench.control.attach()
        await client.checks.start()
        assert client.state.checks.target == "A meeting"
        await client.checks.finish()
        await until(lambda: client.state.checks.delivery is Delivery.SENT)
        assert bench.control.count(SubmitReport) == 1
        assert settings.kept.report is not None
        assert settings.kept.report.is_sent


async def test_a_report_of_an_earlier_run_of_the_program_is_sent_on_joining() -> None:
    settings = KeptSettings()
    async with delegate(settings=settings) as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        bench.control.drop()
        await bench.client.checks.start()
        await bench.client.checks.finish()
        await until(lambda: bench.client.state.checks.delivery is Delivery.KEPT)
    async with delegate(settings=settings) as bench:
        assert bench.client.state.checks.last is not None
        await bench.client.join(str(LINK))
        bench.control.attach()
        await until(lambda: bench.control.count(SubmitReport))
        await until(lambda: settings.kept.report and settings.kept.report.is_sent)


async def test_nothing_of_a_check_is_heard_and_the_floor_ends_it() -> None:
    async with delegate() as bench:
        client = bench.client
        await client.join(str(LINK))
        bench.control.attach(view_of(RequestStatus.PENDING))
        await until(lambda: client.state.devices.microphone)
        await client.checks.start()
        await client.checks.record()
        await until(lambda: client.state.checks.share > 0.02)
        assert bench.peers.uplinks == []
        bench.control.tell(view_of(RequestStatus.ACCEPTED))
        await until(lambda: client.state.checks.step is None)
        await until(lambda: bench.peers.uplinks and len(bench.peers.uplinks[0].blocks) > 5)
        assert all(is_silent(block) for block in bench.peers.uplinks[0].blocks)
        bench.control.tell(view_of(RequestStatus.GRANTED))
        await until(lambda: not is_silent(bench.peers.uplinks[0].blocks[-1]))


async def test_a_headset_pulled_out_while_recording_is_said_and_the_run_goes_on(expects_logs: LogWatch) -> None:
    expects_logs.maybe("headset was lost")
    kit = FakeKit(names=["headset"])
    async with delegate(kit) as bench:
        client = bench.client
        await until(lambda: client.state.devices.microphone)
        await client.checks.start()
        await client.checks.record()
        await until(lambda: client.state.checks.share > 0.02)
        kit.pull("headset")
        await until(lambda: client.state.checks.fault is not None)
        assert client.state.checks.fault is Finding.PULLED_OUT
        assert client.state.checks.step is Step.SILENCE
        kit.plug("headset")
        await asyncio.wait_for(client.checks.cancel(), 5.0)
        assert client.state.checks.step is None
