// The private room with the technician: who hears the participant there, and who does not.

import { sayNow } from "./announce.js";
import { showWords } from "./screens.js";
import { text } from "./words.js";

/** Tells `act(action)`: enter, mute, unmute, close. */
export class RoomPanel {
  constructor(act) {
    this._panel = document.getElementById("room");
    this._enter = document.getElementById("room-enter");
    this._mute = document.getElementById("room-mute");
    this._close = document.getElementById("room-close");
    this._state = "none";
    this._isMuted = false;
    this._enter.addEventListener("click", () => act("enter"));
    this._mute.addEventListener("click", () => act(this._isMuted ? "unmute" : "mute"));
    this._close.addEventListener("click", () => act("close"));
  }

  /** Show a room (`roomOf`); `trouble` is what keeps the microphone from opening. */
  show(state, isMuted, trouble) {
    const before = this._state;
    this._state = state;
    this._isMuted = isMuted;
    this._panel.hidden = state === "none";
    this._panel.dataset.state = state;
    showWords("room-words", state === "none" ? "" : text(state === "inside" && isMuted ? "room.muted" : `room.${state}`));
    showWords("room-trouble", state === "inside" ? trouble : "");
    this._enter.hidden = state !== "asked";
    this._mute.hidden = state !== "inside";
    this._mute.textContent = text(isMuted ? "floor.do.unmute" : "floor.do.mute");
    this._close.textContent = text(state === "asked" ? "room.do.refuse" : "room.do.close");
    if (before !== state) {
      sayNow(text(state === "none" ? "room.over" : `room.${state}`));
    }
  }
}

/** Say how the private room stands for one participant: none, asked or inside. */
export function roomOf(own) {
  const room = own.assistance?.room;
  return room ? (room.is_entered ? "inside" : "asked") : "none";
}
