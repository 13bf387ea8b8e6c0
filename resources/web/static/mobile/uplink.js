// What goes up: the microphone, and only while this participant has the floor.

import { connection, gathered } from "./leg.js";

/** Ask for the microphone. A telephone held away from the ear hears its own loudspeaker, a headset does not. */
export function openMicrophone(hasHeadset) {
  const audio = {
    echoCancellation: !hasHeadset, noiseSuppression: false, autoGainControl: !hasHeadset, channelCount: 1,
  };
  return navigator.mediaDevices.getUserMedia({ audio });
}

/** Let the browser ask now whether the microphone may be used, so that nothing stands between a grant and speaking. */
export async function askForMicrophone(hasHeadset) {
  stop(await openMicrophone(hasHeadset));
}

/**
 * Open the uplink. `onSilenced(isSilenced)` is told when the device takes the microphone away, as for a call, and back.
 * Throws: DOMException, TypeError where there is no microphone; Refusal.
 */
export async function openUplink(control, iceServers, hasHeadset, isMuted, onLost, onSilenced) {
  const stream = await openMicrophone(hasHeadset);
  const peer = connection(iceServers, onLost);
  const [track] = stream.getAudioTracks();
  const close = () => {
    peer.close();
    stop(stream);
  };
  try {
    track.enabled = !isMuted;
    track.addEventListener("ended", onLost);
    track.addEventListener("mute", () => onSilenced(true));
    track.addEventListener("unmute", () => onSilenced(false));
    peer.addTransceiver(track, { direction: "sendonly", streams: [stream] });
    await peer.setLocalDescription(await peer.createOffer());
    const answer = await control.request({ type: "offer_uplink", sdp: await gathered(peer) });
    await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    return { leg: answer.leg, peer, track, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** What the browser does to the voice, as docs/protocol.md names it. */
export function processingOf(track) {
  const settings = track.getSettings();
  return {
    removes_echo: Boolean(settings.echoCancellation),
    reduces_noise: Boolean(settings.noiseSuppression),
    levels_gain: Boolean(settings.autoGainControl),
  };
}

function stop(stream) {
  stream.getTracks().forEach((track) => track.stop());
}
