"""The network changes in mid-sentence: the leg finds its path again, with DTLS and SRTP as they were."""

import time

import pytest

from tests.helpers.farprogram import Connect, listen, reported, run_on, speak
from tests.helpers.impairedlink.fate import Impairment
from tests.helpers.impairedlink.link import link_or_skip

pytestmark = pytest.mark.flaky(reruns=2)
SETTLED_S = 3.0
DETECTION_S = 2.0
GAP_S = 0.06
PLAYED_AFTER_S = 0.02
"""The receiver's buffer covers some of the gap; what it can't is heard so much later than the packets come."""


@pytest.mark.parametrize("connect", [listen, speak], ids=["downlink", "uplink"])
def test_another_address_in_mid_sentence(connect: Connect) -> None:
    with link_or_skip("hall", "remote") as link:
        link.impair("remote", Impairment(delay_ms=10))
        hall_address = link.address("hall")
        with run_on(link.on("hall"), "hall", hall_address) as hall, run_on(link.on("remote"), "remote") as remote:
            ear = connect(hall, remote, hall_address)
            time.sleep(SETTLED_S)
            reported(remote)
            moved_mono_s = time.monotonic()
            link.move("remote")
            time.sleep(SETTLED_S)
            told = reported(remote)
            heard = told if ear is remote else reported(hall)
    detected_mono_s = told.said_at("looks for a path")
    assert detected_mono_s - moved_mono_s <= DETECTION_S
    assert told.said_at("path is direct") - detected_mono_s <= GAP_S
    assert heard.quiet_ms(since_mono_s=detected_mono_s) <= 1000 * (GAP_S + PLAYED_AFTER_S)
    assert told.ways == (("up", "direct"),)
