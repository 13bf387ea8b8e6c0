"""The environment is made once and made again only when it must be."""

from pathlib import Path

import pytest
from environment import Stamp, read_stamp, stamp_for, write_stamp


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


def test_an_environment_serves_what_it_was_made_for(tree: Path) -> None:
    assert stamp_for(tree, ["test"]).serves(stamp_for(tree, ["test"]))


def test_one_made_for_tests_serves_the_rehearsal_and_not_the_reverse(tree: Path) -> None:
    for_tests, for_demo = stamp_for(tree, ["test"]), stamp_for(tree, [])
    assert for_tests.serves(for_demo)
    assert not for_demo.serves(for_tests)


def test_a_changed_pyproject_asks_for_a_new_one(tree: Path) -> None:
    before = stamp_for(tree, [])
    (tree / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    assert not before.serves(stamp_for(tree, []))


def test_another_python_asks_for_a_new_one(tree: Path) -> None:
    now = stamp_for(tree, [])
    assert not Stamp(now.pyproject_sha256, "3.99", ()).serves(now)


def test_a_stamp_is_kept_whole(tree: Path) -> None:
    write_stamp(tree, stamp_for(tree, ["test"]))
    assert read_stamp(tree) == stamp_for(tree, ["test"])


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"python": "3.11"}', '{"pyproject_sha256": "", "python": "", "extras": 3}']
)
def test_half_a_stamp_is_none(tree: Path, text: str) -> None:
    (tree / "hemicycle-stamp.json").write_text(text)
    assert read_stamp(tree) is None


def test_no_stamp_is_none(tree: Path) -> None:
    assert read_stamp(tree) is None
