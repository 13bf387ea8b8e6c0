"""What the set-up finds missing, and what it may do about it."""

from pathlib import Path

import pytest
import systemlibraries
from systemlibraries import Need, SetupError, apt_prefix, is_debian_like, missing

PORTAUDIO = Need("libportaudio2", library="libportaudio.so.2")
NOWHERE = Need("libnowhere1", library="libnowhere.so.1")
NO_COMMAND = Need("nowhere-tools", command="nowhere-to-be-found")
NO_PLUGIN = Need("nowhere-plugins", plugin="libasound_module_pcm_nowhere.so")


@pytest.mark.parametrize(
    ("os_release", "is_one"),
    [
        ("ID=debian\n", True),
        ("NAME=Ubuntu\nID=ubuntu\nID_LIKE=debian\n", True),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
        ("ID=fedora\n", False),
        ('ID=opensuse\nID_LIKE="suse"\nPRETTY_NAME="not debian"\n', False),
        ("", False),
    ],
)
def test_debian_and_its_children_are_known(os_release: str, is_one: bool) -> None:
    assert is_debian_like(os_release) is is_one


def test_only_what_is_absent_is_missing() -> None:
    assert missing([PORTAUDIO, NOWHERE, NO_COMMAND, NO_PLUGIN]) == [NOWHERE, NO_COMMAND, NO_PLUGIN]


@pytest.mark.parametrize(
    ("is_root", "has_sudo", "is_interactive", "prefix"),
    [
        (True, True, False, []),
        (False, True, True, ["sudo"]),
        (False, True, False, ["sudo", "-n"]),
        (False, False, True, None),
    ],
)
def test_the_right_to_install(is_root: bool, has_sudo: bool, is_interactive: bool, prefix: list[str] | None) -> None:
    assert apt_prefix(is_root, has_sudo, is_interactive) == prefix


def test_elsewhere_the_missing_thing_itself_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systemlibraries, "is_debian_like", lambda _: False)
    with pytest.raises(SetupError, match=r"libnowhere\.so\.1 +\(Debian's package: libnowhere1\)"):
        systemlibraries.ensure([NOWHERE], print)


def test_without_the_right_the_line_to_type_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systemlibraries, "is_debian_like", lambda _: True)
    monkeypatch.setattr(systemlibraries, "apt_prefix", lambda *_: None)
    with pytest.raises(SetupError, match="apt-get install --no-install-recommends libnowhere1"):
        systemlibraries.ensure([NOWHERE], print)


def test_a_plugin_is_found_in_its_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(systemlibraries, "PLUGIN_TREES", (tmp_path,))
    assert missing([NO_PLUGIN]) == [NO_PLUGIN]
    folder = tmp_path / "x86_64-linux-gnu" / "alsa-lib"
    folder.mkdir(parents=True)
    (folder / NO_PLUGIN.plugin).touch()
    assert missing([NO_PLUGIN]) == []


def test_nothing_is_done_where_all_is_there() -> None:
    said: list[str] = []
    systemlibraries.ensure([PORTAUDIO], said.append)
    assert said == []
