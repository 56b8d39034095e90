// <live-queue data-one="1 new item" data-many="{n} new items">: items come, change and go. Each is
// <li data-queue-item="12" data-rank="…">; a new one stands before the first with a greater rank in
// its band's list `[data-queue-list="2"]` (else: reload the part). `filtered`: only changes are shown.
import { hear, watch } from "../socket.js";
import { counted, say } from "../say.js";

class LiveQueue extends HTMLElement {
  connectedCallback() {
    this.stops = [
      watch("queue", () => 0, () => {}),
      hear("queue", (news) => this.take(news)),
    ];
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
  }

  take({ item, html, counts }) {
    this.count(counts ?? {});
    const old = this.querySelector(`[data-queue-item="${item}"]`);
    if (!html) return old?.remove();
    const parsed = document.createElement("template");
    parsed.innerHTML = html;
    const fresh = parsed.content.querySelector("[data-queue-item]");
    if (!fresh || old?.contains(document.activeElement)) return;
    if (!old && this.hasAttribute("filtered")) return;
    if (old && old.dataset.band === fresh.dataset.band) return old.replaceWith(fresh);
    old?.remove();
    this.place(fresh);
    if (!old) say(counted(this, 1));
  }

  place(fresh) {
    const list = this.querySelector(`[data-queue-list="${fresh.dataset.band}"]`);
    if (!list) return;
    const after = [...list.children].find((one) => one.dataset.rank > fresh.dataset.rank);
    list.insertBefore(fresh, after ?? null);
    list.closest("[data-queue-band]")?.removeAttribute("hidden");
    this.querySelector("[data-queue-empty]")?.setAttribute("hidden", "");
  }

  count(counts) {
    for (const [name, number] of Object.entries(counts)) {
      for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
        place.textContent = number;
        place.hidden = number === 0;
      }
    }
  }
}

customElements.define("live-queue", LiveQueue);
