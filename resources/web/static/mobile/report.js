// Every two seconds the console is told how the sound arrives, so that the technician sees a bad line.

import { pathOf } from "./leg.js";

const EVERY_MS = 2000;
const OPUS_HZ = 48000;

/** Report while the page lives. `legs()` returns the open downlink and uplink, or null for each. */
export function reportLink(control, legs) {
  setInterval(async () => {
    const { down, up } = legs();
    if (!down) {
      return;
    }
    const report = reportOf(await down.peer.getStats(), up && await up.peer.getStats());
    if (report) {
      control.post(report);
    }
  }, EVERY_MS);
}

/** Make a report of a downlink's and an uplink's statistics; null while nothing has come. */
export function reportOf(down, up) {
  const entries = [...down.values()];
  const main = entries.find((entry) => entry.type === "inbound-rtp" && entry.kind === "audio" && entry.mid === "0");
  const path = pathOf(down);
  if (!main || !path) {
    return null;
  }
  const pair = entries.find((entry) => entry.type === "candidate-pair" && entry.nominated);
  const packets = main.packetsReceived || 1;
  const packetSamples = main.totalSamplesReceived / packets || OPUS_HZ / 50;
  return {
    type: "report_link",
    received: main.packetsReceived,
    lost: Math.max(0, main.packetsLost),
    concealed: Math.round(((main.concealedSamples ?? 0) - (main.silentConcealedSamples ?? 0)) / packetSamples),
    late: main.packetsDiscarded ?? 0,
    jitter_ms: 1000 * main.jitter,
    round_trip_ms: pair?.currentRoundTripTime === undefined ? null : 1000 * pair.currentRoundTripTime,
    recovered_fec: 0,
    recovered_nack: main.retransmittedPacketsReceived ?? 0,
    delay_ms: main.jitterBufferEmittedCount ? 1000 * main.jitterBufferDelay / main.jitterBufferEmittedCount : 0,
    path,
    uplink_path: up ? pathOf(up) : null,
  };
}
