"""Chromium: two pages over WebRTC as libwebrtc does it by default, voice processing off, each browser on its host."""

import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.sound.rig import HALL, REMOTE, Rig
from tests.bench.sound.types import Direction, Reports

PORT = 8090
TALKER, LISTENER = "talker", "listener"
ALSA_ON_JACK = """
pcm.jackside {{
  type jack
  name "{role}"
  playback_ports {{ 0 system:playback_1 }}
  capture_ports {{ 0 system:capture_1 }}
}}
pcm.!default {{
  type plug
  slave {{ pcm "jackside" rate 48000 channels 1 }}
}}
"""
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--alsa-input-device=default",
    "--alsa-output-device=default",
)


class Chromium:
    """The browser, which is libwebrtc."""

    name = "chromium"
    device = "ALSA's plugin for JACK"
    voice_bytes = 90

    def missing(self) -> str | None:
        """Needs Debian's `chromium` and `libasound2-plugins`."""
        if not shutil.which("chromium"):
            return "chromium is not installed"
        if not any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_jack.so")):
            return "libasound2-plugins is not installed: no way from the browser to JACK"
        return None

    @asynccontextmanager
    async def open(self, rig: Rig) -> AsyncIterator[Sequence[Direction]]:
        """Start the signalling and both browsers."""
        address = rig.link.address(HALL)
        origin = f"http://{address}:{PORT}"
        module = "tests.bench.sound.peers.signalling"
        rig.start("signalling", HALL, [sys.executable, "-m", module, address, str(PORT)])
        await rig.until(lambda: rig.listens(HALL, PORT), "the signalling")
        for host, role in ((HALL, TALKER), (REMOTE, LISTENER)):
            home = rig.folder / role
            home.mkdir()
            (home / ".asoundrc").write_text(ALSA_ON_JACK.format(role=role))
            own = [f"--user-data-dir={home / 'profile'}", f"--unsafely-treat-insecure-origin-as-secure={origin}"]
            command = ["chromium", *FLAGS, *own, f"{origin}/?{role}"]
            places = {"HOME": str(home), "PULSE_SERVER": "unix:/nonexistent", "XDG_RUNTIME_DIR": str(home)}
            rig.start(role, host, command, **places)
        found: dict[bool, str] = {}

        def is_open() -> bool:
            found.update({is_input: name for name, is_input in rig.all_ports() if "system:" not in name})
            return len(found) == 2

        await rig.until(is_open, "the browsers' sound")
        yield (Direction("hall_to_remote", (found[True],), found[False]),)

    async def settled(self, rig: Rig) -> None:
        """Its sound flows as soon as it is up."""

    def reports(self, rig: Rig, from_mono_s: float, to_mono_s: float) -> Reports:
        """It says nothing of itself that could be read here."""
        return {}
