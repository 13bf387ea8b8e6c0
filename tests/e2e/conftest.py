"""Processes take their time to start on a loaded machine: more of it than a unit test has."""

import pytest

END_TO_END_TIMEOUT_S = 240


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test here, but those that say their own, the longer limit."""
    for item in items:
        if "tests/e2e/" in item.path.as_posix() and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(END_TO_END_TIMEOUT_S))
