// The join link's secret stands behind the `#`, which is sent to no server. It is kept for this tab only.

const TOKEN = /^#([A-Za-z0-9_-]{22,128})(?:\.[0-9a-f]{64})?$/;
const KEY_BYTES = 24;

/** Take the token out of the address, so that it shows nowhere; null where there is none. */
export function takeToken(meeting) {
  const found = TOKEN.exec(location.hash);
  const place = `token of ${meeting}`;
  if (found) {
    history.replaceState(null, "", location.pathname + location.search);
    keep(sessionStorage, place, found[1]);
    return found[1];
  }
  return kept(sessionStorage, place);
}

/** Forget the token: the meeting is over for this tab. */
export function forgetToken(meeting) {
  try {
    sessionStorage.removeItem(`token of ${meeting}`);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** Return this device's own key, made at its first entry. */
export function deviceKey(meeting) {
  const place = `device of ${meeting}`;
  let key = kept(localStorage, place);
  if (!key) {
    const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    key = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
    keep(localStorage, place, key);
  }
  return key;
}

function keep(storage, place, value) {
  try {
    storage.setItem(place, value);
  } catch {
    // In a private window it holds as long as the page.
  }
}

function kept(storage, place) {
  try {
    return storage.getItem(place);
  } catch {
    return null;
  }
}
