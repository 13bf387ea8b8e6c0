// The one-time code.

import { errorText, text } from "./words.js";
import { showScreen, showWords } from "./screens.js";

/** Asks for the code; tells `enter(code)` and `resend(way)`. */
export class CodeScreen {
  constructor(enter, resend) {
    this._input = document.getElementById("code-input");
    this._ways = document.getElementById("code-ways");
    document.getElementById("code-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this._input.value.trim()) {
        enter(this._input.value);
      } else {
        this._complain(text("code.empty"));
      }
    });
    this._resend = resend;
  }

  /** Ask; `code` says why again. */
  show(required, code) {
    const { sent_to: sentTo, way = "email", ways = ["email"] } = required;
    showWords("code-where", way === "totp" ? text("code.totp") : text("code.sent", { where: `\u2068${sentTo}\u2069` }));
    this._ways.replaceChildren(...ways.flatMap((each) => this._button(each, way, required.resend_in_s)));
    this._complain(code ? errorText(code) : "");
    this._input.value = "";
    showScreen("code");
    if (code) {
      this._input.focus();
    }
  }

  _button(way, last, waitS) {
    if (way === "totp" && last === "totp") {
      return [];
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = text(way === last ? "code.again" : `code.by_${way}`);
    if (way !== "totp" && waitS > 0) {
      button.disabled = true;
      setTimeout(() => { button.disabled = false; }, 1000 * waitS);
    }
    button.addEventListener("click", () => this._resend(way));
    return [button];
  }

  _complain(words) {
    showWords("code-fault", words);
    this._input.setAttribute("aria-invalid", String(Boolean(words)));
  }
}
