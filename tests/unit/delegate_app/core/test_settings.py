"""What is remembered, and what happens to a damaged file."""

from pathlib import Path

import msgspec
import pytest

from common.model.errors import UserError
from delegate_app.core.settings import AUTOMATIC, LastMeeting, Settings, SettingsFile, settings_path

CHOSEN = Settings(
    microphone="portaudio:ALSA:Headset",
    camera=None,
    volume=0.4,
    last=LastMeeting(host="console.example.org", port=8443, meeting="m-1", fingerprint="00" * 32, title="Title"),
)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "hemicycle" / "delegate.json")
    file.save(CHOSEN)
    assert file.load() == (CHOSEN, True)
    assert [p.name for p in (tmp_path / "hemicycle").iterdir()] == ["delegate.json"]


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    settings, is_intact = SettingsFile(tmp_path / "none.json").load()
    assert is_intact
    assert settings == Settings(microphone=AUTOMATIC, headphone=AUTOMATIC, camera=AUTOMATIC)


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"volume": "loud"}', b"[]", b'{"volume": 40}'])
def test_a_damaged_file_gives_defaults_and_is_said(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "delegate.json"
    path.write_bytes(damage)
    assert SettingsFile(path).load() == (Settings(), False)


@pytest.mark.parametrize(
    "strange",
    [
        {"hears_by": "bone"},
        {"volume": -1},
        {"report": {"report": {}, "kept_at_ms": 0}},
        {"side_tab": 7},
    ],
)
def test_what_is_not_understood_costs_nothing_else(tmp_path: Path, strange: dict[str, object]) -> None:
    path = tmp_path / "delegate.json"
    SettingsFile(path).save(CHOSEN)
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | strange))
    settings, is_intact = SettingsFile(path).load()
    assert not is_intact
    assert (settings.last, settings.microphone) == (CHOSEN.last, CHOSEN.microphone)


@pytest.mark.parametrize("broken", [{"fingerprint": "zz"}, {"port": 0}, {"host": None}])
def test_a_way_back_that_leads_nowhere_is_none(tmp_path: Path, broken: dict[str, object]) -> None:
    path = tmp_path / "delegate.json"
    SettingsFile(path).save(CHOSEN)
    kept = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode(kept | {"last": kept["last"] | broken}))
    settings, is_intact = SettingsFile(path).load()
    assert (settings.last, settings.volume, is_intact) == (None, CHOSEN.volume, False)


def test_what_a_newer_version_kept_is_still_there_for_it(tmp_path: Path) -> None:
    path = tmp_path / "delegate.json"
    SettingsFile(path).save(CHOSEN)
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | {"shows_signs": True}))
    file = SettingsFile(path)
    assert file.load() == (CHOSEN, True)
    file.save(Settings(volume=0.2))
    kept = msgspec.json.decode(path.read_bytes())
    assert (kept["shows_signs"], kept["volume"]) == (True, 0.2)


def test_without_a_home_nothing_is_kept_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    file = SettingsFile(settings_path({}, "linux"))
    assert file.load() == (Settings(), False)
    with pytest.raises(UserError, match="disk"):
        file.save(CHOSEN)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="disk"):
        SettingsFile(tmp_path / "file" / "delegate.json").save(CHOSEN)


@pytest.mark.parametrize(
    ("platform", "environment", "path"),
    [
        ("linux", {"HOME": "/h"}, "/h/.config/hemicycle/delegate.json"),
        ("linux", {"HOME": "/h", "XDG_CONFIG_HOME": "/x"}, "/x/hemicycle/delegate.json"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/hemicycle/delegate.json"),
        ("win32", {"HOME": "/h", "APPDATA": "/a"}, "/a/hemicycle/delegate.json"),
    ],
)
def test_every_system_has_its_place(platform: str, environment: dict[str, str], path: str) -> None:
    assert settings_path(environment, platform).as_posix() == path
