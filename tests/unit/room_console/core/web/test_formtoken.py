"""A form's token: neither at once nor days later."""

from room_console.core.web.formtoken import LEAST_MS, LIFE_MS, FormTokens, Freshness

TOKENS = FormTokens(b"s" * 32)


def test_a_form_is_good_after_a_moment_and_for_hours() -> None:
    token = TOKENS.make(1_000_000)
    assert TOKENS.judge(token, 1_000_000 + LEAST_MS - 1) is Freshness.TOO_SOON
    assert TOKENS.judge(token, 1_000_000 + LEAST_MS) is Freshness.GOOD
    assert TOKENS.judge(token, 1_000_000 + LIFE_MS) is Freshness.STALE


def test_what_we_did_not_make_is_stale() -> None:
    assert TOKENS.judge("", 0) is Freshness.STALE
    assert TOKENS.judge(FormTokens(b"t" * 32).make(0), LEAST_MS) is Freshness.STALE
