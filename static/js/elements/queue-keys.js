// <queue-keys> around a list: j and k go from item to item; any other key presses what says `data-key="c"` in the
// item, else on the page. `items`: a selector of other items than the queue's; with `page`, all of the page's.
// Only while no field is being typed in.
class QueueKeys extends HTMLElement {
  connectedCallback() {
    this.press = (event) => this.key(event);
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  get selector() {
    return this.getAttribute("items") ?? "[data-queue-item]";
  }

  key(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const items = [...(this.hasAttribute("page") ? document : this).querySelectorAll(this.selector)];
    const here = items.findIndex((item) => item.contains(document.activeElement));
    if (event.key === "j") this.go(items[Math.min(here + 1, items.length - 1)]);
    else if (event.key === "k") this.go(items[Math.max(here - 1, 0)]);
    else if (event.key.length === 1) (this.meant(event.key, items[here]) ?? this.meant(event.key))?.click();
  }

  // What the key presses: shown to this reader, though perhaps in a closed menu.
  meant(key, item) {
    const all = (item ?? document).querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
    const places = item ? [...all] : [...all].filter((one) => !one.closest(this.selector));
    return places.find((one) => getComputedStyle(one).display !== "none");
  }

  go(item) {
    (item?.matches("[tabindex]") ? item : item?.querySelector("a"))?.focus();
    item?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("queue-keys", QueueKeys);
