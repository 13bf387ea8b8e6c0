// The floor, as one panel whose words and colour are the state, and the one thing to do about it.

import { sayNow, say } from "./announce.js";
import { text } from "./words.js";

const TICK_MS = 500;
const ACTIONS = { free: "request", private: "request", waiting: "withdraw", next: "withdraw", granted: "release", onair: "release",
  muted: "release" };
const AT_REST = new Set(["free", "private", "follows", "closed", "hall"]);
const URGENT = new Set(["granted", "onair", "next", "lost"]);

/** Shows a standing (`view.js`) and tells `act(action)`: request, withdraw, release, mute, unmute. */
export class FloorPanel {
  constructor(act) {
    this._panel = document.getElementById("floor");
    this._words = document.getElementById("floor-words");
    this._action = document.getElementById("floor-action");
    this._mute = document.getElementById("floor-mute");
    this._standing = { state: "" };
    this._nowMs = () => Date.now();
    this._action.addEventListener("click", () => this._isBusy || act(ACTIONS[this._standing.state]));
    this._mute.addEventListener("click", () => this._isBusy || act(this._standing.state === "muted" ? "unmute" : "mute"));
    setInterval(() => this._paint(), TICK_MS);
  }

  /** Show a standing; `nowMs` tells the console's clock, `trouble` what keeps the microphone from opening. */
  show(standing, nowMs, trouble) {
    const before = this._standing;
    this._standing = standing;
    this._nowMs = nowMs;
    this._trouble = trouble;
    this._paint();
    const hadFloor = ["granted", "onair", "muted"].includes(before.state);
    const hasFloor = ["granted", "onair", "muted"].includes(standing.state);
    if (hadFloor && !hasFloor) {
      sayNow(text("floor.over"));
    } else if (before.state !== standing.state || before.place !== standing.place) {
      this._announce(before, standing);
    }
  }

  /** While the console is asked, nothing more is. */
  busy(isBusy) {
    this._isBusy = isBusy;
    this._action.setAttribute("aria-disabled", String(isBusy));
    this._mute.setAttribute("aria-disabled", String(isBusy));
  }

  _announce(before, { state, place }) {
    if ((before.state === "" && AT_REST.has(state)) || state === "private" || before.state === "private") {
      return;
    }
    (URGENT.has(state) ? sayNow : say)(text(`floor.said.${state}`, { place }));
  }

  _paint() {
    const { state, place, since } = this._standing;
    if (!state) {
      return;
    }
    const words = this._trouble && ["granted", "onair"].includes(state) ? this._trouble
      : text(`floor.${state}`, { place, time: lasted(since, this._nowMs()) });
    if (this._words.textContent !== words) {
      this._words.textContent = words;
    }
    this._panel.dataset.state = state;
    const action = ACTIONS[state];
    this._action.hidden = !action;
    this._action.classList.toggle("plain", action !== "request");
    if (action) {
      this._action.textContent = text(`floor.do.${action}`);
    }
    this._mute.hidden = !["granted", "onair", "muted"].includes(state);
    this._mute.textContent = text(state === "muted" ? "floor.do.unmute" : "floor.do.mute");
  }
}

/** Write how long something has lasted: `m:ss`. */
export function lasted(sinceMs, nowMs) {
  const seconds = sinceMs ? Math.max(0, Math.floor((nowMs - sinceMs) / 1000)) : 0;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
