"""Any report at all: refused by a documented code, or kept as something that can be read, shown and is no larger."""

import math

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from common.model.checks import CheckName, CheckResult, Finding, ReadinessReport, Verdict
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.checks import MAX_RESULTS, MAX_TEXT
from room_console.core.meeting.wording import check_text
from room_console.core.readinessdesk import checked

NOW_MS = 1_760_000_000_000
TEXT = st.one_of(st.text(max_size=MAX_TEXT), st.text(max_size=2 * MAX_TEXT))
RESULT = st.builds(
    CheckResult,
    st.sampled_from(CheckName),
    st.sampled_from(Verdict),
    st.sampled_from(Finding),
    st.none() | st.floats(),
    TEXT,
)
REPORT = st.builds(
    ReadinessReport,
    st.integers(-(2**63), 2**63 - 1),
    TEXT,
    TEXT,
    st.lists(RESULT, max_size=MAX_RESULTS + 2).map(tuple),
    st.booleans(),
)


def kept_or_refused(report: ReadinessReport) -> ReadinessReport | ErrorCode:
    try:
        return checked(report, NOW_MS)
    except ConferenceError as refusal:
        return refusal.code


@given(REPORT)
def test_a_report_is_refused_plainly_or_made_fit_to_be_kept(report: ReadinessReport) -> None:
    kept = kept_or_refused(report)
    if isinstance(kept, ErrorCode):
        assert kept in (ErrorCode.TOO_LARGE, ErrorCode.MALFORMED)
        return
    assert msgspec.json.decode(msgspec.json.encode(kept), type=ReadinessReport) == kept
    assert checked(kept, NOW_MS) == kept
    assert 0 < kept.made_at_ms <= NOW_MS
    assert [r.name for r in kept.results] == [r.name for r in report.results]
    for text in (kept.app, kept.system, *(r.text for r in kept.results)):
        check_text(text, "text", most=MAX_TEXT, may_be_empty=True)
    assert all(r.value is None or math.isfinite(r.value) for r in kept.results)
