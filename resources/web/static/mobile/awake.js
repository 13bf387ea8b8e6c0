// Keeps the screen on while the meeting is shown: a telephone that sleeps cuts the sound of many browsers.

/** Hold the lock from now on; it is lost whenever the page is hidden, and taken again. */
export function stayAwake() {
  let lock = null;
  let isWanted = true;
  const take = async () => {
    if (!isWanted || !navigator.wakeLock || document.visibilityState !== "visible") {
      return;
    }
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      lock = null;  // On a low battery the system says no.
    }
  };
  document.addEventListener("visibilitychange", take);
  take();
  return () => {
    isWanted = false;
    document.removeEventListener("visibilitychange", take);
    lock?.release();
  };
}
