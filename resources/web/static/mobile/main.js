// The browser page of a participant on a telephone: listens in one language, speaks with the floor, is helped.

import { say, sayNow } from "./announce.js";
import { stayAwake } from "./awake.js";
import { Channels } from "./channels.js";
import { CodeScreen } from "./codescreen.js";
import { ControlLink } from "./control.js";
import { openDownlink } from "./downlink.js";
import { FloorPanel } from "./floorpanel.js";
import { HelpDesk } from "./helpdesk.js";
import { deviceKey, forgetToken, takeToken } from "./joinlink.js";
import { LegKeeper } from "./keeper.js";
import { Notices } from "./notices.js";
import { players, watchPlayers } from "./players.js";
import { reportLink } from "./report.js";
import { RoomPanel, roomOf } from "./roompanel.js";
import { showScreen, showWords } from "./screens.js";
import { askForMicrophone, openUplink, processingOf } from "./uplink.js";
import { speakersOf, standing } from "./view.js";
import { errorText, refusalText, text } from "./words.js";

const ORIGINAL_LEVEL = 0.2;
const { meeting } = document.getElementById("mobile").dataset;
const NO_MICROPHONE = [DOMException, TypeError];
const field = (id) => document.getElementById(id);

class Telephone {
  constructor(token) {
    this._iceServers = [];
    this._trouble = "";
    this._asking = new Set();
    this._control = new ControlLink(meeting, token, deviceKey(meeting), {
      link: (state, code) => this._showLink(state, code),
      codeRequired: (required, code) => this._code.show(required, code),
      welcome: (welcome, isNewInstance) => this._welcomed(welcome, isNewInstance),
      view: (view) => this._show(view),
      message: (message) => this._take(message),
    });
    this._code = new CodeScreen((code) => this._control.enterCode(code), (way) => this._control.resendCode(way));
    this._channels = new Channels((number) => this._choose(number));
    this._floor = new FloorPanel((action) => this._act(action));
    this._room = new RoomPanel((action) => this._act(action));
    this._help = new HelpDesk((action) => this._act(action), (words) => this._write(words));
    this._notices = new Notices();
    const release = (leg) => this._ask({ type: "close_leg", leg });
    this._down = new LegKeeper((onLost) => this._openDown(onLost), release, (isOpen) => this._heard(isOpen));
    this._up = new LegKeeper((onLost) => this._openUp(onLost), release, (isOpen, error) => this._spoken(isOpen, error));
  }

  start() {
    this._letSleep = stayAwake();
    this._watchControls();
    this._control.start();
    reportLink(this._control, () => ({ down: this._down.current, up: this._up.current }));
  }

  _watchControls() {
    field("leave").addEventListener("click", () => this._control.leave());
    field("picture-wanted").addEventListener("change", () => {
      this._showPictures();
      this._down.lost();
    });
    field("original-wanted").addEventListener("change", () => this._choose(this._own().channel));
    watchPlayers();
    players[1].volume = ORIGINAL_LEVEL;
    field("original-row").hidden = players[1].volume !== ORIGINAL_LEVEL;  // some telephones let no page set it
  }

  _openDown(onLost) {
    return openDownlink(this._control, this._iceServers, players, field("picture-wanted").checked, onLost);
  }

  async _openUp(onLost) {
    const up = await openUplink(this._control, this._iceServers, field("headset").checked, this._own().is_muted, onLost,
      (isSilenced) => this._silenced(isSilenced));
    const microphone = up.track.muted ? "lost" : "in_use";
    this._control.post({ type: "report_voice", processing: processingOf(up.track), microphone });
    return up;
  }

  _welcomed(welcome, isNewInstance) {
    this._iceServers = welcome.ice_servers ?? [];
    if (isNewInstance) {
      this._down.lost();
      this._up.lost();
    }
    this._control.post({ type: "report_voice", microphone: "unknown" });
    this._down.want(true);
    this._readHelp();
    showScreen("meeting");
  }

  async _readHelp() {
    const isNews = this._help.last > 0;
    try {
      const asked = { type: "list_chat", kind: "help", participant: null, after: this._help.last };
      this._help.take((await this._control.request(asked)).lines, this._control.participant, isNews);
    } catch (error) {
      this._complain(errorText(error.code));
    }
  }

  _take(message) {
    if (message.type === "leg_closed") {
      this._down.closed(message.leg);
      this._up.closed(message.leg);
    } else if (message.type === "ice_servers_renewed") {
      this._iceServers = message.ice_servers;
    } else if (message.type === "chats") {
      this._notices.begin(message.notices);
    } else if (message.type === "notice_posted") {
      this._notices.posted(message.notice);
    } else if (message.type === "notice_withdrawn") {
      this._notices.withdrawn(message.number);
    } else if (message.type === "chat_said" && message.kind === "help" && message.participant === this._control.participant) {
      this._help.take(message.lines, this._control.participant, true);
    }
  }

  _showLink(state, code) {
    this._down.attached(state === "attached");
    this._up.attached(state === "attached");
    if (state === "closed") {
      this._end(code);
      return;
    }
    const words = state === "attached" || state === "code" ? "" : code ? errorText(code) : text(`link.${state}`);
    showWords("start-link", words);
    showWords("meeting-link", words);
    if (state === "reconnecting") {
      say(words);
    }
  }

