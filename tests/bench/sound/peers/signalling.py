"""Two pages that talk over WebRTC, and the smallest server that introduces them to each other.

`python -m tests.bench.sound.peers.signalling HOST PORT`; the pages are `/?talker` and `/?listener`.
"""

import asyncio
import sys

from aiohttp import web

PAGE = """<!doctype html><title>bench</title><audio id="ear" autoplay></audio><script>
const role = location.search.slice(1), peer = new RTCPeerConnection();
const gathered = () => new Promise(done => {
  if (peer.iceGatheringState === "complete") done();
  peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && done();
});
const give = (kind) => fetch("/" + kind, {method: "POST", body: peer.localDescription.sdp});
const take = async (kind) => ({type: kind, sdp: await (await fetch("/" + kind)).text()});
peer.ontrack = (event) => { document.getElementById("ear").srcObject = new MediaStream([event.track]); };
async function talk() {
  const voice = {echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1};
  const stream = await navigator.mediaDevices.getUserMedia({audio: voice});
  peer.addTrack(stream.getAudioTracks()[0], stream);
  await peer.setLocalDescription(await peer.createOffer());
  await gathered();
  await give("offer");
  await peer.setRemoteDescription(await take("answer"));
}
async function listen() {
  await peer.setRemoteDescription(await take("offer"));
  await peer.setLocalDescription(await peer.createAnswer());
  await gathered();
  await give("answer");
}
(role === "talker" ? talk() : listen()).catch(error => fetch("/failed", {method: "POST", body: String(error)}));
</script>"""


class Introductions:
    """Keeps one offer and one answer. Thread: the loop's."""

    def __init__(self) -> None:
        self._said: dict[str, asyncio.Future[str]] = {}

    async def page(self, _: web.Request) -> web.Response:
        """Serve the page."""
        return web.Response(text=PAGE, content_type="text/html")

    async def give(self, request: web.Request) -> web.Response:
        """Take a description; what failed is printed."""
        kind, text = request.match_info["kind"], await request.text()
        if kind == "failed":
            print(text, flush=True)
        elif not self._slot(kind).done():
            self._slot(kind).set_result(text)
        return web.Response()

    async def take(self, request: web.Request) -> web.Response:
        """Wait for a description."""
        return web.Response(text=await asyncio.shield(self._slot(request.match_info["kind"])))

    def _slot(self, kind: str) -> asyncio.Future[str]:
        return self._said.setdefault(kind, asyncio.get_running_loop().create_future())


def main() -> None:
    """Serve until ended."""
    introductions, app = Introductions(), web.Application()
    app.router.add_get("/", introductions.page)
    app.router.add_post("/{kind:offer|answer|failed}", introductions.give)
    app.router.add_get("/{kind:offer|answer}", introductions.take)
    web.run_app(app, host=sys.argv[1], port=int(sys.argv[2]), print=None)


if __name__ == "__main__":
    main()
