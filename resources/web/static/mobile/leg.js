// One WebRTC connection, one way. Offers and answers travel on the control link, whole: with all their candidates.

const GATHER_MS = 3000;
const LOST_MS = 5000;

/** Make a connection; `onLost` is called once, when its media flow no more. */
export function connection(iceServers, onLost) {
  const peer = new RTCPeerConnection({
    bundlePolicy: "max-bundle",
    iceServers: iceServers.map(({ url, username, password }) =>
      username ? { urls: url, username, credential: password } : { urls: url }),
  });
  let timer = null;
  let isLost = false;
  const lose = () => {
    if (!isLost) {
      isLost = true;
      onLost();
    }
  };
  peer.addEventListener("connectionstatechange", () => {
    clearTimeout(timer);
    if (peer.connectionState === "failed") {
      lose();
    } else if (peer.connectionState === "disconnected") {
      timer = setTimeout(lose, LOST_MS);
    }
  });
  return peer;
}

/** Return the own description once its candidates are gathered, or after 3 s with those that there are. */
export async function gathered(peer) {
  if (peer.iceGatheringState !== "complete") {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      peer.addEventListener("icegatheringstatechange", () => {
        if (peer.iceGatheringState === "complete") {
          clearTimeout(timer);
          resolve();
        }
      });
    });
  }
  return peer.localDescription.sdp;
}

/** Tell by which way a connection's packets go, as docs/protocol.md names it; null where that is not known yet. */
export function pathOf(statistics) {
  const transport = [...statistics.values()].find((entry) => entry.type === "transport");
  const pair = transport && statistics.get(transport.selectedCandidatePairId);
  const local = pair && statistics.get(pair.localCandidateId);
  if (!local) {
    return null;
  }
  return local.candidateType === "relay" ? `relay_${local.relayProtocol ?? "udp"}` : "direct";
}
