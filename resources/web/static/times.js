// Adds the reader's own time beside the meeting's.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const element of document.querySelectorAll("time[data-local]")) {
  const time = new Date(element.dateTime);
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  }).format(time);
  const local = document.createElement("span");
  local.className = "local";
  local.textContent = ` (${element.dataset.local.replace("{time}", shown)}, ${zone.split("/").pop().replaceAll("_", " ")})`;
  element.append(local);
}
