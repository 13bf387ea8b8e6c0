// Which part of the page shows. The first thing in it gets the focus, so that a screen reader reads on from there.

const NAMES = ["start", "code", "meeting", "ended"];

/** Show one part; nothing happens if it shows already. */
export function showScreen(name) {
  const wanted = document.getElementById(name);
  if (!wanted.hidden) {
    return;
  }
  document.body.dataset.screen = name;
  for (const each of NAMES) {
    document.getElementById(each).hidden = each !== name;
  }
  (wanted.querySelector("[data-first]") ?? wanted.querySelector("h1")).focus();
}

/** Show words in an element, or hide it where there are none. */
export function showWords(id, words) {
  const element = document.getElementById(id);
  element.hidden = !words;
  if (element.textContent !== words) {
    element.textContent = words;
  }
}
