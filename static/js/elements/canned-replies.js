// <canned-replies for="body" url="/t/12/canned"> around a button and a hidden picker: Alt+R opens it,
// words find a text, Enter puts it where the cursor is. GET ?q=… answers <li role="option"> lines
// with the filled text in data-text; POST …/{id}/uses counts it.
import { Choosing } from "../models/choosing.js";
import { getFragment, post, rested } from "../requests.js";
import { say } from "../say.js";

class CannedReplies extends HTMLElement {
  connectedCallback() {
    [this.button, this.pick] = this.children;
    this.field = this.pick.querySelector("input");
    this.list = this.pick.querySelector("ul");
    this.choosing = new Choosing(this.field);
    this.look = rested(150, () => this.find());
    this.button.addEventListener("click", (event) => this.toggle(event));
    this.field.addEventListener("input", this.look);
    this.pick.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.put(event.target.closest("[data-canned]")));
    this.press = (event) => event.altKey && !event.ctrlKey && event.code === "KeyR" && this.toggle(event);
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  get text() {
    return document.getElementById(this.getAttribute("for"));
  }

  toggle(event) {
    event.preventDefault();
    this.show(this.pick.hidden);
  }

  show(open) {
    this.pick.hidden = !open;
    this.button.setAttribute("aria-expanded", open);
    if (!open) return this.text.focus();
    this.field.focus();
    this.field.select();
    this.find();
  }

  async find() {
    const html = await getFragment(this.getAttribute("url"), { q: this.field.value });
    if (html === null) return;
    this.list.innerHTML = html;
    const found = [...this.list.children];
    found.forEach((one, n) => (one.id = `canned-${n}`));
    this.choosing.take(found);
    if (found.length) this.choosing.choose(0);
    this.pick.querySelector("[data-note]").textContent = found.length ? "" : this.dataset.none;
  }

  key(event) {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way) this.choosing.step(way);
    else if (event.key === "Enter") this.put(this.choosing.chosen);
    else if (event.key === "Escape") this.show(false);
    else return;
    event.preventDefault();
    this.choosing.chosen?.scrollIntoView({ block: "nearest" });
  }

  put(option) {
    if (!option) return;
    const { text } = this;
    text.setRangeText(option.dataset.text, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    this.show(false);
    say(this.dataset.done);
    post(`${this.getAttribute("url")}/${option.dataset.canned}/uses`, {}, { keepalive: true });
  }
}

customElements.define("canned-replies", CannedReplies);
