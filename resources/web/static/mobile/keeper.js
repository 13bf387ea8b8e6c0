// Keeps a leg open while it is wanted, whatever happens to it. Losing the control link alone closes nothing.

const FIRST_PAUSE_MS = 300;
const MOST_PAUSE_MS = 5000;

/**
 * `open(onLost)` opens a leg and returns `{ leg, close() }`; `release(leg)` tells the console that it is closed.
 * `changed(isOpen)` is told of each change.
 */
export class LegKeeper {
  constructor(open, release, changed) {
    this.current = null;
    this._open = open;
    this._release = release;
    this._changed = changed;
    this._isWanted = false;
    this._isAttached = false;
    this._isOpening = false;
    this._isOutdated = false;
    this._pauseMs = FIRST_PAUSE_MS;
    this._timer = null;
  }

  want(isWanted) {
    if (isWanted !== this._isWanted) {
      this._isWanted = isWanted;
      this._hurry();
    }
  }

  attached(isAttached) {
    if (isAttached !== this._isAttached) {
      this._isAttached = isAttached;
      this._hurry();
    }
  }

  /** The leg has died, or is to be another one; another is opened where it is still wanted. */
  lost() {
    this._isOutdated = this._isOpening;
    const gone = this.current;
    this.current = null;
    gone?.close();
    if (gone) {
      this._changed(false);
      this._later();
    }
  }

  /** The console has closed a leg. */
  closed(leg) {
    if (this.current?.leg === leg) {
      this.lost();
    }
  }

  _hurry() {
    clearTimeout(this._timer);
    this._pauseMs = FIRST_PAUSE_MS;
    this._follow();
  }

  _later() {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._follow(), this._pauseMs);
    this._pauseMs = Math.min(2 * this._pauseMs, MOST_PAUSE_MS);
  }

  async _follow() {
    if (this._isOpening) {
      return;
    }
    if (this.current && !this._isWanted) {
      const { leg } = this.current;
      this.current.close();
      this.current = null;
      this._changed(false);
      this._release(leg);
    } else if (!this.current && this._isWanted && this._isAttached) {
      await this._begin();
    }
  }

  async _begin() {
    this._isOpening = true;
    let mine = null;
    try {
      mine = await this._open(() => this.current === mine && this.lost());
      this.current = mine;
      this._pauseMs = FIRST_PAUSE_MS;
      this._changed(true);
    } catch (error) {
      this._changed(false, error);
      this._later();
    } finally {
      this._isOpening = false;
    }
    if (this.current && this._isOutdated) {
      this.lost();
    } else if (this.current && !this._isWanted) {
      this._follow();
    }
  }
}
