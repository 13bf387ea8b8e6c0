"""Every error has a sentence of its own, with what to do."""

import pytest

from common.model.errors import ErrorCode
from common.ui.errors import sentence


@pytest.mark.parametrize("code", ErrorCode)
def test_error_has_a_sentence(code: ErrorCode) -> None:
    text = sentence(code)
    assert text.endswith(".")
    assert len(text.split()) >= 7, "it says what to do, too"


def test_no_two_errors_read_alike() -> None:
    assert len({sentence(code) for code in ErrorCode}) == len(ErrorCode)
