"""A telephone in Chromium: the page `/m/MEETING`, what it plays, what it says, and what a thumb or a key does to it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from common.audio.testsignal import identify_voice
from tests.helpers.chromium import Opener
from tests.helpers.webpage import WebPage, web_page

LISTEN_S = 30.0
NOTE_SAID = """
window.said = [];
addEventListener("DOMContentLoaded", () => {
  const note = (id) => new MutationObserver(() => {
    const words = document.getElementById(id).textContent;
    if (words) window.said.push(words);
  }).observe(document.getElementById(id), { childList: true });
  note("say-politely");
  note("say-now");
});
"""
COUNT_MICROPHONES = """
window.microphones = [];
const taken = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await taken(wanted);
  window.microphones.push(...stream.getAudioTracks());
  return stream;
};
"""
HEAR = """(async () => {
  window.ears ??= new AudioContext({ sampleRate: 48000 });
  await window.ears.resume();
  const analyser = window.ears.createAnalyser();
  analyser.fftSize = 32768;
  const source = window.ears.createMediaStreamSource(document.getElementById("sound").srcObject);
  source.connect(analyser);
  await new Promise((resolve) => setTimeout(resolve, 900));
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  source.disconnect();
  return [...samples].map((sample) => Math.round(32767 * sample));
})()"""


@dataclass
class Telephone:
    """A telephone that is in the meeting, or about to be."""

    page: WebPage

    async def floor(self) -> str:
        """Return the state of the floor's panel."""
        return str(await self.page.run("document.getElementById('floor').dataset.state"))

    async def until_floor(self, state: str) -> None:
        """Wait for a state of the floor's panel."""
        await self.page.until(f"document.getElementById('floor').dataset.state === '{state}'")

    async def press_on(self, selector: str) -> None:
        """Go to a button by Tab, and press Enter."""
        await self.page.tab_to(selector)
        await self.page.press("Enter")

    async def said(self) -> list[str]:
        """Return what a screen reader was given to say."""
        return list(await self.page.run("window.said"))

    async def open_microphones(self) -> int:
        """Count the microphones that are open."""
        return int(await self.page.run("window.microphones.filter((track) => track.readyState === 'live').length"))

    async def heard(self) -> NDArray[np.float32]:
        """Return 0.7 s of what it plays: (samples,)."""
        await self.page.until("Boolean(document.getElementById('sound').srcObject)")
        return np.array(await self.page.run(HEAR), np.float32) / np.float32(32767)

    async def until_hears(self, voice: int) -> None:
        """Wait until it plays one of the virtual hall's voices. Raises: AssertionError with what it plays instead."""
        end_s = asyncio.get_running_loop().time() + LISTEN_S
        found: list[int | None] = []
        while asyncio.get_running_loop().time() < end_s:
            found.append(identify_voice(await self.heard())[0])
            if found[-1] == voice:
                return
        raise AssertionError(f"hears {found} and not {voice}")


@contextlib.asynccontextmanager
async def telephone(opened: Opener, link: str) -> AsyncIterator[Telephone]:
    """Open the page of a link on a small screen."""
    async with web_page(opened, "about:blank", scripts=(NOTE_SAID, COUNT_MICROPHONES)) as page:
        await page.look(360, 640, "dark", mobile=True)
        await page.go(link)
        yield Telephone(page)
