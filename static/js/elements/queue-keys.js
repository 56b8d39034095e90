// <queue-keys> around a list: j and k go from item to item; any other key presses what says `data-key="c"` in the
// item, else on the page. `items`: a selector of other items than the queue's; with `page`, all of the page's; `field`: what
// the key a goes to.
// Only while no field is being typed in and no dialog is open, and never where somebody switched
// single keys off (in <key-help>).
import { areOff } from "../models/single-keys.js";

const TYPED = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])";

class QueueKeys extends HTMLElement {
  connectedCallback() {
    this.press = (event) => this.key(event);
    document.addEventListener("keydown", this.press);
    if (location.hash === "#body") this.field?.focus(); // came here to answer
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  get field() {
    return this.hasAttribute("field") ? document.querySelector(this.getAttribute("field")) : null;
  }

  get selector() {
    return this.getAttribute("items") ?? "[data-queue-item]";
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return this.send(event.target);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TYPED) || document.querySelector("dialog[open]") || areOff()) return;
    if (event.key.length === 1 && event.key !== " " && this.handle(event.key)) event.preventDefault();
  }

  // Ctrl+Enter in the reply presses its main button.
  send(target) {
    if (target === this.field) target.form.requestSubmit(target.form.querySelector("button.button--main:not(details *)"));
  }

  // Whether the key meant anything here.
  handle(key) {
    const items = [...(this.hasAttribute("page") ? document : this).querySelectorAll(this.selector)];
    const here = items.findIndex((item) => item.contains(document.activeElement));
    if (key === "j") return this.go(items[Math.min(here + 1, items.length - 1)]);
    if (key === "k") return this.go(items[Math.max(here - 1, 0)]);
    const place = (key === "a" && this.field) || (this.meant(key, items[here]) ?? this.meant(key));
    if (!place) return false;
    if (place.matches(TYPED)) place.focus();
    else place.click();
    return true;
  }

  // What the key presses: shown to this reader, though perhaps in a closed menu.
  meant(key, item) {
    const all = (item ?? document).querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
    const places = item ? [...all] : [...all].filter((one) => !one.closest(this.selector));
    const shown = places.filter((one) => getComputedStyle(one).display !== "none");
    return shown.find((one) => one.closest("main")) ?? shown[0];
  }

  go(item) {
    if (!item) return false;
    (item.matches("[tabindex]") ? item : item.querySelector("a")).focus();
    item.scrollIntoView({ block: "nearest" });
    return true;
  }
}

customElements.define("queue-keys", QueueKeys);
