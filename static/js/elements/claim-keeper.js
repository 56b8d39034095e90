// <claim-keeper url="/queue/12/claim" until="2026-…" data-ending="…" data-over="…"> around the time and
// a [data-note]: while somebody works on the page the claim is renewed; who only left it open is told
// before it ends. What the server answers instead ("Mia is working on this.") is shown.
import { post, token } from "../requests.js";
import { say } from "../say.js";

const LOOKS = 15_000; // ms between looks
const ACTIVE = 120_000; // ms: whoever did something this recently works on it
const FRESH = 8 * 60_000; // ms left: no need to renew yet
const ENDING = 2 * 60_000; // ms left: say so
const DEEDS = ["keydown", "pointerdown", "input", "scroll"];

// Faults as JSON too: their words are shown.
const headers = () => ({ Accept: "application/json", "X-CSRFToken": token(), "X-Fragment": "1" });

class ClaimKeeper extends HTMLElement {
  connectedCallback() {
    this.until = Date.parse(this.getAttribute("until"));
    this.deed = Date.now();
    this.act = () => (this.deed = Date.now());
    for (const name of DEEDS) document.addEventListener(name, this.act, { passive: true });
    this.timer = setInterval(() => this.look(), LOOKS);
  }

  disconnectedCallback() {
    for (const name of DEEDS) document.removeEventListener(name, this.act);
    clearInterval(this.timer);
  }

  look() {
    const left = this.until - Date.now();
    const works = document.visibilityState === "visible" && Date.now() - this.deed < ACTIVE;
    if (left <= 0) this.tell(this.dataset.over);
    else if (works && left < FRESH) this.renew();
    else if (left < ENDING) this.tell(this.dataset.ending);
  }

  async renew() {
    const answer = await post(this.getAttribute("url"), {}, { headers: headers() }).catch(() => null);
    if (!answer || !this.isConnected) return;
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) return this.tell(said.detail);
    this.until = Date.parse(said.until);
    this.querySelector("time")?.setAttribute("datetime", said.until);
    this.tell("");
  }

  tell(text) {
    const note = this.querySelector("[data-note]");
    if (!note || note.textContent === (text ?? "")) return;
    note.textContent = text ?? "";
    note.hidden = !text;
    if (text) say(text);
  }
}

customElements.define("claim-keeper", ClaimKeeper);
