// <queue-keys> around a list: j and k go from item to item; any other key presses what says `data-key="c"` in the item.
// Only while no field is being typed in.
class QueueKeys extends HTMLElement {
  connectedCallback() {
    this.press = (event) => this.key(event);
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  key(event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const items = [...this.querySelectorAll("[data-queue-item]")];
    const here = items.findIndex((item) => item.contains(document.activeElement));
    if (event.key === "j") this.go(items[Math.min(here + 1, items.length - 1)]);
    else if (event.key === "k") this.go(items[Math.max(here - 1, 0)]);
    else if (here >= 0) items[here].querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  }

  go(item) {
    const link = item?.querySelector("a");
    link?.focus();
    item?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("queue-keys", QueueKeys);
