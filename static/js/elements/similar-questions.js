// <similar-questions for="title" also="body" url="/search/similar" data-one="…" data-many="…">: what
// others asked before, while somebody types. POST title and body answers an HTML fragment
// (`.similar`) or nothing: a text that is not sent yet belongs in no address. What somebody has
// opened, or has the focus in, stays until they are done with it.
import { post, rested } from "../requests.js";
import { counted, say } from "../say.js";

class SimilarQuestions extends HTMLElement {
  connectedCallback() {
    this.fields = ["for", "also"].map((name) => document.getElementById(this.getAttribute(name)));
    this.look = rested(350, () => this.ask());
    for (const field of this.fields) field?.addEventListener("input", this.look);
    if (this.fields[0]?.value && !this.childElementCount) this.look();
  }

  disconnectedCallback() {
    for (const field of this.fields) field?.removeEventListener("input", this.look);
    this.asking?.abort();
  }

  async ask() {
    const [title, body] = this.fields.map((field) => field?.value.trim() ?? "");
    if (this.isRead) return;
    if (title.length + body.length < 8) return this.show("");
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const values = { title, body: body.slice(0, 3000) };
    try {
      const answer = await post(this.getAttribute("url"), values, { signal });
      if (answer.ok && !this.isRead) this.show((await answer.text()).trim());
    } catch {} // offline, or something newer is asked: what stands there stays
  }

  get isRead() {
    return this.contains(document.activeElement) || this.querySelector("details[open]") !== null;
  }

  show(html) {
    if (html === this.shown) return;
    this.shown = html;
    this.innerHTML = html;
    const found = this.querySelectorAll("[data-similar]").length;
    if (found) say(counted(this, found));
  }
}

customElements.define("similar-questions", SimilarQuestions);
