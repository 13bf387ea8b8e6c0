"""Where the direct way is shut, a person is told by which way the meeting's sound will go."""

import pytest

from common.model.checks import CheckName, CheckResult, Finding, Verdict
from delegate_app.core.checks.report import make_report
from delegate_app.core.checks.state import merged
from delegate_app.ui.checktext import report_text, way_sentence
from tests.gallery.checkresults import NETWORK_FAULTS, NETWORK_GOOD
from tests.gallery.madeup import NOW_MS

RELAYS = (CheckName.RELAY_UDP, CheckName.RELAY_TCP, CheckName.RELAY_TLS)


def shut(*names: CheckName) -> tuple[CheckResult, ...]:
    """Return a network on which these ways are shut."""
    return merged(NETWORK_GOOD, [CheckResult(name, Verdict.WARN, Finding.BLOCKED) for name in names])


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), ""),
        (RELAYS, ""),
        ((CheckName.UDP,), "relay by UDP"),
        ((CheckName.UDP, CheckName.RELAY_UDP), "relay by TCP"),
        ((CheckName.UDP, CheckName.RELAY_UDP, CheckName.RELAY_TCP), "relay by TLS"),
        ((CheckName.UDP, *RELAYS), "No way is open"),
    ],
)
def test_the_first_way_that_is_open_is_named(names: tuple[CheckName, ...], words: str) -> None:
    said = way_sentence(shut(*names))
    assert words in said
    assert bool(said) == bool(words)


def test_what_was_not_tried_is_not_spoken_of() -> None:
    assert way_sentence(NETWORK_FAULTS["no-network"]) == ""


def test_it_stands_in_the_copy_for_ones_own_it() -> None:
    report = make_report(NETWORK_FAULTS["udp-blocked"], "delegate", NOW_MS, is_complete=True)
    assert "The meeting will use the relay by TCP" in report_text(report, None)
