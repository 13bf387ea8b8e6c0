// What plays: the channel, the original under it, the pictures; and the button for where the device has stopped the sound.

import { say } from "./announce.js";
import { text } from "./words.js";

const NAMES = ["sound", "original", "picture", "screen"];
const HEARD = 2;
const button = document.getElementById("sound-on");

/** In the order of the downlink's media. */
export const players = NAMES.map((name) => document.getElementById(name));

/** From now on offer the sound wherever the device stops it, and take it up when the page is looked at again. */
export function watchPlayers() {
  for (const player of players.slice(0, HEARD)) {
    player.addEventListener("blocked", () => { button.hidden = false; });
    player.addEventListener("pause", () => paused(player));
  }
  players[0].addEventListener("playing", () => { button.hidden = true; });
  button.addEventListener("click", play);
  document.addEventListener("visibilitychange", () => document.hidden || play());
}

function play() {
  button.hidden = true;
  players.filter((player) => player.srcObject)
    .forEach((player) => player.play().catch(() => player.dispatchEvent(new Event("blocked"))));
}

function paused(player) {
  if (player.srcObject) {
    button.hidden = false;
    say(text("sound.paused"));
  }
}
