"""Whether there is a screen: asked before Qt is, which would end the process."""

import os
import sys

import pytest

from delegate_app.ui.display import has_display


@pytest.mark.parametrize(
    ("environment", "platform", "has"),
    [
        ({}, "linux", False),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_screen_is_there_where_the_environment_says_so(environment: dict[str, str], platform: str, has: bool) -> None:
    assert has_display(environment, platform) is has


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks an X server")
def test_an_x_server_that_does_not_answer_is_no_screen() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND"))}
    assert not has_display({**environment, "DISPLAY": ":97"})
