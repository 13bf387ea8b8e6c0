// Adds the reader's own time beside the meeting's, where their clocks differ.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const place = zone.split("/").pop().replaceAll("_", " ");
const CLOCK = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { day: "numeric", month: "short" };

for (const element of document.querySelectorAll("time[data-local]")) {
  if (element.dataset.zone !== zone) {
    element.append(localTime(element));
  }
}

function localTime({ dateTime, dataset }) {
  const isShort = dataset.short !== undefined;
  const options = isShort ? CLOCK : { ...CLOCK, ...DAY };
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, options).format(new Date(dateTime));
  const local = document.createElement("span");
  local.className = "local";
  local.textContent = dataset.local.replace("{time}", isShort ? shown : `${shown} (${place})`);
  return local;
}
