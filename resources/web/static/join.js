// Hands the secret behind the `#` to the app. It is sent to no server.

const SECRET = /^#[A-Za-z0-9_-]{22,128}(?:\.[0-9a-f]{64})?$/;
const page = document.getElementById("join");
const secret = SECRET.test(location.hash) ? location.hash : "";

document.getElementById("no-link").hidden = Boolean(secret);
document.getElementById("with-link").hidden = !secret;
if (secret) {
  document.getElementById("open").href = `hemicycle://${page.dataset.place}${secret}`;
  // Another language is another page: it needs the secret too.
  document.querySelectorAll(".languages a").forEach((link) => { link.href += secret; });
}
