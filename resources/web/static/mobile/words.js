// The page's words lie in the page, in the reader's language.

const found = JSON.parse(document.getElementById("mobile").dataset.words);

/** Say a text of the catalogue, its `{names}` filled in. */
export function text(key, values = {}) {
  const said = found[`mobile.${key}`] ?? key;
  return said.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Say what an error code means for who uses this page. */
export function errorText(code) {
  return found[`mobile.error.${code}`] ?? found["mobile.error.other"];
}
