// What comes down: the channel, the original under it, the stage's picture. The console offers, this page answers.

import { connection, gathered } from "./leg.js";

/**
 * Open the downlink. `players` are the two audio elements and the video element; without `withPicture` none of
 * the line is taken by it.
 */
export async function openDownlink(control, iceServers, players, withPicture, onLost) {
  const offer = await control.request({ type: "open_downlink", with_picture: withPicture });
  const peer = connection(iceServers, onLost);
  const close = () => {
    peer.close();
    players.forEach((player) => { player.srcObject = null; });
  };
  try {
    peer.addEventListener("track", ({ track, transceiver }) => {
      const player = players[Number(transceiver.mid)];
      player.srcObject = new MediaStream([track]);
      player.play().catch(() => player.dispatchEvent(new Event("blocked")));
    });
    await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    await peer.setLocalDescription(await peer.createAnswer());
    await control.request({ type: "answer_downlink", leg: offer.leg, sdp: await gathered(peer) });
  } catch (error) {
    close();
    throw error;
  }
  return { leg: offer.leg, peer, close };
}
