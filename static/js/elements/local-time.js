// <local-time><time datetime="…">21 Nov 2026, 20:04 UTC</time></local-time>: the reader's own time;
// with `exact` never "5 minutes ago". What it stood for stays as the title. A part [data-yours]
// ("your time") is true from here on.
const STEPS = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86400],
];
const CLOCK = { hour: "numeric", minute: "2-digit" };
const all = new Set();

// The page's language, in the reader's own regional habit where that is the same language.
function language() {
  const lang = document.documentElement.lang || "en";
  return navigator.languages?.find((one) => one.startsWith(lang)) ?? lang;
}

function relative(moment) {
  const seconds = (moment - Date.now()) / 1000;
  const far = Math.abs(seconds);
  if (far > 6 * 86400) return null;
  const [unit, length] = STEPS.findLast(([, size]) => far >= size) ?? ["minute", 60];
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  return far < 60 ? format.format(0, "second") : format.format(Math.round(seconds / length), unit);
}

function written(moment, parts) {
  return new Intl.DateTimeFormat(language(), parts).format(moment);
}

// The day as people say it beside a clock time: none for today, its name within the week.
function near(moment, day) {
  if (moment.toDateString() === new Date().toDateString()) return {};
  return Math.abs(moment - Date.now()) < 6 * 86400000 ? { weekday: "long" } : day;
}

class LocalTime extends HTMLElement {
  connectedCallback() {
    all.add(this);
    this.refresh();
  }

  disconnectedCallback() {
    all.delete(this);
  }

  refresh() {
    const time = this.querySelector("time");
    const moment = new Date(time?.getAttribute("datetime"));
    if (Number.isNaN(moment.getTime())) return;
    const full = written(moment, { dateStyle: "full", timeStyle: "short" });
    time.title = full;
    const exact = this.hasAttribute("exact");
    const day = { day: "numeric", month: "short" };
    if (moment.getFullYear() !== new Date().getFullYear()) day.year = "numeric";
    const plain = exact ? { ...near(moment, day), ...CLOCK } : day;
    this.querySelector("[data-yours]")?.removeAttribute("hidden");
    time.textContent = (exact ? null : relative(moment)) ?? written(moment, plain);
  }
}

customElements.define("local-time", LocalTime);
setInterval(() => document.hidden || all.forEach((one) => one.refresh()), 30000);
