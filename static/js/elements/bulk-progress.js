// <bulk-progress working> around what an act on very many items did: while it works the page is read
// anew, and the end is said.
import { getFragment } from "../requests.js";
import { say } from "../say.js";

const EVERY = 1500; // ms

class BulkProgress extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute("working")) this.timer = setTimeout(() => this.look(), EVERY);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async look() {
    const html = await getFragment(location.pathname, {});
    if (!this.isConnected) return;
    const fresh = html && new DOMParser().parseFromString(html, "text/html").querySelector("bulk-progress");
    if (!fresh) return (this.timer = setTimeout(() => this.look(), EVERY * 4));
    const focused = this.contains(document.activeElement);
    if (!fresh.hasAttribute("working")) say(fresh.querySelector(".bulk-counts")?.textContent.trim());
    this.replaceWith(fresh);
    if (focused) fresh.querySelector("a, button")?.focus({ preventScroll: true });
  }
}

customElements.define("bulk-progress", BulkProgress);
