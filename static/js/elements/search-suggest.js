// <search-suggest url="/search/suggest"> around a search field. GET ?q=… answers links
// <a class="suggest__item" href="…">; they become the options of a combobox. Enter without a choice
// searches, as without a script.
import { getFragment, rested } from "../requests.js";

let made = 0;

class SearchSuggest extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input || this.list) return;
    this.list = document.createElement("div");
    Object.assign(this.list, { className: "suggest", hidden: true, id: `suggest-${++made}` });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.getAttribute("aria-label") ?? "");
    this.append(this.list);
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(marks)) this.input.setAttribute(name, value);
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.addEventListener("input", rested(120, () => this.ask()));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const q = this.input.value.trim();
    const html = q.length < 2 ? "" : await getFragment(this.getAttribute("url"), { q }, this.asking.signal);
    if (html === null || q !== this.input.value.trim()) return;
    this.list.innerHTML = html;
    this.options = [...this.list.querySelectorAll("a")];
    this.options.forEach((link, n) => {
      Object.assign(link, { id: `${this.list.id}-${n}`, tabIndex: -1 }).setAttribute("role", "option");
    });
    this.show(this.options.length > 0 && document.activeElement === this.input);
  }

  show(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", open);
    this.choose(-1);
  }

  close() {
    this.show(false);
  }

  choose(n) {
    this.at = n;
    this.options?.forEach((link, i) => link.setAttribute("aria-selected", i === n));
    if (n < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", this.options[n].id);
  }

  key(event) {
    if (this.list.hidden) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const count = this.options.length + 1; // one more: back in the field
    if (event.key in steps) {
      this.choose(((this.at + 1 + steps[event.key] + count) % count) - 1);
    } else if (event.key === "Enter" && this.at >= 0) {
      this.options[this.at].click();
    } else if (event.key === "Escape") {
      this.close();
    } else return;
    event.preventDefault();
  }
}

customElements.define("search-suggest", SearchSuggest);
