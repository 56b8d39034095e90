// <live-queue data-one="1 new item">: items come, change and go, and every [data-count="queue-…"]
// on the page follows. Each item is [data-queue-item="12"] in an <li>; its data-order ("band rank time")
// gives the place of a new one. `filtered`: only what stands there changes. `counts`: no list here.
// Each time the room was entered the list is read anew: what came before that was told to nobody.
// `part="open"`: only items with this data-part stand here; what is left to customers first does not.
// While somebody points at the list, works in it or has chosen items, it stays still: changes wait
// behind [data-changes] ("3 changes", one press applies them), and what changed is dimmed.
import { getFragment } from "../requests.js";
import { counted, say } from "../say.js";
import { hear, watch } from "../socket.js";

const POINTS = matchMedia("(hover: hover)");

class LiveQueue extends HTMLElement {
  connectedCallback() {
    this.waiting = new Map(); // item → its last news
    if (!this.hasAttribute("counts")) this.bar()?.addEventListener("click", () => this.applyAll());
    this.stops = [
      watch("queue", () => 0, () => {}, () => this.catchUp()),
      hear("queue", (news) => this.take(news)),
    ];
  }

  disconnectedCallback() {
    this.stops.forEach((stop) => stop());
  }

  bar() {
    return this.parentElement.querySelector("[data-changes]");
  }

  get inUse() {
    const pointed = POINTS.matches && this.matches(":hover");
    return pointed || this.contains(document.activeElement) || Boolean(this.querySelector(":checked"));
  }

  async catchUp() {
    if (this.hasAttribute("counts")) return;
    const html = await getFragment(location.pathname, new URLSearchParams(location.search));
    if (html === null || !this.isConnected) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const place of page.querySelectorAll('[data-count^="queue-"]')) {
      showCounts({ [place.dataset.count.slice("queue-".length)]: place.textContent });
    }
    const fresh = page.querySelector("live-queue:not([counts])");
    if (!fresh) return;
    if (this.inUse) return this.compare(fresh);
    this.waiting.clear();
    this.showBar();
    this.replaceChildren(...fresh.childNodes);
  }

  // What differs from a list read anew waits as if it had been told.
  compare(fresh) {
    const now = itemsOf(fresh);
    for (const [item, there] of itemsOf(this)) {
      const html = now.get(item)?.outerHTML ?? null;
      if (html === null || state(now.get(item)) !== state(there)) this.take({ item, html });
    }
    for (const [item, there] of now) {
      if (!this.item(item)) this.take({ item, html: there.outerHTML });
    }
  }

  // `others`: what else of the same thread waits (held posts).
  take({ item, html, counts, others = [] }) {
    showCounts(counts ?? {});
    if (this.hasAttribute("counts")) return;
    others.forEach((other) => this.take(other));
    if (this.isElsewhere(html)) html = null;
    const old = this.item(item);
    if (!old && (!html || this.hasAttribute("filtered"))) return void this.forget(item);
    if (!this.inUse) return this.apply(item, html);
    this.waiting.set(String(item), html);
    old?.closest("li").toggleAttribute("data-changed", true);
    this.showBar();
  }

  isElsewhere(html) {
    const part = /data-part="(\w+)"/.exec(html ?? "")?.[1];
    return Boolean(part && this.hasAttribute("part") && part !== this.getAttribute("part"));
  }

  forget(item) {
    if (this.waiting.delete(String(item))) this.showBar();
  }

  applyAll() {
    const held = document.activeElement.closest("[data-queue-item]")?.dataset.queueItem;
    for (const [item, html] of this.waiting) this.apply(item, html);
    this.waiting.clear();
    this.showBar();
    (this.item(held) ?? this.item()).querySelector("a")?.focus({ preventScroll: true });
  }

  showBar() {
    const bar = this.bar();
    if (!bar) return;
    bar.hidden = !this.waiting.size;
    bar.querySelector("[data-text]").textContent = counted(bar, this.waiting.size);
    if (this.waiting.size) say(bar.textContent);
  }

  apply(item, html) {
    const old = this.item(item)?.closest("li");
    if (!html) return old?.remove();
    const line = document.createElement("li");
    line.innerHTML = html;
    const fresh = line.firstElementChild;
    if (!fresh) return;
    line.toggleAttribute("data-mine", fresh.dataset.holder === document.body.dataset.me);
    const list = old?.parentElement ?? this.querySelector("ol");
    old?.remove();
    this.place(list, line, fresh.dataset.order);
    if (!old) say(this.dataset.one);
  }

  item(name) {
    return this.querySelector(name ? `[data-queue-item="${CSS.escape(name)}"]` : "[data-queue-item]") ?? (name ? null : this);
  }

  place(list, line, order) {
    const later = [...list.children].find((one) => one.firstElementChild.dataset.order > order);
    list.insertBefore(line, later ?? null);
    this.querySelector(".empty")?.remove();
  }
}

function itemsOf(place) {
  return new Map([...place.querySelectorAll("[data-queue-item]")].map((one) => [one.dataset.queueItem, one]));
}

// What of an item matters to whoever looks at it: its place, its holder, its sentence.
function state(item) {
  return [item.dataset.order, item.dataset.holder, item.dataset.state].join();
}

function showCounts(counts) {
  for (const [name, number] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-count="queue-${name}"]`)) {
      place.textContent = number;
    }
  }
}

customElements.define("live-queue", LiveQueue);
