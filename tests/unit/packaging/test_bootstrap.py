"""The two commands of the README: what they take and what they decide."""

import pytest
from bootstrap import demo_arguments, has_display, main


@pytest.mark.parametrize(
    ("variables", "platform", "is_there"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_display_is_known(variables: dict[str, str], platform: str, is_there: bool) -> None:
    assert has_display(variables, platform) is is_there


def test_without_a_display_the_rehearsal_is_headless() -> None:
    assert demo_arguments(["--seconds", "20"], False) == ["--headless", "--seconds", "20"]
    assert demo_arguments(["--headless"], False) == ["--headless"]


def test_with_a_display_it_is_as_asked_for() -> None:
    assert demo_arguments(["--seconds", "20"], True) == ["--seconds", "20"]


@pytest.mark.parametrize("arguments", [[], ["demos"], ["--help"]])
def test_any_other_word_shows_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "packaging/bootstrap.py demo" in capsys.readouterr().err
