"""Sample file and settings page are what the declarations say, and the sample can be used."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from room_console.core.settings import load_settings, markdown, parse_settings, sample
from room_console.core.settings.document import tables

ROOT = Path(__file__).parents[5]
SAMPLE = ROOT / "resources" / "samples" / "console.toml"
PAGE = ROOT / "docs" / "configuration.md"


def test_the_sample_is_up_to_date() -> None:
    assert SAMPLE.read_text("utf-8") == sample()


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == markdown()


def test_the_sample_can_be_used_as_it_is() -> None:
    assert [person.name for person in load_settings(SAMPLE).people()] == ["Anna Keller"]


def test_every_setting_of_the_sample_can_be_uncommented() -> None:
    text = re.sub(r"^# (?=\w+ = |\[)", "", sample(), flags=re.MULTILINE)
    changed = text.replace('\nid = ""', '\nid = "anna"')
    settings = parse_settings(changed, "sample")
    assert settings.hall.patch is not None
    tree = tomllib.loads(changed)
    for table in tables():
        node = tree
        for part in filter(None, table.key.split(".")):
            node = node[part]
            node = node[0] if isinstance(node, list) else node
        assert {setting.name for setting in table.settings} <= set(node)


def test_every_setting_has_a_sentence_on_the_page() -> None:
    for table in tables():
        assert table.sentence
        for setting in table.settings:
            assert f"| `{setting.name}` | {setting.kind} |" in markdown()
            assert setting.sentence.endswith(".")


def test_the_command_prints_both() -> None:
    command = [sys.executable, "-m", "room_console.core.settings"]
    page = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert page.stdout.decode() == markdown()
    printed = subprocess.run([*command, "sample"], cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert printed.stdout.decode() == sample()
