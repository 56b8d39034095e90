// <search-suggest url="/search/suggestions"> around a search field. GET ?q=… answers links
// <a class="suggest__item" href="…">; they become the options of a combobox. Enter without a choice
// searches, as without a script.
import { Choosing } from "../models/choosing.js";
import { getFragment, pinged, rested } from "../requests.js";

let made = 0;

class SearchSuggest extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input) return;
    this.list = this.querySelector(".suggest") ?? this.makeList();
    this.choosing = new Choosing(this.input);
    this.input.addEventListener("input", rested(120, () => this.ask()));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", pinged);
    this.addEventListener("focusout", (event) => {
      if (!this.contains(event.relatedTarget)) this.show(false);
    });
  }

  makeList() {
    const list = document.createElement("div");
    Object.assign(list, { className: "suggest", hidden: true, id: `suggest-${++made}` });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.input.getAttribute("aria-label") ?? "");
    list.addEventListener("mousedown", (event) => event.preventDefault());
    this.append(list);
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id };
    for (const [name, value] of Object.entries(marks)) this.input.setAttribute(name, value);
    this.input.setAttribute("aria-expanded", "false");
    return list;
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const q = this.input.value.trim();
    const url = this.getAttribute("url");
    const html = q.length < 2 ? "" : await getFragment(url, { q }, this.asking.signal);
    if (html === null || q !== this.input.value.trim()) return;
    this.list.innerHTML = html;
    const options = [...this.list.querySelectorAll("a")];
    options.forEach((link, n) => {
      Object.assign(link, { id: `${this.list.id}-${n}`, tabIndex: -1 }).setAttribute("role", "option");
    });
    this.choosing.take(options);
    this.show(options.length > 0 && document.activeElement === this.input);
  }

  show(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", open);
    if (!open) this.choosing.choose(-1);
  }

  key(event) {
    if (this.list.hidden) return;
    if (event.key === "ArrowDown") this.choosing.step(1);
    else if (event.key === "ArrowUp") this.choosing.step(-1);
    else if (event.key === "Enter" && this.choosing.chosen) this.choosing.chosen.click();
    else if (event.key === "Escape") this.show(false);
    else return;
    event.preventDefault();
  }
}

customElements.define("search-suggest", SearchSuggest);
