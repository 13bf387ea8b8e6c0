// The control link (docs/protocol.md): gets in, stays in, comes back by itself with what it knew.

import { changed, wholeView } from "./view.js";

const PROTOCOL = 1;
const APP = "mobile";
const TICK_MS = 500;
const PING_MS = 2000;
const PING_AT_LEAST_EVERY_MS = 10000;
const DEAD_AFTER_PINGS = 3;
const REQUEST_MS = 10000;
const STABLE_MS = 5000;
const FIRST_PAUSE_MS = 200;
const MOST_PAUSE_MS = 3000;
const PAUSE_GROWTH = 1.7;
const FINAL = new Set(["token_unknown", "token_expired", "token_used", "code_locked", "version", "not_allowed"]);

/** A request that was refused, or could not be asked; `code` is one of docs/protocol.md. */
export class Refusal extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * One participant's end of the link. Handlers: `link(state, code)` with state connecting, code, attached, reconnecting
 * or closed; `codeRequired(message, code)`; `welcome(message, isNewInstance)`; `view(view)`; `message(message)`.
 */
export class ControlLink {
  constructor(meeting, token, deviceKey, handlers) {
    this.view = null;
    this.participant = null;
    this.clockOffsetMs = 0;
    this._address = `wss://${location.host}/control/${encodeURIComponent(meeting)}`;
    this._token = token;
    this._deviceKey = deviceKey;
    this._handlers = handlers;
    this._revision = null;
    this._instance = null;
    this._roster = null;
    this._socket = null;
    this._isAttached = false;
    this._isOver = false;
    this._pauseMs = FIRST_PAUSE_MS;
    this._ref = 0;
    this._helloRef = 0;
    this._waiting = new Map();
    this._codeError = null;
    this._attachedAtMs = 0;
    this._heardAtMs = 0;
    this._pingedAtMs = 0;
    this._pingEveryMs = PING_MS;
  }

  /** Attach, and reattach for ever. */
  start() {
    this._handlers.link("connecting", null);
    this._pulse = setInterval(() => this._beat(), TICK_MS);
    addEventListener("online", () => this._hurry());
    this._open();
  }

  /** Send a request; return its answer. Throws: Refusal. */
  request(message) {
    if (!this._isAttached) {
      return Promise.reject(new Refusal("unreachable"));
    }
    return new Promise((resolve, reject) => {
      const ref = this._send(message);
      const timer = setTimeout(() => this._settle(ref, null, "timeout"), REQUEST_MS);
      this._waiting.set(ref, { resolve, reject, timer });
    });
  }

  /** Send what wants no answer; it is lost where nobody listens. */
  post(message) {
    if (this._isAttached) {
      this._socket.send(JSON.stringify({ ...message, ref: 0 }));
    }
  }

  enterCode(code) {
    this._send({ type: "enter_code", code });
  }

  resendCode(way) {
    this._send(way ? { type: "resend_code", way } : { type: "resend_code" });
  }

  /** Say a real goodbye: the place in the list and the floor are given back. */
  leave() {
    this._isOver = true;
    if (this._socket?.readyState === WebSocket.OPEN) {
      this._send({ type: "leave" });
      setTimeout(() => this._socket?.close(), STABLE_MS);
    } else {
      this._end(null);
    }
  }

  _open() {
    if (this._isOver) {
      return;
    }
    clearTimeout(this._retry);
    const socket = this._socket = new WebSocket(this._address);
    this._heardAtMs = performance.now();
    socket.onopen = () => {
      this._helloRef = this._send({
        type: "hello", protocol: PROTOCOL, app: APP, token: this._token, device_key: this._deviceKey,
        revision: this._revision, instance: this._instance,
      });
    };
    socket.onmessage = ({ data }) => socket === this._socket && this._receive(data);
    socket.onclose = () => socket === this._socket && this._lost(null);
  }

  _send(message) {
    const ref = ++this._ref;
    if (this._socket?.readyState === WebSocket.OPEN) {
      this._socket.send(JSON.stringify({ ...message, ref }));
    }
    return ref;
  }

