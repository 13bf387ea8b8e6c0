// The page's words lie in the page, in the reader's language.

const OVERTAKEN = new Set(["already", "not_found"]);
const found = JSON.parse(document.getElementById("mobile").dataset.words);

/** Say a text of the catalogue, its `{names}` filled in. */
export function text(key, values = {}) {
  const said = found[`mobile.${key}`] ?? key;
  return said.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Say why a request was refused, other than for the state that shows meanwhile; nothing where that is all there is. */
export function refusalText(code) {
  return OVERTAKEN.has(code) ? "" : found[`mobile.refused.${code}`] ?? errorText(code);
}

/** Say what an error code means for who uses this page. */
export function errorText(code) {
  return found[`mobile.error.${code}`] ?? found["mobile.error.other"];
}
