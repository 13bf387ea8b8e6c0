// The technician: called by one press, and what is written to and fro.

import { say } from "./announce.js";
import { text } from "./words.js";

const MOST_LINES = 50;

/** Tells `act(action)`: call, withdraw_help; `send(words)` returns whether it was taken. */
export class HelpDesk {
  constructor(act, send) {
    this._state = document.getElementById("help-state");
    this._call = document.getElementById("help-call");
    this._lines = document.getElementById("help-lines");
    this._input = document.getElementById("help-input");
    this._known = new Map();
    this._me = null;
    this._isOpen = false;
    this._isSending = false;
    this._call.addEventListener("click", () => act(this._isOpen ? "withdraw_help" : "call"));
    document.getElementById("help-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this._send(send);
    });
  }

  /** The last line that is shown; those behind it are asked for. */
  get last() {
    return Math.max(0, ...this._known.keys());
  }

  /** Show whether a case is open, and whether a technician has taken it. */
  show(helpCase) {
    this._isOpen = Boolean(helpCase);
    this._state.textContent = text(helpCase ? (helpCase.taken_by ? "help.taken" : "help.called") : "help.what");
    this._call.textContent = text(helpCase ? "help.do.withdraw" : "help.do.call");
  }

  /** Take lines of the chat; with `isNews` those of the technician are said. */
  take(lines, me, isNews) {
    const fresh = lines.filter((line) => !this._known.has(line.number));
    this._me = me;
    fresh.forEach((line) => this._known.set(line.number, line));
    if (!fresh.length) {
      return;
    }
    const shown = [...this._known.values()].sort((one, other) => one.number - other.number).slice(-MOST_LINES);
    this._lines.replaceChildren(...shown.map((line) => this._item(line)));
    this._lines.hidden = false;
    this._lines.scrollTop = this._lines.scrollHeight;
    const theirs = fresh.filter((line) => line.by !== me);
    if (isNews && theirs.length) {
      document.getElementById("help").open = true;
      say(text("help.said", { text: theirs.at(-1).text }));
    }
  }

  async _send(send) {
    const words = this._input.value.trim();
    if (!words || this._isSending) {
      return;
    }
    this._isSending = true;
    if (await send(words)) {
      this._input.value = "";
    }
    this._isSending = false;
  }

  _item({ by, text: words }) {
    const item = document.createElement("li");
    const writer = document.createElement("strong");
    const said = document.createElement("span");
    writer.textContent = text(by === this._me ? "help.you" : "help.technician");
    said.dir = "auto";
    said.textContent = words;
    item.append(writer, " ", said);
    return item;
  }
}
