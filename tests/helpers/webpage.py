"""A page of the console as somebody uses it: by keyboard, by what it shows and says, at a given size and colour."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.helpers.chromium import Opener, Page

WAIT_S = 20.0
POLL_S = 0.1
TRUST_ANY = ("--ignore-certificate-errors",)
KEYS = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Space": ("Space", 32, " "),
    "ArrowDown": ("ArrowDown", 40, ""),
    "End": ("End", 35, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
}
OVERFLOW = """(() => [...document.querySelectorAll("body *")].filter((e) => {
  const r = e.getBoundingClientRect();
  return r.width && !e.closest(".unseen, .skip") && (r.right > innerWidth + 1 || r.left < -1);
}).map((e) => e.tagName + "#" + e.id))()"""
SMALL_TARGETS = """(() => [...document.querySelectorAll("button, .button, input, select, textarea")].filter((e) => {
  const r = (e.closest("label") ?? e).getBoundingClientRect();
  return r.width && r.height < 44 && !e.closest(".unseen");
}).map((e) => e.tagName + "#" + e.id))()"""
NAMELESS = """(() => [...document.querySelectorAll("button, a, input, select, textarea")].filter((e) => {
  if (e.type === "hidden" || !e.getClientRects().length) return false;
  const labels = [...(e.labels ?? [])].map((label) => label.textContent);
  return !(e.getAttribute("aria-label") || e.textContent.trim() || labels.join("").trim());
}).map((e) => e.tagName + "#" + e.id))()"""


@dataclass
class WebPage:
    """A tab. Everything waits up to 20 s."""

    page: Page

    async def run(self, script: str) -> Any:
        """Evaluate JavaScript in the page. Raises: RuntimeError."""
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True, "userGesture": True}
        reply = await self.page.command("Runtime.evaluate", asked)
        if "exceptionDetails" in reply:
            raise RuntimeError(f"{script}: {reply['exceptionDetails']}")
        return reply["result"].get("value")

    async def until(self, script: str) -> Any:
        """Wait until a script's value is true; return it. Raises: AssertionError."""
        end_s = asyncio.get_running_loop().time() + WAIT_S
        value = None
        while asyncio.get_running_loop().time() < end_s:
            try:
                if value := await self.run(script):
                    return value
            except RuntimeError as error:
                value = error
            await asyncio.sleep(POLL_S)
        shown = await self.run("document.body.innerText")
        raise AssertionError(f"{script} stays {value!r}; the page shows:\n{shown}")

    async def sees(self, text: str) -> None:
        """Wait until the page shows a text."""
        await self.until(f"document.body?.innerText.includes({json.dumps(text)})")

    async def shown(self) -> str:
        """Return the text that shows."""
        return str(await self.run("document.body.innerText"))

    async def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key."""
        code, number, text = KEYS[key]
        common = {"key": text or code, "code": code, "windowsVirtualKeyCode": number, "modifiers": 8 if shift else 0}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        await self.page.command("Input.dispatchKeyEvent", {**common, **down})
        await self.page.command("Input.dispatchKeyEvent", {**common, "type": "keyUp"})

    async def type(self, text: str) -> None:
        """Type into what has the focus."""
        await self.page.command("Input.insertText", {"text": text})

    async def tab_to(self, selector: str, most: int = 60) -> None:
        """Go to an element by the Tab key alone. Raises: AssertionError where it can't be reached."""
        for _ in range(most):
            await self.press("Tab")
            if await self.run(f"document.activeElement?.matches({json.dumps(selector)})"):
                return
        raise AssertionError(f"{selector} is not reached by keyboard")

    async def look(self, width: int = 1280, height: int = 720, scheme: str = "light", *, mobile: bool = False) -> None:
        """Set size and colour scheme."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        await self.page.command("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        await self.page.command("Emulation.setEmulatedMedia", {"features": features})

    async def go(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        for address in ("about:blank", url):  # else another fragment would load nothing
            await self.run("window.isOld = true")
            await self.page.command("Page.navigate", {"url": address})
            await self.until("!window.isOld && document.readyState === 'complete'")

    async def screenshot(self, file: Path) -> None:
        """Keep a picture of the whole page."""
        asked = {"format": "png", "captureBeyondViewport": True}
        shot = await self.page.command("Page.captureScreenshot", asked)
        await asyncio.to_thread(file.write_bytes, base64.b64decode(shot["data"]))

    async def faults(self) -> dict[str, Any]:
        """List what overflows, what is too small to touch and what has no name: all empty on a good page."""
        checks = {"overflow": OVERFLOW, "small": SMALL_TARGETS, "nameless": NAMELESS}
        found = {name: await self.run(script) for name, script in checks.items()}
        return {name: value for name, value in found.items() if value}


@asynccontextmanager
async def web_page(
    opened: Opener, url: str, *, scripts: Sequence[str] = (), plain: bool = False
) -> AsyncIterator[WebPage]:
    """Open an address in a tab; `scripts` run before the page's own; with `plain` JavaScript is off."""
    async with opened("about:blank") as tab:
        page = WebPage(tab)
        await tab.command("Page.enable", {})
        for script in scripts:
            await tab.command("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        if plain:
            await tab.command("Emulation.setScriptExecutionDisabled", {"value": True})
        await page.go(url)
        yield page
