// <draft-keeper for="body" key="thread:12">: what one has typed stays in this browser until the
// form was accepted, or another that says data-ends-draft="thread:12"; a text that the server sent
// back is never overwritten. A form with two texts has two, of one key: <draft-keeper part="title">.
import { rested } from "../requests.js";

const PREFIX = "hearth-draft:";
const OLD = 30 * 86400 * 1000;

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    const text = document.getElementById(this.getAttribute("for"));
    const form = text?.form;
    if (!form) return;
    const part = this.hasAttribute("part") ? `/${this.getAttribute("part")}` : "";
    const asked = new URLSearchParams(location.search).get("title");
    const about = asked ? `?${asked}` : ""; // begun from a search or a gap: no text of another one
    this.name = `${PREFIX}${document.body.dataset.me ?? ""}:${this.getAttribute("key")}${part}${about}`;
    if (!text.value.trim()) this.restore(text);
    this.keep = rested(400, () => this.save(text.value));
    text.addEventListener("input", this.keep);
    this.end = (event) => {
      const ends = event.target === form || event.target.dataset.endsDraft === this.getAttribute("key");
      if (!event.detail.success || !ends) return;
      this.sent = true; // what was typed right before sending is still to be kept: it must not be
      this.forget();
    };
    document.addEventListener("turbo:submit-end", this.end);
  }

  disconnectedCallback() {
    if (this.end) document.removeEventListener("turbo:submit-end", this.end);
  }

  restore(text) {
    const kept = JSON.parse(this.read() ?? "null");
    if (!kept?.text || Date.now() - kept.at > OLD) return;
    text.value = kept.text;
    this.textContent = this.dataset.restored ?? "";
    this.className = "small soft";
  }

  save(text) {
    if (this.sent) return;
    if (!text.trim()) return this.forget();
    try {
      localStorage.setItem(this.name, JSON.stringify({ text, at: Date.now() }));
    } catch {} // full or forbidden: the text is still in its field
  }

  forget() {
    try {
      localStorage.removeItem(this.name);
    } catch {}
  }

  read() {
    try {
      return localStorage.getItem(this.name);
    } catch {
      return null;
    }
  }
}

customElements.define("draft-keeper", DraftKeeper);
