"""The commands of the README are commands: each option that it names is one that the program takes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[3]
COMMANDS = re.findall(r"^\| `python -m (\S+)([^`]*)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.mark.parametrize(("module", "rest"), COMMANDS)
def test_its_options_are_known(module: str, rest: str) -> None:
    verbs = re.findall(r"^ ([a-z]+)", rest)
    named = set(re.findall(r"--[a-z-]+", rest))
    assert named <= set(re.findall(r"--[a-z-]+", run(module, *verbs, "--help")))


def test_every_command_of_the_contract_stands_there() -> None:
    texts = {" ".join(re.findall(r"^\w+(?: [a-z]+)?", module + rest)) for module, rest in COMMANDS}
    verbs = re.findall(r"^    ([a-z]+) ", run("room_console", "--help"), re.MULTILINE)
    assert "core" in verbs
    assert texts == {"room_console", "delegate_app", "delegate_app check", *(f"room_console {verb}" for verb in verbs)}


def test_the_schema_command_prints_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(run("room_console", "schema")))
