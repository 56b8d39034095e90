// <similar-questions for="title" url="/search/similar" data-one="…" data-many="…">: what others asked
// before, while somebody types a title. GET ?title=… answers an HTML fragment (`.similar`) or nothing.
import { getFragment, rested } from "../requests.js";
import { counted, say } from "../say.js";

class SimilarQuestions extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute("for"));
    this.look = rested(350, () => this.ask());
    this.field?.addEventListener("input", this.look);
    if (this.field?.value) this.look();
  }

  disconnectedCallback() {
    this.field?.removeEventListener("input", this.look);
  }

  async ask() {
    const title = this.field.value.trim();
    if (title.length < 8) return this.replaceChildren();
    this.asking?.abort();
    this.asking = new AbortController();
    const html = await getFragment(this.getAttribute("url"), { title }, this.asking.signal);
    if (html === null || html === this.shown) return;
    this.shown = html;
    this.innerHTML = html;
    const found = this.querySelectorAll("a").length;
    if (found) say(counted(this, found));
  }
}

customElements.define("similar-questions", SimilarQuestions);