  _end(code) {
    this._down.want(false);
    this._up.want(false);
    this._letSleep?.();
    if (!code) {
      forgetToken(meeting);
    }
    field("again").hidden = !code;
    field("ended-words").textContent = code ? errorText(code) : text("ended.left");
    showScreen("ended");
  }

  _own() {
    return this._control.view?.own[this._control.participant] ?? { channel: 0, original_level: 0, is_muted: false };
  }

  _show(view) {
    const own = this._own();
    field("title").textContent = view.details.title;
    field("symbol").textContent = view.details.symbol;
    this._channels.show(view.details.channels, own.channel);
    field("original-wanted").checked = own.original_level > 0;
    this._showSpeakers(speakersOf(view));
    const room = roomOf(own);
    const now = standing(view, this._control.participant, room === "inside");
    const hasFloor = ["granted", "onair", "muted"].includes(now.state);
    const mayBeHeard = hasFloor || room === "inside";
    if (!mayBeHeard) {
      this._trouble = "";
    }
    this._up.want(mayBeHeard);
    if (this._up.current) {
      this._up.current.track.enabled = !own.is_muted;
    }
    this._floor.show(now, () => Date.now() + this._control.clockOffsetMs, this._trouble);
    this._room.show(room, own.is_muted, this._trouble);
    this._help.show(own.assistance?.case);
    this._showPictures();
  }

  _showPictures() {
    const isWanted = field("picture-wanted").checked;
    players[2].hidden = !isWanted;
    players[3].hidden = !isWanted || !this._control.view?.sharing;
  }

  _showSpeakers(speakers) {
    const [first] = speakers;
    field("speaker-name").textContent = first?.name ?? text("speaker.hall");
    field("speaker-delegation").textContent = first?.delegation ?? "";
  }

  _heard(isOpen) {
    showWords("sound-state", isOpen ? "" : text("sound.lost"));
  }

  _spoken(isOpen, error) {
    const hasNone = NO_MICROPHONE.some((kind) => error instanceof kind);
    const isSilenced = isOpen && this._up.current?.track.muted;
    this._trouble = isSilenced ? text("floor.silenced") : error ? text(hasNone ? "floor.no_microphone" : "floor.trying") : "";
    if (!isOpen) {
      this._control.post({ type: "report_voice", microphone: this._trouble ? "none" : "unknown" });
    }
    this._showAgain();
  }

  /** Who speaks into a microphone that the device has taken away must know, and the technician too. */
  _silenced(isSilenced) {
    this._trouble = isSilenced ? text("floor.silenced") : "";
    this._control.post({ type: "report_voice", microphone: isSilenced ? "lost" : "in_use" });
    if (isSilenced) {
      sayNow(this._trouble);
    }
    this._showAgain();
  }

  _showAgain() {
    if (this._control.view) {
      this._show(this._control.view);
    }
  }

  /** Do what a button says, once however often it is pressed. */
  async _act(action) {
    if (this._asking.has(action)) {
      return;
    }
    this._asking.add(action);
    try {
      await this._carryOut(action);
    } finally {
      this._asking.delete(action);
    }
  }

  async _carryOut(action) {
    const asked = {
      request: { type: "request_floor" }, withdraw: { type: "withdraw_floor" }, release: { type: "release_floor" },
      mute: { type: "set_muted", is_muted: true }, unmute: { type: "set_muted", is_muted: false },
      enter: { type: "enter_room" }, close: { type: "close_room" },
      call: { type: "call_for_help", trouble: "other" }, withdraw_help: { type: "withdraw_help" },
    }[action];
    if (action === "mute" && this._up.current) {
      this._up.current.track.enabled = false;
    }
    if ((action === "request" || action === "enter") && !(await this._mayUseMicrophone())) {
      return;
    }
    this._floor.busy(true);
    await this._ask(asked);
    this._floor.busy(false);
  }

  async _mayUseMicrophone() {
    try {
      await askForMicrophone(field("headset").checked);
      return true;
    } catch {
      this._complain(text("floor.no_microphone"));
      return false;
    }
  }

  _write(words) {
    return this._ask({ type: "send_chat", kind: "help", text: words });
  }

  _choose(channel) {
    const level = field("original-wanted").checked && !field("original-row").hidden ? ORIGINAL_LEVEL : 0;
    return this._ask({ type: "choose_channel", channel, original_level: level });
  }

  /** Ask the console; return whether it did what was asked. */
  async _ask(message) {
    let isDone = false;
    try {
      await this._control.request(message);
      isDone = true;
      this._complain("");
    } catch (error) {
      this._complain(refusalText(error.code));
    }
    this._showAgain();
    return isDone;
  }

  _complain(words) {
    showWords("fault", words);
  }
}

const token = takeToken(meeting);
showWords("no-token", token ? "" : text("start.no_link"));
field("join").hidden = !token;
field("headset-row").hidden = !token;
field("join").addEventListener("click", () => {
  field("join").disabled = true;
  new Telephone(token).start();
});
field("again").addEventListener("click", () => location.reload());
