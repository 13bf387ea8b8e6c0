"""The two commands of the README: what they take and what they decide."""

import subprocess
from pathlib import Path

import pytest
from bootstrap import IN_REAL_TIME, SIDE_BY_SIDE, demo_arguments, has_display, main, run_all_tests


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


@pytest.mark.parametrize(("codes", "ended"), [((0, 0), 0), ((1, 0), 1), ((0, 2), 2), ((1, 2), 2)])
def test_all_tests_are_two_runs_and_one_exit_code(
    codes: tuple[int, int], ended: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        ran.append(command[3:])
        return subprocess.CompletedProcess(command, codes[len(ran) - 1])

    monkeypatch.setattr(subprocess, "run", run)
    assert run_all_tests(Path("python")) == ended
    assert ran == [[*SIDE_BY_SIDE], [*IN_REAL_TIME]]


def test_each_test_is_in_one_of_both_runs_and_one_of_them_has_the_machine_for_itself() -> None:
    chosen = [run[run.index("-m") + 1] for run in (SIDE_BY_SIDE, IN_REAL_TIME)]
    assert chosen == [f"not {chosen[1]}", "flaky"]
    assert "-n" in SIDE_BY_SIDE
    assert "-n" not in IN_REAL_TIME
