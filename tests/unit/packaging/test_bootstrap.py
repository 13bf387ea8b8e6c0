"""The two commands of the README: what they take and what they decide."""

import subprocess
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression
from bootstrap import IN_REAL_TIME, PARTS, demo_arguments, has_display, main, run_all_tests


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


@pytest.mark.parametrize(("codes", "ended"), [((0, 0, 0), 0), ((1, 0, 0), 1), ((0, 2, 0), 2), ((1, 0, 2), 2)])
def test_all_tests_are_three_runs_and_one_exit_code(
    codes: tuple[int, ...], ended: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> "subprocess.CompletedProcess[bytes]":
        ran.append(command[3:])
        return subprocess.CompletedProcess(command, codes[len(ran) - 1])

    monkeypatch.setattr(subprocess, "run", run)
    assert run_all_tests(Path("python")) == ended
    assert ran == [[*part] for part in PARTS]


@pytest.mark.parametrize("marks", [(), ("flaky",), ("flaky", "patient"), ("patient",)], ids="-".join)
def test_each_test_is_in_one_part_and_the_last_has_the_machine_for_itself(marks: tuple[str, ...]) -> None:
    def is_marked(name: str, /, **_: str | int | bool | None) -> bool:
        return name in marks

    chosen = [part[part.index("-m") + 1] for part in PARTS]
    taken = [Expression.compile(one).evaluate(is_marked) for one in chosen]
    assert sum(taken) == 1
    assert taken[-1] is (marks == ("flaky",))
    assert "-n" not in IN_REAL_TIME
