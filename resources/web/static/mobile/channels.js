// The choice of a language: one large button each, in that language's own words.

import { text } from "./words.js";

/** Shows the channels and tells `choose(number)`. */
export class Channels {
  constructor(choose) {
    this._list = document.getElementById("channels");
    this._known = "";
    this._list.addEventListener("change", ({ target }) => choose(Number(target.value)));
  }

  show(channels, chosen) {
    const known = JSON.stringify(channels);
    if (known !== this._known) {
      this._known = known;
      this._list.replaceChildren(...channels.map(option));
    }
    const input = this._list.querySelector(`input[value="${chosen}"]`);
    if (input && !input.checked) {
      input.checked = true;
    }
  }
}

function option({ number, language, name }) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  const words = document.createElement("span");
  input.type = "radio";
  input.name = "channel";
  input.value = number;
  words.textContent = number === 0 ? text("channel.floor") : name;
  if (number !== 0) {
    words.lang = language;
    words.dir = "auto";
  }
  label.append(input, words);
  return label;
}
