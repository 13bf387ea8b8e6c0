// What a screen reader says. An empty region is filled a moment later, so that the same words are said again.

const SETTLE_MS = 60;

function said(id, words) {
  const region = document.getElementById(id);
  region.textContent = "";
  setTimeout(() => { region.textContent = words; }, SETTLE_MS);
}

/** Say it when the reader pauses. */
export const say = (words) => said("say-politely", words);

/** Say it at once: the floor has come or gone. */
export const sayNow = (words) => said("say-now", words);
