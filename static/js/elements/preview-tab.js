// <preview-tab for="body" url="/preview">: its button changes between writing and looking at what
// readers will see, made by the same renderer.
import { post } from "../requests.js";

class PreviewTab extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button?.addEventListener("click", () => this.toggle());
  }

  get text() {
    return document.getElementById(this.getAttribute("for"));
  }

  get pane() {
    return document.getElementById(`${this.getAttribute("for")}-preview`);
  }

  toggle() {
    const looking = this.pane.hidden;
    this.pane.hidden = !looking;
    this.text.hidden = looking;
    const tools = this.parentElement.querySelector("markdown-toolbar");
    if (tools) tools.hidden = looking;
    this.button.setAttribute("aria-pressed", looking);
    this.button.textContent = looking ? this.dataset.write : this.dataset.look;
    if (looking) this.render();
    else this.text.focus();
  }

  async render() {
    if (!this.text.value.trim()) {
      this.pane.textContent = this.dataset.empty;
      return;
    }
    this.pane.setAttribute("aria-busy", "true");
    const answer = await post(this.getAttribute("url"), { body: this.text.value });
    if (answer.ok) this.pane.innerHTML = await answer.text();
    this.pane.removeAttribute("aria-busy");
  }
}

customElements.define("preview-tab", PreviewTab);