  _beat() {
    const nowMs = performance.now();
    if (this._socket && nowMs - this._heardAtMs > DEAD_AFTER_PINGS * this._pingEveryMs) {
      this._drop();
    } else if (this._isAttached && nowMs - this._pingedAtMs >= this._pingEveryMs) {
      this._pingedAtMs = nowMs;
      this._send({ type: "ping" });
    }
  }

  /** Try at once: the network has come back. */
  _hurry() {
    if (!this._isAttached && !this._socket) {
      this._open();
    }
  }

  _drop(code = null, waitMs = 0) {
    const socket = this._socket;
    this._lost(code, waitMs);
    socket.close();
  }

  _lost(code, waitMs = 0) {
    const wasStable = this._isAttached && performance.now() - this._attachedAtMs > STABLE_MS;
    this._socket = null;
    this._isAttached = false;
    for (const ref of [...this._waiting.keys()]) {
      this._settle(ref, null, "unreachable");
    }
    if (this._isOver) {
      this._end(code);
      return;
    }
    this._handlers.link(this._instance === null ? "connecting" : "reconnecting", code);
    this._pauseMs = wasStable ? FIRST_PAUSE_MS : Math.min(this._pauseMs * PAUSE_GROWTH, MOST_PAUSE_MS);
    const pauseMs = Math.max(waitMs, this._pauseMs * (0.7 + 0.3 * Math.random()));
    this._retry = setTimeout(() => this._open(), pauseMs);
  }

  _end(code) {
    this._isOver = true;
    clearInterval(this._pulse);
    const socket = this._socket;
    this._socket = null;
    this._isAttached = false;
    socket?.close();
    this._handlers.link("closed", code);
  }

  _settle(ref, answer, code) {
    const waiting = this._waiting.get(ref);
    if (!waiting) {
      return false;
    }
    this._waiting.delete(ref);
    clearTimeout(waiting.timer);
    if (code) {
      waiting.reject(new Refusal(code));
    } else {
      waiting.resolve(answer);
    }
    return true;
  }

  _receive(data) {
    this._heardAtMs = performance.now();
    const message = JSON.parse(data);
    const take = this[`_take_${message.type}`];
    if (take) {
      take.call(this, message);
    } else if (!this._settle(message.ref, message, null)) {
      this._handlers.message(message);
    }
  }

  _take_pong(message) {
    this.clockOffsetMs = message.now_ms - Date.now();
    const wantedMs = 1000 * (message.again_in_s ?? 0);
    this._pingEveryMs = Math.min(Math.max(wantedMs, PING_MS), PING_AT_LEAST_EVERY_MS);
  }

  _take_welcome(message) {
    const isNewInstance = message.instance !== this._instance;
    this._instance = message.instance;
    this.participant = message.participant;
    this.clockOffsetMs = message.now_ms - Date.now();
    this._isAttached = true;
    this._attachedAtMs = performance.now();
    this._handlers.link("attached", null);
    this._handlers.welcome(message, isNewInstance);
  }

  _take_code_required(message) {
    const code = this._codeError;
    this._codeError = null;
    this._handlers.link("code", code);
    this._handlers.codeRequired(message, code);
  }

  _take_refused(message) {
    if (this._settle(message.ref, null, message.code)) {
      return;
    }
    if (FINAL.has(message.code)) {
      this._end(message.code);
    } else if (message.ref === this._helloRef) {
      this._codeError = null;
      this._drop(message.code, 1000 * (message.retry_after_s ?? 0));
    } else {
      this._codeError = message.code;
    }
  }

  _take_bye(message) {
    if (message.may_return) {
      this._drop();
    } else {
      this._end(message.code);
    }
  }

  _take_roster(message) {
    this._roster = message;
  }

  _take_snapshot(message) {
    this._show(wholeView(message, this._roster), message.revision);
    this._roster = null;
  }

  _take_changes(message) {
    this._show(changed(this.view, message.changes), message.revision);
  }

  _show(view, revision) {
    this.view = view;
    this._revision = revision;
    this._handlers.view(view);
  }
}
