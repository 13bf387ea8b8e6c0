// What the chair lets everybody know, until it is withdrawn: newest first, above all else.

import { say } from "./announce.js";
import { text } from "./words.js";

/** Shows the notices that hold, and has a new one said. */
export class Notices {
  constructor() {
    this._list = document.getElementById("notices");
    this._held = new Map();
  }

  /** Take those that are told at the entry. */
  begin(notices) {
    this._held = new Map(notices.filter((each) => !each.withdrawn_at_ms).map((each) => [each.number, each]));
    this._paint();
  }

  posted(notice) {
    this._held.set(notice.number, notice);
    this._paint();
    say(text("notice.said", { text: notice.text }));
  }

  withdrawn(number) {
    this._held.delete(number);
    this._paint();
  }

  _paint() {
    this._list.replaceChildren(...[...this._held.values()].reverse().map(item));
    this._list.hidden = !this._held.size;
  }
}

function item({ text: words }) {
  const element = document.createElement("li");
  element.className = "notice";
  element.dir = "auto";
  element.textContent = words;
  return element;
}
