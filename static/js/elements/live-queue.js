// <live-queue data-one="1 new item">: items come, change and go, and every [data-count="queue-…"]
// on the page follows. Each item is [data-queue-item="12"] in an <li>; its data-order ("band rank time")
// gives the place of a new one. `filtered`: only what stands there changes. `counts`: no list here.
// Each time the room was entered the list is read anew: what came before that was told to nobody.
import { getFragment } from "../requests.js";
import { hear, watch } from "../socket.js";
import { say } from "../say.js";

class LiveQueue extends HTMLElement {
  connectedCallback() {
    this.stops = [
      watch("queue", () => 0, () => {}, () => this.catchUp()),
      hear("queue", (news) => this.take(news)),
    ];
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
  }

  async catchUp() {
    if (this.hasAttribute("counts")) return;
    const html = await getFragment(location.pathname, new URLSearchParams(location.search));
    if (html === null || !this.isConnected) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const place of page.querySelectorAll('[data-count^="queue-"]')) {
      showCounts({ [place.dataset.count.slice("queue-".length)]: place.textContent });
    }
    const held = document.activeElement.closest("[data-queue-item]")?.dataset.queueItem;
    const fresh = page.querySelector("live-queue:not([counts])");
    if (fresh) this.replaceChildren(...fresh.childNodes);
    this.querySelector(`[data-queue-item="${held}"] a`)?.focus({ preventScroll: true });
  }

  take({ item, html, counts }) {
    showCounts(counts ?? {});
    if (this.hasAttribute("counts")) return;
    const old = this.querySelector(`[data-queue-item="${item}"]`)?.closest("li");
    if (!html) return old?.remove();
    const line = document.createElement("li");
    line.innerHTML = html;
    const fresh = line.firstElementChild;
    if (!fresh || (!old && this.hasAttribute("filtered"))) return;
    line.toggleAttribute("data-mine", fresh.dataset.holder === document.body.dataset.me);
    const focused = old?.contains(document.activeElement);
    const list = old?.parentElement ?? this.querySelector("ol");
    old?.remove();
    this.place(list, line, fresh.dataset.order);
    if (focused) fresh.querySelector("a")?.focus({ preventScroll: true });
    if (!old) say(this.dataset.one);
  }

  place(list, line, order) {
    const later = [...list.children].find(
      (one) => one.firstElementChild.dataset.order > order,
    );
    list.insertBefore(line, later ?? null);
    this.querySelector(".empty")?.remove();
  }
}

function showCounts(counts) {
  for (const [name, number] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-count="queue-${name}"]`)) {
      place.textContent = number;
    }
  }
}

customElements.define("live-queue", LiveQueue);
